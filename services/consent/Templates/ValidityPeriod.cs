using System.Globalization;
using System.Text.RegularExpressions;

namespace TrustCenter.Consents;

/// <summary>An ISO 8601 period of years, months and days, as forms and policies carry it.</summary>
public readonly partial record struct ValidityPeriod(int Years, int Months, int Days) : IComparable<ValidityPeriod>
{
    // forms in circulation write p5y
    [GeneratedRegex("^P(?=[0-9])(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?\\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();

    public static bool TryParse(string? text, out ValidityPeriod period)
    {
        period = default;
        if (text is null || Pattern().Match(text) is not { Success: true } match) return false;
        var days = Number(match.Groups[3]) * 7 + Number(match.Groups[4]);
        period = new(Number(match.Groups[1]), Number(match.Groups[2]), days);
        return period != default;
    }

    public override string ToString() => $"P{Part(Years, 'Y')}{Part(Months, 'M')}{Part(Days, 'D')}";

    /// <summary>By length, a month counted as 30.44 days.</summary>
    public int CompareTo(ValidityPeriod other) => Length.CompareTo(other.Length);

    double Length => (Years * 12 + Months) * 30.4375 + Days;

    public static bool operator <(ValidityPeriod one, ValidityPeriod other) => one.CompareTo(other) < 0;

    public static bool operator >(ValidityPeriod one, ValidityPeriod other) => one.CompareTo(other) > 0;

    public static bool operator <=(ValidityPeriod one, ValidityPeriod other) => one.CompareTo(other) <= 0;

    public static bool operator >=(ValidityPeriod one, ValidityPeriod other) => one.CompareTo(other) >= 0;

    static int Number(Group group) =>
        group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    static string Part(int number, char unit) =>
        number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture) + unit;
}
