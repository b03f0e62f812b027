using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>
/// Legal days as moments with Berlin's offset: clients parse RFC 3339 and fail on a day alone or on an open end. Both
/// ends are inclusive; an open end is exactly midnight of 3000-01-01, which clients compare with.
/// </summary>
public static class LegalPeriods
{
    static readonly TimeOnly LastSecond = new(23, 59, 59);

    public static Period Of(DateOnly start, DateOnly end) => new(
        FhirDateTime.Of(LegalDays.StartOf(start)),
        FhirDateTime.Of(end >= LegalDays.OpenEnd
            ? LegalDays.StartOf(LegalDays.OpenEnd)
            : LegalDays.At(end, LastSecond)));

    public static FhirDateTime Moment(DateTimeOffset moment)
    {
        var clock = LegalDays.ClockOf(moment);
        var seconds = new TimeOnly(clock.Hour, clock.Minute, clock.Second);
        return FhirDateTime.Of(LegalDays.At(LegalDays.Of(moment), seconds));
    }
}
