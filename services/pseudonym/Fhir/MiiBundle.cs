using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// A Bundle of operations. Those of a batch are answered each by itself; entries that ask for pseudonyms are under way
/// together, so that they share their ways to the database.
/// </summary>
public static class MiiBundle
{
    const int Most = 1_000;
    const int AtOnce = 256;

    public static async Task<IResult> HandleAsync(
        HttpContext http, Caller caller, MiiCall call, GatewayDesk desk, IDocumentSession session,
        CancellationToken ct)
    {
        var (body, refusal) = await FhirRequest.ResourceAsync(http, null, ct);
        if (body is null) return refusal!;
        if (Fault(body) is { } fault) return Problem.From(fault);
        if (AnswerKeeper.IsAsked(http)) return Problem.From(PseudonymizeSecondary.KeyRefused);

        var entries = Bundle.Entries(body);
        if (entries.Count > Most) return Problem.From(Faults.TooMany("Bundle.entry", Most));
        var operations = entries.Select(Operation).ToArray();
        if (body.Text("type") == "transaction")
            return await MiiTransaction.AnswerAsync(entries, operations, caller, desk, ct);
        var results = await AnswerAsync(entries, operations, caller, call, session, ct);
        return new FhirAnswer(Bundle.Of("batch-response", entries.Select((entry, i) => View(entry, results[i]))));
    }

    static async Task<IResult[]> AnswerAsync(
        IReadOnlyList<BundleEntry> entries, MiiOperation?[] operations, Caller caller, MiiCall call,
        IDocumentSession session, CancellationToken ct)
    {
        var results = new IResult[entries.Count];
        using var gate = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(Enumerable.Range(0, entries.Count).Where(i => IsShared(operations[i])).Select(async i =>
        {
            await gate.WaitAsync(ct);
            try
            {
                results[i] = await AnswerAsync(operations[i], entries[i], caller, call, session, ct);
            }
            finally
            {
                gate.Release();
            }
        }));
        for (var i = 0; i < results.Length; i++)
            results[i] ??= await AnswerAsync(operations[i], entries[i], caller, call, session, ct);
        return results;
    }

    static Rejection? Fault(FhirResource body) =>
        !body.Is("Bundle") ? Rejection.Invalid("bundle-missing", "The body is a Bundle.", body.TypeName)
        : body.Text("type") switch
        {
            "batch" or "transaction" => null,
            _ => Rejection.Invalid(
                "bundle-type-invalid", "The type of the Bundle is batch or transaction.", "Bundle.type"),
        };

    // pairs are asked for without a session, which belongs to one thread
    public static bool IsShared(MiiOperation? operation) => operation?.Name is "pseudonymize" or "get-pseudonym";

    static MiiOperation? Operation(BundleEntry entry) => entry.Request is { Method: "POST", Url: var url }
        ? MiiCall.All.FirstOrDefault(known => url.TrimStart('/') == "$" + known.Name) : null;

    static async Task<IResult> AnswerAsync(
        MiiOperation? operation, BundleEntry entry, Caller caller, MiiCall call, IDocumentSession session,
        CancellationToken ct)
    {
        if (operation is null) return Problem.NoSuchAddress;
        if (entry.Resource is null) return Problem.From(Faults.Missing("Bundle.entry.resource"));
        if (caller.May(operation.Permission))
            return await AnsweredAsync(() => call.AnswerAsync(operation, entry.Resource, caller, ct));
        session.Audit(new AuditEntry(operation.Permission, $"POST {GatewayNames.MiiPrefix}/${operation.Name}", "deny",
            Detail: new { reason = "permission-missing" }));
        await session.SaveChangesAsync(ct);
        return Problem.PermissionMissing;
    }

    /// <summary>What breaks in one entry is said there; the others have been carried out.</summary>
    static async Task<IResult> AnsweredAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (Exception e) when (Problem.Of(e) is { } problem)
        {
            return problem;
        }
    }

    public static BundleEntry View(BundleEntry entry, IResult result)
    {
        var (status, resource) = Outcome(result);
        return new(resource, entry.FullUrl, Response: new($"{status} {Phrase(status)}"));
    }

    public static (int Status, FhirResource Resource) Outcome(IResult result) => result is FhirAnswer answer
        ? (answer.Status, answer.Resource) : OperationOutcomes.Of(result);

    static string Phrase(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
