using System.Globalization;

namespace TrustCenter.Consents;

// All calendar arithmetic of the law's days (decision D3) is here and nowhere else.
public static class LegalDays
{
    /// <summary>"Until further notice", as every consumer of the MII Broad Consent writes it.</summary>
    public static readonly DateOnly OpenEnd = new(3000, 1, 1);

    /// <summary>The past without a lower limit, as the consumers of retrospective consents write it.</summary>
    public static readonly DateOnly Beginning = new(1900, 1, 1);

    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    static readonly string[] Instants =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static DateOnly Of(DateTimeOffset instant)
    {
        // Since 1950 Berlin is one or two hours ahead of UTC, so only 22:00–22:59 UTC needs the zone's rules.
        var utc = instant.UtcDateTime;
        if (utc.Year is >= 1950 and <= 9998 && utc.Hour != 22)
            return DateOnly.FromDateTime(utc.Hour < 22 ? utc : utc.AddHours(2));

        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Berlin).DateTime);
    }

    public static DateTimeOffset StartOf(DateOnly day) => At(day, TimeOnly.MinValue);

    public static DateTimeOffset At(DateOnly day, TimeOnly clock)
    {
        var local = day.ToDateTime(clock);
        return new(local, Berlin.GetUtcOffset(local));
    }

    /// <summary>The same moment as clocks in Berlin show it, for people to read.</summary>
    public static DateTimeOffset InBerlin(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Berlin);

    public static TimeOnly ClockOf(DateTimeOffset instant) =>
        TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Berlin).DateTime);

    /// <summary>Last day of an ISO 8601 period (years, months, weeks, days) that begins on a day: the day before
    /// the anniversary. False if the text is no such period or is empty.</summary>
    public static bool TryEnd(DateOnly start, string? period, out DateOnly end)
    {
        end = default;
        if (!ValidityPeriod.TryParse(period, out var read)) return false;
        var (months, days) = ((read.Years * 12) + read.Months, read.Days);
        if (start.Year + (months / 12) + (days / 365) >= OpenEnd.Year)
        {
            end = OpenEnd;
            return true;
        }

        end = start.AddMonths(months).AddDays(days - 1);
        return true;
    }

    // §§ 187 (2), 188 (2) and (3) BGB: the birthday itself counts; who was born on a 29 February is of age on 1 March.
    public static DateOnly LastDayBeforeMajority(DateOnly birth) => birth is { Month: 2, Day: 29 }
        ? new(birth.Year + 18, 2, 28)
        : birth.AddYears(18).AddDays(-1);

    /// <summary>The five calendar years before the year of a signature, and that year up to the day before.</summary>
    public static DaySpan InsuranceYearsBefore(DateOnly signature) =>
        new(new(signature.Year - 5, 1, 1), signature.AddDays(-1));

    /// <summary>FHIR date or dateTime to the days it covers: a partial date is the whole month or year, an instant
    /// its Berlin day. An instant without an offset says nothing and is refused.</summary>
    public static bool TryParseSpan(string? text, out DaySpan span)
    {
        span = default;
        if (text is null) return false;
        if (text.Length == 4 && TryDay(text + "-01-01", out var year))
            return Spanned(year, year.AddYears(1), out span);
        if (text.Length == 7 && TryDay(text + "-01", out var month))
            return Spanned(month, month.AddMonths(1), out span);
        if (TryDay(text, out var day)) return Spanned(day, day.AddDays(1), out span);
        if (!HasOffset(text) || !DateTimeOffset.TryParseExact(
                text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
            return false;

        var of = Of(instant);
        return Spanned(of, of.AddDays(1), out span);
    }

    static bool Spanned(DateOnly from, DateOnly next, out DaySpan span)
    {
        span = new(from, next.AddDays(-1));
        return true;
    }

    static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year < 9999;

    static bool HasOffset(string text) => text.Length >= 17
        && text[10] == 'T' && (text[^1] == 'Z' || text[^6] is '+' or '-');
}
