using System.Globalization;

namespace TrustCenter.Identities;

/// <summary>Days as tables have them.</summary>
static class ImportDates
{
    // none of these can be mistaken for another one
    static readonly (string From, string To)[] Usual =
    [
        ("yyyy-MM-dd", "yyyy-MM-dd"), ("dd.MM.yyyy", "yyyy-MM-dd"), ("d.M.yyyy", "yyyy-MM-dd"),
        ("yyyyMMdd", "yyyy-MM-dd"), ("yyyy-MM", "yyyy-MM"), ("MM.yyyy", "yyyy-MM"), ("yyyy", "yyyy"),
        ("yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"), ("yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd"),
    ];

    /// <summary>A year with four digits at least; months need no day, days need a month.</summary>
    public static bool IsFormat(string? format) => format is { Length: > 0 and <= 30 }
        && format.Contains("yyyy", StringComparison.Ordinal)
        && (format.Contains('M', StringComparison.Ordinal) || !format.Contains('d', StringComparison.Ordinal))
        && !format.AsSpan().ContainsAny("%\\'\"")
        && DateTime.TryParseExact(new DateTime(1985, 6, 19).ToString(format, CultureInfo.InvariantCulture), format,
            CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>The day as 1985-06-19 (or 1985-06, 1985); what is none stays as it is and is refused later.</summary>
    public static string Read(string text, IReadOnlyList<string>? formats)
    {
        var trimmed = text.Trim();
        foreach (var (from, to) in formats?.Select(format => (format, Precision(format))) ?? Usual)
        {
            if (DateTime.TryParseExact(trimmed, from, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day.ToString(to, CultureInfo.InvariantCulture);
        }

        return trimmed;
    }

    /// <summary>A date from its parts; a part that is missing leaves a date less exact.</summary>
    public static string? Join(string? day, string? month, string? year) => (Number(day), Number(month), year?.Trim())
        switch
    {
        (_, _, null or "") => day is null && month is null ? null : $"{year}-{month}-{day}",
        (null, null, var y) => y,
        (null, var m, var y) => $"{y}-{m}",
        var (d, m, y) => $"{y}-{m}-{d}",
    };

    static string Precision(string format) => format.Contains('d', StringComparison.Ordinal) ? "yyyy-MM-dd"
        : format.Contains('M', StringComparison.Ordinal) ? "yyyy-MM" : "yyyy";

    static string? Number(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().PadLeft(2, '0');
}
