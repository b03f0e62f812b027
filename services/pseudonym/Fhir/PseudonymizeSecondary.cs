using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary><c>$pseudonymize-secondary</c>: further pseudonyms where an original may have several.</summary>
public static class PseudonymizeSecondary
{
    static readonly string[] Names = ["original"];
    static readonly string[] PartNames = ["target", "value", "count"];

    sealed record Wanted(string Domain, string Original, int Count);

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$pseudonymize-secondary", HandleAsync)
        .RequirePermission(Permissions.PseudonymCreate)
        .WithSummary("Make further pseudonyms");

    static async Task<IResult> HandleAsync(HttpContext http, Caller caller, GatewayDesk desk, CancellationToken ct)
    {
        if (AnswerKeeper.IsAsked(http)) return Problem.From(KeyRefused);
        var (parameters, refusal) = await GatewayBody.ReadAsync(http, PartNames, Names, ct);
        if (parameters is null) return refusal!;
        var wanted = parameters.Parts("original").Select(parts => new Wanted(parts.RequiredString("target"),
            parts.RequiredString("value"), Count(parts))).ToList();
        if (wanted.Count == 0) parameters.Missing("original");
        if (FhirRequest.Refusal(parameters) is { } malformed) return malformed;
        if (Fault(wanted) is { } fault) return GatewayBody.Refuse(fault);

        var asks = new List<PairAsk>();
        var faults = new Dictionary<string, Rejection>(StringComparer.Ordinal);
        foreach (var group in wanted.GroupBy(one => (one.Domain, one.Count)))
        {
            if (await MultipleAsync(group.Key.Domain, caller, desk, ct) is { } rejection)
                faults[group.Key.Domain] = rejection;
            else asks.Add(new(group.Key.Domain, [.. group.Select(one => one.Original)], PairWish.Add, caller,
                group.Key.Count));
        }

        return View(asks, asks.Count == 0 ? [] : await desk.AskAsync(asks, ct), faults);
    }

    /// <summary>Why there can't be several pseudonyms of an original in a domain, or null.</summary>
    public static async Task<Rejection?> MultipleAsync(
        string domain, Caller caller, GatewayDesk desk, CancellationToken ct) =>
        await desk.FindAsync(caller, domain, ct) switch
        {
            null => Faults.DomainUnknown,
            { Settings.Several: false } => Rejection.Unprocessable("several-not-allowed",
                "In this domain an original has one pseudonym.", "domain"),
            _ => null,
        };

    // where nothing could be made, the first refusal is the whole answer
    static IResult View(List<PairAsk> asks, PairReply[] replies, Dictionary<string, Rejection> faults)
    {
        var made = new List<(string, ParameterValue)>();
        for (var i = 0; i < replies.Length; i++)
        {
            if (replies[i].Rejection is { } rejection) faults[asks[i].Domain] = rejection;
            for (var j = 0; j < replies[i].Answers.Length; j++)
            {
                made.Add(("secondarypseudonym", ParameterValue.Parts(
                    ("target", GatewayNames.Identifier(asks[i].Domain)),
                    ("original", GatewayNames.Identifier(asks[i].Originals[j / asks[i].Copies])),
                    ("value", GatewayNames.Identifier(replies[i].Answers[j].Pseudonym!)),
                    ("result-code", GatewayNames.Created))));
            }
        }

        if (made.Count == 0) return GatewayBody.Refuse(faults.Values.First());
        return new FhirAnswer(Parameters.Of(made.Concat(faults.Select(fault => ("error", ParameterValue.Parts(
            ("target", GatewayNames.Identifier(fault.Key)),
            ("error-code", fault.Value.Kind == RejectionKind.NotFound ? GatewayNames.NotFound
                : GatewayNames.NotAllowed)))))));
    }

    static int Count(Parameters parts)
    {
        if (parts.Integer("count") is { } count) return count;
        parts.Missing("count");
        return 0;
    }

    static Rejection? Fault(List<Wanted> wanted)
    {
        if (Originals.Fault([.. wanted.Select(one => one.Original)], "original") is { } fault) return fault;
        var index = wanted.FindIndex(one => one.Count is < 1 or > CreatingPseudonyms.MostCopies);
        if (index >= 0) return Faults.TooMany($"original[{index}]", CreatingPseudonyms.MostCopies);
        return wanted.Sum(one => (long)one.Count) > Originals.MostInBatch
            ? Faults.TooMany("original", Originals.MostInBatch) : null;
    }

    public static Rejection KeyRefused { get; } = Rejection.Invalid("idempotency-key-not-kept",
        "The gateway keeps no answers, since they name originals; the own API does. Send this without a key.");
}
