using System.Text.Json;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Gives out what was approved, once. The answer leaves after its commit and is kept nowhere: two at the same moment
/// meet in the stream, and only the one whose event is stored has an answer. One that gets lost on the way is lost.
/// </summary>
public static class ExecutingRequest
{
    const string Action = "request-execute";

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/requests/{id:guid}/execute", Handle)
        .RequirePermission(Permissions.PseudonymRequest)
        .RequireRecentSignIn()
        .WithSummary("Get the originals that were approved: once, and only those whose consent stands now")
        .Produces<RevealedOriginals>();

    static async Task<IResult> Handle(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, Vault vault, Revealing revealing,
        TimeProvider clock, CancellationToken ct)
    {
        var by = Guarded.Party(caller);
        var stream = await session.Events.FetchForWriting<Request>(id, ct);
        var request = stream.Aggregate;
        var refusal = Request.MayExecute(request, by, clock.GetUtcNow())
            ?? (caller.MayUse(request.Made!.Domain) ? null : Refusals.Unknown);
        if (refusal is not null) return await Guarded.RefuseAsync(session, Action, id, refusal, ct);
        if (await ListAsync(session, vault, id, request, ct) is not { } content)
            return await Guarded.RefuseAsync(session, Action, id, Refusals.ListChanged, ct);

        var revealed = await revealing.RevealAsync(session.DataSource, content.Domain, content.List,
            RequestPurposes.WithConsent.GetValueOrDefault(request.Made!.Purpose), ct);
        if (revealed is null) return Problem.Unavailable;
        var executed = new RequestExecuted(
            revealed.Originals.Count, revealed.LeftOut, revealed.Unknown, clock.GetUtcNow());
        var decision = Request.Execute(request, by, executed);
        if (decision.Rejection is { } late) return await Guarded.RefuseAsync(session, Action, id, late, ct);
        stream.AppendMany([.. decision.Events]);
        SealedRequest.Erase(session, id);
        session.Audit(new AuditEntry(
            Action, $"request/{id}", "seen", request.Made.Purpose, new { pairs = revealed.Seen }));
        return await Guarded.GiveOnceAsync(session, http, caller, Action, id, Answer(id, revealed, content.Key), ct);
    }

    public static RevealedOriginals Answer(Guid id, Revealed revealed, RecipientKey? key) => key is null
        ? new(id, revealed.Originals.Count, revealed.LeftOut, revealed.Unknown, revealed.Originals, null)
        : new(id, revealed.Originals.Count, revealed.LeftOut, revealed.Unknown, null, RecipientKeys.Encrypt(
            key, JsonSerializer.SerializeToUtf8Bytes(revealed.Originals, JsonSerializerOptions.Web)));

    /// <summary>The list that was approved; null where it, the approval or the signature is another.</summary>
    static async Task<SealedRequest?> ListAsync(
        IDocumentSession session, Vault vault, Guid id, Request request, CancellationToken ct)
    {
        try
        {
            var content = await SealedRequest.FindAsync(session.DataSource, vault, id, ct);
            return content is not null && content.Hash() == request.Approval!.ListHash
                && request.Approval.ListHash == request.Made!.ListHash && content.Domain == request.Made.Domain
                && content.List.Length == request.Made.Pseudonyms && SealedRequest.IsSigned(vault, id, request.Approval)
                    ? content : null;
        }
        catch (VaultException)
        {
            return null;
        }
    }
}
