using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// How a client wants to be answered. Comes as a nested Parameters resource, as parts, as a nameless part that holds
/// the resource, or (older clients) as parameters of their own with hyphens.
/// </summary>
/// <param name="RequestDate">As of the end of that day; null: now.</param>
public sealed record GatewayConfig(
    IdMatch Matching, bool IgnoreVersion, bool UnknownIsDecline, DateOnly? RequestDate)
{
    public DateTimeOffset At(DateTimeOffset now) =>
        RequestDate is { } day && day != LegalDays.Of(now) ? LegalDays.StartOf(day.AddDays(1)).AddTicks(-1) : now;

    public static Rejection? TryRead(Parameters parameters, out GatewayConfig config)
    {
        var nested = parameters.Part("config");
        config = new(IdMatch.AtLeastOne,
            nested.Boolean("ignoreVersionNumber") ?? parameters.Boolean("ignoreVersionNumber")
                ?? parameters.Boolean("ignore-version-number") ?? false,
            nested.Boolean("unknownStateIsConsideredAsDecline")
                ?? parameters.Boolean("unknownStateIsConsideredAsDecline") ?? false,
            null);
        return ReadMatching(nested, ref config) ?? ReadDate(parameters, nested, ref config);
    }

    static Rejection? ReadMatching(Parameters nested, ref GatewayConfig config)
    {
        if (!nested.Has("idMatchingType")) return null;
        var coding = nested.Coding("idMatchingType");
        IdMatch? matching = coding is not { System: GatewayNames.IdMatching } ? null : coding.Code switch
        {
            "AT_LEAST_ONE" => IdMatch.AtLeastOne,
            "AT_LEAST_ALL" => IdMatch.AtLeastAll,
            "EXACT" => IdMatch.Exact,
            _ => null,
        };
        if (matching is null)
        {
            return Rejection.Invalid("matching-invalid",
                $"AT_LEAST_ONE, AT_LEAST_ALL or EXACT of {GatewayNames.IdMatching}.",
                $"{Places.Of("config")}.resource.parameter.where(name='idMatchingType').value");
        }

        config = config with { Matching = matching.Value };
        return null;
    }

    static Rejection? ReadDate(Parameters parameters, Parameters nested, ref GatewayConfig config)
    {
        var date = nested.Date("requestDate") ?? parameters.Date("requestDate") ?? parameters.Date("request-date");
        if (date is not { } given) return null;
        if (given.Precision < FhirPrecision.Day || given.First.Year is < 1900 or > 2999)
            return Faults.Date(Places.Of("requestDate"), "The day asked about");
        config = config with { RequestDate = given.Instant is { } instant ? LegalDays.Of(instant) : given.First };
        return null;
    }
}
