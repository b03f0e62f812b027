using System.Globalization;

namespace TrustCenter.Identities.Linkage;

/// <summary>A date of birth as it was written, possible or not: digits that were mistyped are evidence too. Parts that
/// are not known are 0.</summary>
public readonly record struct BirthDate(int Year, int Month, int Day)
{
    /// <summary>No date at all.</summary>
    public static BirthDate Missing => default;

    /// <summary>Whether nothing is known.</summary>
    public bool IsMissing => Year == 0 && Month == 0 && Day == 0;

    /// <summary>1 January, or no day and no month: what is entered when only the year is known.</summary>
    public bool YearOnly => Year > 0 && (Month is 0 or 1) && (Day is 0 or 1);

    /// <summary>The eight digits YYYYMMDD, four bits each: dates are compared digit by digit.</summary>
    public int Packed => (int)(Digits(Year) << 16 | Digits(Month) << 8 | Digits(Day));

    /// <summary>Reads 1985-06-19, 19850619, 19.6.1985, 1985-06, 1985, and the beginning of a moment in ISO 8601; what
    /// is none of these, or a placeholder (year 1800 and before, 9999), is missing.</summary>
    public static BirthDate Read(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length > 10 && text[10] is 'T' or ' ') text = text[..10];
        Span<Range> parts = stackalloc Range[4];
        if (text.IndexOf('.') >= 0)
            return text.Split(parts, '.') == 3 ? Of(text[parts[2]], text[parts[1]], text[parts[0]]) : default;
        if (text.IndexOf('-') < 0)
        {
            return text.Length switch
            {
                8 => Of(text[..4], text[4..6], text[6..]),
                6 => Of(text[..4], text[4..], "0"),
                4 => Of(text, "0", "0"),
                _ => default,
            };
        }

        return text.Split(parts, '-') switch
        {
            3 => Of(text[parts[0]], text[parts[1]], text[parts[2]]),
            2 => Of(text[parts[0]], text[parts[1]], "0"),
            _ => default,
        };
    }

    /// <summary>From the number that <see cref="Packed"/> gave.</summary>
    public static BirthDate Unpack(int packed) =>
        new(Number(packed >> 16), Number(packed >> 8 & 0xFF), Number(packed & 0xFF));

    static uint Digits(int number) =>
        (uint)(number / 1000 << 12 | number / 100 % 10 << 8 | number / 10 % 10 << 4 | number % 10);

    static int Number(int digits) =>
        (digits >> 12 & 15) * 1000 + (digits >> 8 & 15) * 100 + (digits >> 4 & 15) * 10 + (digits & 15);

    static BirthDate Of(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day) =>
        Number(year, out var y) && Number(month, out var m) && Number(day, out var d)
        && y is > 1800 and < 9999 && m < 100 && d < 100 ? new(y, m, d) : default;

    static bool Number(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
