using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary><c>$insertValuePseudonymPairs</c>: a verdict on each pair; good ones are stored whatever the others
/// are.</summary>
public static class InsertValuePseudonymPairs
{
    static readonly string[] Names = ["pseudonym"];
    static readonly string[] PartNames = ["target", "original", "value"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$insertValuePseudonymPairs", HandleAsync)
        .RequirePermission(Permissions.PseudonymTransfer)
        .WithSummary("Bring in pairs that exist already");

    static async Task<IResult> HandleAsync(
        HttpContext http, Caller caller, PairInserter inserter, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayBody.ReadAsync(http, PartNames, Names, ct);
        if (parameters is null) return refusal!;
        var triples = parameters.Parts("pseudonym").Select(parts => (Domain: parts.RequiredString("target"),
            Pair: new ExistingPair(parts.RequiredString("original"), parts.RequiredString("value")))).ToList();
        if (triples.Count == 0) parameters.Missing("pseudonym");
        if (FhirRequest.Refusal(parameters) is { } malformed) return malformed;
        if (triples.Count > Originals.MostInBatch)
            return GatewayBody.Refuse(Faults.TooMany("pseudonym", Originals.MostInBatch), "pseudonym");

        var verdicts = new Coding[triples.Count];
        InsertReply? refused = null;
        var domains = Enumerable.Range(0, triples.Count).GroupBy(i => triples[i].Domain).ToList();
        foreach (var group in domains)
        {
            var reply = await InsertAsync(group.Key, [.. group.Select(i => triples[i].Pair)], caller, inserter, ct);
            if (reply.Rejection is not null) refused = reply;
            var at = 0;
            foreach (var i in group)
            {
                verdicts[i] = reply.Rejection is { } rejection ? OfDomain(rejection)
                    : GatewayNames.Verdict(reply.Verdicts[at++]);
            }
        }

        // where there was one domain only, its refusal is the whole answer
        if (domains.Count == 1 && refused is not null)
            return GatewayBody.Refuse(refused.Rejection!, "pseudonym");
        return new FhirAnswer(Parameters.Of(triples.Select((triple, i) => ("successStatus", ParameterValue.Parts(
            ("target", GatewayNames.Identifier(triple.Domain)),
            ("original", GatewayNames.Identifier(triple.Pair.Original)),
            ("value", GatewayNames.Identifier(triple.Pair.Pseudonym)), ("result-code", verdicts[i]))))));
    }

    static Task<InsertReply> InsertAsync(
        string domain, ExistingPair[] pairs, Caller caller, PairInserter inserter, CancellationToken ct) =>
        caller.MayUse(domain) ? inserter.InsertAsync(new(domain, pairs, caller), ct)
            : Task.FromResult(new InsertReply(Faults.DomainUnknown, [], 0));

    static Coding OfDomain(Events.Rejection rejection) => rejection.Kind == Events.RejectionKind.NotFound
        ? GatewayNames.NotFound : GatewayNames.NotAllowed;
}
