using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary><c>$isConsented</c>: is this person consented to this policy?</summary>
public static class IsConsented
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$isConsented", Handle)
        .RequirePermission(Permissions.ConsentCheck)
        .WithSummary("Is this person consented to this policy?");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, CheckQueue checks, GatewayCatalog catalog,
        TimeProvider clock, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayRequest.ReadAsync(http, ct);
        if (parameters is null) return refusal!;

        var now = clock.GetUtcNow();
        Check? check = null;
        var domain = GatewayQuestion.Kept(parameters, caller, catalog);
        var fault = domain is null ? GatewayQuestion.DomainUnknown
            : TryRead(parameters, domain, caller, vault, now, out check);
        if (fault is not null)
        {
            // what is kept only grows: look again before refusing
            (domain, fault) = await GatewayQuestion.DomainAsync(parameters, caller, session, catalog, ct);
            fault ??= TryRead(parameters, domain!, caller, vault, now, out check);
        }

        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (fault is not null) return Problem.From(fault);
        var result = await checks.AskAsync(check!, ct);
        return result.DomainKnown
            ? new FhirAnswer(Parameters.Of(("consented", result.Answer.Permitted)))
            : Problem.From(GatewayQuestion.DomainUnknown);
    }

    static Rejection? TryRead(
        Parameters parameters, GatewayDomain domain, Caller caller, Vault vault, DateTimeOffset now, out Check? check)
    {
        check = null;
        if (GatewayQuestion.TryReadIdentifiers(parameters, domain.Settings, out var identifiers) is { } identifierFault)
            return identifierFault;
        if (GatewayConfig.TryRead(parameters, out var config) is { } configFault) return configFault;
        var fault = GatewayQuestion.TryReadPolicy(parameters, domain, config, out var policy, out var version);
        if (fault is not null) return fault;

        var name = domain.Settings.Name;
        check = new(
            new(name, policy, null, config.At(now), null, version, null, false),
            Persons.Of(vault, name, identifiers, config.Matching), caller);
        return null;
    }
}
