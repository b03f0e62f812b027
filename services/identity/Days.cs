namespace TrustCenter.Identities;

/// <summary>Calendar days in Germany.</summary>
static class Days
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static DateOnly Of(DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Berlin).DateTime);
}
