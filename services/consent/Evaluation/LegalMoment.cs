using System.Globalization;

namespace TrustCenter.Consents;

/// <summary>
/// A legal date as people write it: a day alone (then it counts from the start of that day in Berlin) or a date-time,
/// which must say its offset. Impossible dates (31.02.) are refused, never rolled over.
/// </summary>
public static class LegalMoment
{
    static readonly string[] DateTimes =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        moment = default;
        if (TryParseDay(text, out var day))
        {
            moment = LegalDays.StartOf(day);
            return true;
        }

        if (text is null || !(text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-')) return false;
        return DateTimeOffset.TryParseExact(
            text, DateTimes, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }

    public static bool TryParseDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
