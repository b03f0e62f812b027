using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// A list that is carried out wholly or not at all: pseudonyms of one context, made or got. What erases or resolves
/// goes one by one, in a batch.
/// </summary>
public static class MiiTransaction
{
    static readonly string[] Names = ["context", "target", "original"];

    public static async Task<IResult> AnswerAsync(
        IReadOnlyList<BundleEntry> entries, MiiOperation?[] operations, Caller caller, GatewayDesk desk,
        CancellationToken ct)
    {
        if (entries.Count == 0) return Problem.From(Faults.Missing("Bundle.entry"));
        if (!MiiBundle.IsShared(operations[0]) || operations.Any(other => other != operations[0]))
            return Problem.From(NotSupported);
        var create = operations[0]!.Name == "pseudonymize";
        if (create && !caller.May(Permissions.PseudonymCreate)) return Problem.PermissionMissing;

        var asked = new List<(MiiValue Context, MiiValue Original)>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Resource is not { } body) return Problem.From(Faults.Missing(At(i)));
            var (parameters, malformed) = GatewayBody.Read(body, [], Names);
            var (context, original, refusal) = parameters is null ? (null, null, malformed)
                : MiiOperations.Read(parameters, "original");
            if (refusal is not null) return InEntry(i, refusal);
            asked.Add((context!, original!));
            if (context!.Value != asked[0].Context.Value) return Problem.From(NotSupported);
        }

        var reply = await desk.AskAsync(caller, asked[0].Context.Value, [.. asked.Select(one => one.Original.Value)],
            create ? PairWish.CreateOrGet : PairWish.Get, ct);
        if (reply.Rejection is { } rejection)
            return GatewayBody.Refuse(rejection, asked[0].Context.Name, "original");
        var unknown = Array.FindIndex(reply.Answers, answer => answer.Pseudonym is null);
        return unknown >= 0 ? InEntry(unknown, GatewayBody.Refuse(GatewayAnswers.OriginalUnknown))
            : new FhirAnswer(Bundle.Of("transaction-response", entries.Select((entry, i) => MiiBundle.View(entry,
                MiiOperations.Answer(asked[i].Context, asked[i].Original, reply.Answers[i])))));
    }

    /// <summary>The refusal of one entry as that of the whole, with the entry as its place.</summary>
    static FhirAnswer InEntry(int index, IResult refusal)
    {
        var (status, outcome) = MiiBundle.Outcome(refusal);
        foreach (var issue in outcome.All("issue")) issue.Set("expression", At(index));
        return new(outcome, status);
    }

    static string At(int index) => $"Bundle.entry[{index}].resource";

    static Rejection NotSupported { get; } = Rejection.Unprocessable("transaction-not-supported",
        "A transaction is pseudonymize or get-pseudonym, of one context; send other operations in a batch.",
        "Bundle.entry");
}
