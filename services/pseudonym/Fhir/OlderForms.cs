using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// What gPAS up to 1.10 answered, for clients that still ask so. The forms by address put identifiers where proxies and
/// browsers keep them, so nobody gets them without having been asked for twice: names, then addresses.
/// </summary>
public static class OlderForms
{
    public static void Map(RouteGroupBuilder routes, PseudonymsOptions options)
    {
        if (options.OlderNames)
        {
            routes.MapPost("/$pseudonymize-allow-create", (
                    HttpContext http, Caller caller, GatewayDesk desk, CancellationToken ct) =>
                    PseudonymizeAllowCreate.HandleAsync(asText: true, http, caller, desk, ct))
                .RequirePermission(Permissions.PseudonymCreate).WithSummary("As gPAS 1.10.2");
            routes.MapPost("/$de-pseudonymize", (HttpContext http, Caller caller, GatewayDesk desk, ResolveRates rates,
                    IDocumentSession session, CancellationToken ct) =>
                    DePseudonymize.HandleAsync(asText: true, http, caller, desk, rates, session, ct))
                .RequirePermission(Permissions.PseudonymResolve).WithSummary("As gPAS 1.10.2");
        }

        if (!options.IdentifiersInAddresses) return;
        routes.MapGet("/$pseudonymize-allow-create", CreateAsync)
            .RequirePermission(Permissions.PseudonymCreate).WithSummary("As gPAS before 1.10.2");
        routes.MapGet("/$de-pseudonymize", ResolveAsync)
            .RequirePermission(Permissions.PseudonymResolve).WithSummary("As gPAS before 1.10.2");
    }

    static async Task<IResult> CreateAsync(HttpContext http, Caller caller, GatewayDesk desk, CancellationToken ct)
    {
        var (domain, original, fault) = Read(http, "original");
        if (fault is not null) return Problem.From(fault);
        var reply = await desk.AskAsync(caller, domain, [original], PairWish.CreateOrGet, ct);
        return reply.Rejection is { } rejection ? Problem.From(rejection)
            : new FhirAnswer(Parameters.Of((original, reply.Answers[0].Pseudonym!)));
    }

    static async Task<IResult> ResolveAsync(
        HttpContext http, Caller caller, GatewayDesk desk, ResolveRates rates, IDocumentSession session,
        CancellationToken ct)
    {
        var (domain, pseudonym, fault) = Read(http, "pseudonym");
        if (fault is not null) return Problem.From(fault);
        var found = await desk.ResolveAsync(caller, domain, [pseudonym], null, rates, session, ct);
        if (found.Refusal is { } refusal) return refusal;
        return found.Answers[0].Original is { } original ? new FhirAnswer(Parameters.Of((pseudonym, original)))
            : Problem.From(GatewayAnswers.PseudonymUnknown);
    }

    static (string Domain, string Value, Rejection? Fault) Read(HttpContext http, string name)
    {
        var query = http.Request.Query;
        if (query["domain"] is not [{ Length: > 0 } domain]) return ("", "", Faults.Missing("domain"));
        if (query[name] is not [{ } value]) return ("", "", Faults.Missing(name));
        var fault = query.Keys.Any(key => key != "domain" && key != name && key != "_format")
            ? Rejection.Invalid("malformed", $"The parameters are domain and {name}.")
            : Originals.Fault([value], name);
        return (domain, value, fault);
    }
}
