using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// <c>$dePseudonymize</c>: for clients that the domain names, for the purpose it names. To everybody else it answers
/// 403 and says nothing. Clients show none of this to their users, so the audit trail has every value.
/// </summary>
public static class DePseudonymize
{
    static readonly string[] Names = ["target", "pseudonym", "purpose"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$dePseudonymize", (HttpContext http, Caller caller, GatewayDesk desk, ResolveRates rates,
            IDocumentSession session, CancellationToken ct) =>
            HandleAsync(asText: false, http, caller, desk, rates, session, ct))
        .RequirePermission(Permissions.PseudonymResolve)
        .WithSummary("Get originals, where the domain grants it");

    public static async Task<IResult> HandleAsync(
        bool asText, HttpContext http, Caller caller, GatewayDesk desk, ResolveRates rates, IDocumentSession session,
        CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayBody.ReadAsync(http, [], Names, ct);
        if (parameters is null) return refusal!;
        var domain = parameters.RequiredString("target");
        var purpose = parameters.String("purpose");
        var fault = GatewayBody.Texts(parameters, "pseudonym", out var pseudonyms, ResolvingPseudonyms.Most);
        if (FhirRequest.Refusal(parameters) is { } malformed) return malformed;
        if (fault is not null) return GatewayBody.Refuse(fault, "pseudonym");
        var found = await desk.ResolveAsync(caller, domain, pseudonyms, purpose, rates, session, ct);
        return found.Refusal ?? GatewayAnswers.Originals(domain, pseudonyms, found.Answers, asText);
    }
}
