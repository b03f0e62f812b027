using System.Globalization;

namespace TrustCenter.Consents.Tests;

public sealed class LegalDaysTests
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void Every_half_hour_from_1945_to_2045_has_the_day_a_clock_in_Berlin_shows()
    {
        var end = Instant("2045-01-01T00:00:00Z");
        var checkedHours = 0;
        for (var instant = Instant("1945-01-01T00:00:00Z"); instant < end; instant += TimeSpan.FromMinutes(30))
        {
            var shown = TimeZoneInfo.ConvertTime(instant, Berlin);
            if (DateOnly.FromDateTime(shown.DateTime) != LegalDays.Of(instant)) Assert.Fail($"{instant:O}");
            checkedHours++;
        }

        Assert.Equal(1_753_200, checkedHours);
    }

    [Theory]
    [InlineData("2024-03-30T22:59:59Z", "2024-03-30")]
    [InlineData("2024-03-30T23:00:00Z", "2024-03-31")]
    [InlineData("2024-03-31T00:59:59Z", "2024-03-31")]
    [InlineData("2024-03-31T21:59:59Z", "2024-03-31")]
    [InlineData("2024-03-31T22:00:00Z", "2024-04-01")]
    [InlineData("2024-10-26T22:00:00Z", "2024-10-27")]
    [InlineData("2024-10-27T22:59:59Z", "2024-10-27")]
    [InlineData("2024-10-27T23:00:00Z", "2024-10-28")]
    [InlineData("2021-03-14T23:30:00Z", "2021-03-15")]
    [InlineData("2021-03-15T08:00:00+14:00", "2021-03-14")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31")]
    public void An_instant_has_the_day_of_Berlin(string instant, string day) =>
        Assert.Equal(Day(day), LegalDays.Of(Instant(instant)));

    [Fact]
    public void A_day_begins_at_midnight_in_Berlin_on_every_day()
    {
        for (var day = Day("1950-01-01"); day < Day("2050-01-01"); day = day.AddDays(1))
        {
            Assert.Equal(day, LegalDays.Of(LegalDays.StartOf(day)));
            Assert.Equal(day.AddDays(-1), LegalDays.Of(LegalDays.StartOf(day).AddTicks(-1)));
        }
    }

    [Fact]
    public void Five_and_thirty_years_end_the_day_before_the_anniversary_on_every_day_of_a_leap_cycle()
    {
        for (var day = Day("2000-01-01"); day < Day("2005-01-01"); day = day.AddDays(1))
            foreach (var years in new[] { 5, 30 })
            {
                // Written out by hand: same day and month, 28 where there is no 29 February; then one day back.
                var last = DateTime.DaysInMonth(day.Year + years, day.Month);
                var anniversary = new DateOnly(day.Year + years, day.Month, Math.Min(day.Day, last));
                Assert.True(LegalDays.TryEnd(day, $"P{years}Y", out var end));
                Assert.Equal(anniversary.AddDays(-1), end);
            }
    }

    [Theory]
    [InlineData("2020-09-01", "P5Y", "2025-08-31")]
    [InlineData("2020-09-01", "p30y", "2050-08-31")]
    [InlineData("2024-02-29", "P5Y", "2029-02-27")]
    [InlineData("2024-02-29", "P4Y", "2028-02-28")]
    [InlineData("2020-01-31", "P1M", "2020-02-28")]
    [InlineData("2020-01-31", "P1Y6M", "2021-07-30")]
    [InlineData("2020-01-01", "P2W", "2020-01-14")]
    [InlineData("2020-01-01", "P1D", "2020-01-01")]
    [InlineData("2020-01-01", "P1Y2M1W3D", "2021-03-10")]
    [InlineData("2020-01-01", "P9999Y", "3000-01-01")]
    [InlineData("2020-01-01", "P99999D", "2293-10-14")]
    public void A_period_ends_on_its_last_day(string start, string period, string end)
    {
        Assert.True(LegalDays.TryEnd(Day(start), period, out var last));
        Assert.Equal(Day(end), last);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("5Y")]
    [InlineData("P5")]
    [InlineData("PY")]
    [InlineData("P0Y")]
    [InlineData("P-5Y")]
    [InlineData("P5.5Y")]
    [InlineData("P5Y5Y")]
    [InlineData("P1D1Y")]
    [InlineData("PT5H")]
    [InlineData("P5YT1H")]
    [InlineData("P٥Y")]
    [InlineData("P999999Y")]
    public void What_is_no_period_has_no_end(string? period) =>
        Assert.False(LegalDays.TryEnd(Day("2020-01-01"), period, out _));

    [Theory]
    [InlineData("2008-07-15", "2026-07-14")]
    [InlineData("2008-02-29", "2026-02-28")]
    [InlineData("2008-03-01", "2026-02-28")]
    [InlineData("2008-02-28", "2026-02-27")]
    [InlineData("2008-01-01", "2025-12-31")]
    public void Minority_ends_the_day_before_the_18th_birthday(string birth, string last) =>
        Assert.Equal(Day(last), LegalDays.LastDayBeforeMajority(Day(birth)));

    [Fact]
    public void Insurance_years_are_the_five_before_and_the_year_of_the_signature() => Assert.Equal(
        new DaySpan(Day("2015-01-01"), Day("2020-08-31")), LegalDays.InsuranceYearsBefore(Day("2020-09-01")));

    [Theory]
    [InlineData("2021", "2021-01-01", "2021-12-31")]
    [InlineData("2020-02", "2020-02-01", "2020-02-29")]
    [InlineData("2021-02-03", "2021-02-03", "2021-02-03")]
    [InlineData("2021-03-14T23:30:00Z", "2021-03-15", "2021-03-15")]
    [InlineData("2021-03-14T23:30Z", "2021-03-15", "2021-03-15")]
    [InlineData("2021-03-15T00:29:59.9999999+01:00", "2021-03-15", "2021-03-15")]
    public void A_partial_date_is_all_the_days_it_may_mean(string text, string from, string to)
    {
        Assert.True(LegalDays.TryParseSpan(text, out var span));
        Assert.Equal(new DaySpan(Day(from), Day(to)), span);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("21")]
    [InlineData("2021-2")]
    [InlineData("2021-02-31")]
    [InlineData("2021-13")]
    [InlineData("0000")]
    [InlineData("9999")]
    [InlineData("2021-03-14T23:30:00")]
    [InlineData("2021-03-14T24:00:00Z")]
    [InlineData("14.03.2021")]
    [InlineData("2021-03-14 23:30:00Z")]
    [InlineData("٢٠٢١")]
    public void What_is_no_date_covers_no_days(string? text) => Assert.False(LegalDays.TryParseSpan(text, out _));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("tr-TR")]
    public void No_culture_changes_a_day(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            An_instant_has_the_day_of_Berlin("2021-03-14T23:30:00Z", "2021-03-15");
            A_period_ends_on_its_last_day("2024-02-29", "p5y", "2029-02-27");
            A_partial_date_is_all_the_days_it_may_mean("2020-02", "2020-02-01", "2020-02-29");
            var provisions = ProvisionText.Parse("+20200901~20250831=1.0 6,19|");
            Assert.Equal("+20200901~20250831=1.0 6,19|", ProvisionText.Format(provisions));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("America/Los_Angeles")]
    public void The_servers_time_zone_changes_nothing(string zone)
    {
        var before = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            Assert.Equal(TimeZoneInfo.FindSystemTimeZoneById(zone).BaseUtcOffset, TimeZoneInfo.Local.BaseUtcOffset);
            An_instant_has_the_day_of_Berlin("2024-10-27T22:59:59Z", "2024-10-27");
            An_instant_has_the_day_of_Berlin("2021-03-14T23:30:00Z", "2021-03-15");
            A_partial_date_is_all_the_days_it_may_mean("2021-03-14T23:30:00Z", "2021-03-15", "2021-03-15");
            Assert.Equal(Instant("2024-03-31T00:00:00+01:00"), LegalDays.StartOf(Day("2024-03-31")));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }
}
