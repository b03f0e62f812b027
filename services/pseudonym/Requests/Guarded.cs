using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>What every guarded operation does beside its own work: refuse in writing, and look for a lock at the very
/// commit.</summary>
static class Guarded
{
    const string LockedState = "TC007";
    const string LimitState = "TC008";

    public static Party Party(Caller caller) =>
        new(caller.Name, [.. caller.Roles.Order(StringComparer.Ordinal)], caller.SignIn?.Via);

    /// <summary>A refusal is written down like any other decision.</summary>
    public static async Task<IResult> RefuseAsync(
        IDocumentSession session, string action, Guid? id, Rejection rejection, CancellationToken ct)
    {
        session.Audit(new AuditEntry(action, $"request/{id?.ToString() ?? "new"}", "refused",
            Detail: new { code = rejection.Code }));
        await session.SaveChangesAsync(ct);
        return Problem.From(rejection);
    }

    /// <summary>Commits and answers; a repeated request with the same key gets the same answer.</summary>
    public static Task<IResult> CommitAsync(
        IDocumentSession session, HttpContext http, Caller caller, string action, Guid? id, Answer answer,
        CancellationToken ct) =>
        RunAsync(session, caller, action, id, () => session.CommitAsync(http, answer, ct), ct);

    /// <summary>Commits and answers once: the answer is kept nowhere, not even for the same key.</summary>
    public static Task<IResult> GiveOnceAsync<T>(
        IDocumentSession session, HttpContext http, Caller caller, string action, Guid id, T answer,
        CancellationToken ct) =>
        RunAsync(session, caller, action, id, async () =>
        {
            await session.SaveChangesAsync(ct);
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(answer);
        }, ct);

    static async Task<IResult> RunAsync(
        IDocumentSession session, Caller caller, string action, Guid? id, Func<Task<IResult>> commit,
        CancellationToken ct)
    {
        session.QueueSqlCommand(AccountLocks.Expect(caller));
        try
        {
            return await commit();
        }
        catch (PostgresException e) when (e.SqlState is LockedState or LimitState)
        {
            return await RefuseAsync(session, action, id,
                e.SqlState == LockedState ? Refusals.AccountLocked : Refusals.ProjectLimit, ct);
        }
    }
}
