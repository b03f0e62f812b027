using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Shuts an account out of guarded operations at once. Tokens live for minutes and say what was true when they were
/// issued; this says what is true now, and every guarded commit looks at it (ASVS V8.3.2). Who is let in again, or has
/// got another role, has to sign in anew: older sign-ins stay worthless.
/// </summary>
public static class AccountLocks
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/accounts/lock", Lock)
            .RequirePermission(Permissions.PseudonymLock)
            .WithSummary("Shut an account out of guarded operations, at once");
        routes.MapPost("/accounts/unlock", Unlock)
            .RequirePermission(Permissions.PseudonymLock)
            .RequireRecentSignIn()
            .WithSummary("Let an account in again, after a new sign-in");
    }

    /// <summary>Fails the transaction where the caller is shut out, whoever commits first.</summary>
    public static NpgsqlBatchCommand Expect(Caller caller) => Sql.Command(
        "select pseudonym.expect_unlocked($1, $2)", Accounts(caller), SignedIn(caller));

    public static async Task<bool> IsLockedAsync(NpgsqlDataSource database, Caller caller, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select exists(select from pseudonym.locks where account = any($1) and (locked or not_before >= $2))
            """);
        command.Parameters.Add(new() { Value = Accounts(caller) });
        command.Parameters.Add(new() { Value = SignedIn(caller) });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>For a group of routes: whoever is shut out gets no further.</summary>
    public static async ValueTask<object?> Filter(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var session = http.RequestServices.GetRequiredService<IDocumentSession>();
        return await IsLockedAsync(session.DataSource, Caller.Of(http), http.RequestAborted)
            ? await Guarded.RefuseAsync(session, "guarded", null, Refusals.AccountLocked, http.RequestAborted)
            : await next(context);
    }

    static Task<IResult> Lock(
        GuardedAccount command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct) =>
        SetAsync(command, true, http, caller, session, ct);

    static Task<IResult> Unlock(
        GuardedAccount command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct) =>
        SetAsync(command, false, http, caller, session, ct);

    static async Task<IResult> SetAsync(
        GuardedAccount command, bool locked, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct)
    {
        if (command.Account is not { Length: > 0 and <= 400 } account || account.Any(char.IsControl))
            return Problem.From(Rejection.Invalid("account-invalid", "An account has 1 to 400 characters.", "account"));
        var action = locked ? "account-lock" : "account-unlock";
        if (!locked && account == caller.Name)
            return await Guarded.RefuseAsync(session, action, null, Refusals.AccountLocked, ct);
        session.QueueSqlCommand(Sql.Command("select pseudonym.lock_account($1, $2, $3, $4)",
            account, locked, session.RecordedAt.UtcDateTime, caller.Name));
        session.Audit(new AuditEntry(action, "account", "done", Detail: new { account }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static string[] Accounts(Caller caller) =>
        caller.SignIn?.Via is { } via ? [caller.Name, via] : [caller.Name];

    static DateTime SignedIn(Caller caller) => caller.SignIn?.At.UtcDateTime ?? DateTime.UnixEpoch;
}
