using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// <c>$currentPolicyStatesForPerson</c>, <c>$allPolicyStatesForPerson</c> and its predecessor
/// <c>$policyStatesForPerson</c>: one Consent per policy.
/// </summary>
public static class PolicyStateOperations
{
    const string Chosen = "consent_id = any($2) order by signed_at, position";

    delegate IEnumerable<PolicyStates.State> Choice(
        List<GatewayDocument> documents, FoundPerson person, PersonRead read, Parameters parameters,
        DateTimeOffset now);

    public static void Map(RouteGroupBuilder routes)
    {
        Map(routes, "currentPolicyStatesForPerson", "Policies of a person as they are now",
            (documents, person, read, _, now) =>
                PolicyStates.Current(documents, person, read.Config, read.Config.At(now)));
        Map(routes, "allPolicyStatesForPerson", "Every policy a person ever signed",
            (documents, _, _, _, now) => Signed(documents, now));
        Map(routes, "policyStatesForPerson", "Every policy a person ever signed (deprecated)",
            (documents, _, _, parameters, now) => parameters.Boolean("detailed-consent-status") == true
                ? Signed(documents, now)
                : Signed(documents, now).Where(state => state.Permits));
    }

    static void Map(RouteGroupBuilder routes, string name, string summary, Choice choose) => routes
        .MapPost($"/${name}", (HttpContext http, Caller caller, IQuerySession session, Vault vault,
            GatewayCatalog catalog, TimeProvider clock, CancellationToken ct) =>
            HandleAsync(name, choose, http, caller, session, vault, catalog, clock.GetUtcNow(), ct))
        .RequirePermission(Permissions.ConsentRead)
        .WithSummary(summary);

    static async Task<IResult> HandleAsync(
        string name, Choice choose, HttpContext http, Caller caller, IQuerySession session, Vault vault,
        GatewayCatalog catalog, DateTimeOffset now, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayRequest.ReadAsync(http, ct);
        if (parameters is null) return refusal!;
        var (read, fault) = await PersonRead.TryReadAsync(parameters, caller, session, vault, catalog, ct);
        _ = parameters.Boolean("detailed-consent-status");
        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (read is null) return Problem.From(fault!);

        await using var look = await GatewayLook.OpenAsync(session, ct);
        var person = await read.FindAsync(look, ct);
        var documents = await look.DocumentsAsync(read.Domain, Chosen, [PersonRead.Ids(person)], ct);
        var states = choose(documents, person, read, parameters, now).ToList();
        var bundles = new GatewayBundles(GatewayRequest.BaseOf(http));
        var answer = new FhirAnswer(bundles.List(states.Select(state => state.ToConsent()), states.Count));
        await look.CommitAsync(new($"gateway-{AuditNames.Of(name)}", read.Audited, "seen", Detail: new
        {
            domain = read.Domain.Settings.Name,
            permits = states.Count(state => state.Permits),
            denies = states.Count(state => !state.Permits),
        }), caller, now, ct);
        return answer;
    }

    static IEnumerable<PolicyStates.State> Signed(List<GatewayDocument> documents, DateTimeOffset now) =>
        documents.SelectMany(document => PolicyStates.Signed(document, LegalDays.Of(now)));
}
