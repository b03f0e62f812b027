using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// <c>$getAllConsentedIdsFor</c>: identifiers of everybody who is consented to a policy. People are read in chunks;
/// each chunk is one snapshot with its audit entry, committed before any of it is sent.
/// </summary>
public static class GetAllConsentedIds
{
    const int Chunk = 4000;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$getAllConsentedIdsFor", Handle)
        .RequirePermission(Permissions.ConsentRead)
        .WithSummary("Identifiers of everybody who is consented to a policy");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, GatewayCatalog catalog, TimeProvider clock,
        CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayRequest.ReadAsync(http, ct);
        if (parameters is null) return refusal!;
        var (domain, fault) = await GatewayQuestion.DomainAsync(parameters, caller, session, catalog, ct);
        CheckQuestion? question = null;
        var (type, matching) = ("", IdMatch.AtLeastOne);
        if (domain is not null)
            fault = TryRead(parameters, domain, clock.GetUtcNow(), out question, out type, out matching);
        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (fault is not null) return Problem.From(fault);

        var people = new ConsentedPeople(session, vault, question!, type, matching, caller, clock);
        var output = new IdentifierStream(http, GatewayNames.SignerId + type);
        for (var after = Guid.Empty; ;)
        {
            var chunk = await people.NextAsync(after, Chunk, ct);
            await output.WriteAsync(chunk.Consented, ct);
            if (chunk.Last is not { } last) break;
            after = last;
        }

        await output.EndAsync(ct);
        return Results.Empty;
    }

    static Rejection? TryRead(
        Parameters parameters, GatewayDomain domain, DateTimeOffset now, out CheckQuestion? question, out string type,
        out IdMatch matching)
    {
        (question, type, matching) = (null, "", IdMatch.AtLeastOne);
        if (parameters.String("signerIdTypeName") is not { Length: > 0 } named)
            return GatewayQuestion.Missing("signerIdTypeName");
        if (!domain.Settings.SignerIdTypes.Contains(named))
        {
            return Rejection.NotFound("identifier-type-unknown",
                $"The domain knows the identifier types {string.Join(", ", domain.Settings.SignerIdTypes)}.",
                Places.Of("signerIdTypeName"));
        }

        if (GatewayConfig.TryRead(parameters, out var config) is { } configFault) return configFault;
        var fault = GatewayQuestion.TryReadPolicy(parameters, domain, config, out var policy, out var version);
        if (fault is not null) return fault;
        (type, matching) = (named, config.Matching);
        question = new(domain.Settings.Name, policy, null, config.At(now), null, version, null, false);
        return null;
    }
}
