using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Another person with another role approves the list that was seen, or rejects it.</summary>
public static class DecidingOnRequest
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/requests/{id:guid}/approve", Approve)
            .RequirePermission(Permissions.PseudonymApprove)
            .RequireRecentSignIn()
            .WithSummary("Approve the list of a request, by its hash")
            .Produces<OriginalsRequest>();
        routes.MapPost("/requests/{id:guid}/reject", Reject)
            .RequirePermission(Permissions.PseudonymApprove)
            .WithSummary("Reject a request")
            .Produces<OriginalsRequest>();
    }

    static Task<IResult> Approve(
        Guid id, ApproveOriginals command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TimeProvider clock, CancellationToken ct)
    {
        var (by, now) = (Guarded.Party(caller), clock.GetUtcNow());
        return ApplyAsync(id, "request-approve", request => Request.Approve(request, new RequestApproved(
            by, command.ListHash ?? "", SealedRequest.Sign(vault, id, command.ListHash ?? "", by, now), now)),
            () => { }, http, caller, session, now, ct);
    }

    static async Task<IResult> Reject(
        Guid id, RejectOriginals command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TimeProvider clock, CancellationToken ct)
    {
        if (RequestRules.Text(command.Reason, "reason", 3) is { } fault) return Problem.From(fault);
        var now = clock.GetUtcNow();
        return await ApplyAsync(id, "request-reject", request => Request.Reject(request, Guarded.Party(caller), now),
            () => SealedRequest.StoreNote(session, vault, id, command.Reason), http, caller, session, now, ct);
    }

    static async Task<IResult> ApplyAsync(
        Guid id, string action, Func<Request, Decision> decide, Action also, HttpContext http, Caller caller,
        IDocumentSession session, DateTimeOffset now, CancellationToken ct)
    {
        var stream = await session.Events.FetchForWriting<Request>(id, ct);
        var decision = stream.Aggregate.Made is { } made && !caller.MayUse(made.Domain)
            ? Refusals.Unknown : decide(stream.Aggregate);
        if (decision.Rejection is { } rejection)
            return await Guarded.RefuseAsync(session, action, id, rejection, ct);
        stream.AppendMany([.. decision.Events]);
        also();
        session.Audit(new AuditEntry(action, $"request/{id}", "done", stream.Aggregate.Made!.Purpose));
        var after = decision.Events.Aggregate(stream.Aggregate, Request.Evolve);
        return await Guarded.CommitAsync(session, http, caller, action, id, new Answer(
            StatusCodes.Status200OK, RequestViews.Of(id, after, now) with { DecidedBy = caller.Name },
            ETag: ETags.For(stream.CurrentVersion)), ct);
    }
}
