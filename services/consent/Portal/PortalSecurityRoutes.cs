using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Devices and sessions of one's own, and the end of the account.</summary>
public static class PortalSecurityRoutes
{
    const string Passkeys =
        "select id, added_at, used_at from consent.portal_passkeys where account = $1 order by added_at, id";

    const string Sessions = """
        select id, device, method, started_at, seen_at from consent.portal_sessions
        where account = $1 and letter is null and ends_at > $2 and seen_at > $3 order by started_at desc, id desc
        """;

    static readonly Rejection SessionUnknown =
        Rejection.NotFound("portal-session-unknown", "There is no such session of yours.");

    static readonly Rejection PasskeyUnknown =
        Rejection.NotFound("passkey-unknown", "There is no such passkey of yours.");

    static readonly Rejection LastFactor = Rejection.Conflict("last-factor",
        "This is the only way in; set up another one first, or delete the account.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/me/security", Read).RequirePermission(Permissions.PortalOwn)
            .WithSummary("One's own passkeys, app and sessions").Produces<PortalSecurity>();
        routes.MapPost("/me/sign-out", SignOut).RequirePermission(Permissions.PortalOwn)
            .WithSummary("End this session");
        routes.MapPost("/me/sessions/end-others", EndOthers).RequirePermission(Permissions.PortalOwn)
            .WithSummary("End all other sessions").Produces<EndedSessions>();
        routes.MapDelete("/me/sessions/{id:guid}", EndOne).RequirePermission(Permissions.PortalOwn)
            .WithSummary("End one session");
        routes.MapDelete("/me/passkeys/{id:guid}", RemovePasskey).RequirePermission(Permissions.PortalOwn)
            .RequireRecentSignIn().WithSummary("Remove a passkey");
        routes.MapDelete("/me/totp", RemoveTotp).RequirePermission(Permissions.PortalOwn).RequireRecentSignIn()
            .WithSummary("Remove the authenticator app");
        routes.MapDelete("/me/account", DeleteAccount).RequirePermission(Permissions.PortalOwn)
            .RequireRecentSignIn().WithSummary("Delete the account; no consent is withdrawn by it");
    }

    static async Task<IResult> Read(
        HttpContext http, PortalVisits visits, IDocumentSession session, Vault vault, PortalSite site,
        TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        var passkeys = await CaptureRows.FindAsync(session, Passkeys, [visit.Account], row => new PasskeyView(
            row.GetGuid(0), "", row.GetFieldValue<DateTimeOffset>(1), PortalRows.MomentOf(row, 2)), ct);
        var sessions = await CaptureRows.FindAsync(session, Sessions, [visit.Account, now, now - site.Idle],
            row => new PortalSessionView(row.GetGuid(0), row.GetGuid(0) == visit.Session, row.GetString(1),
                row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4)), ct);
        var since = await CaptureRows.FindAsync(session,
            "select totp_since from consent.portal_accounts where id = $1", [visit.Account],
            row => PortalRows.MomentOf(row, 0), ct);
        var number = PortalFields.Number(visit.Account);
        var opened = await DocumentVault.OpenAsync(session, vault, visit.Subject,
            [number, .. passkeys.Select(passkey => PortalFields.Passkey(visit.Account, passkey.Id))], ct);
        return TypedResults.Ok(new PortalSecurity(PortalCodes.Grouped(opened.Text(number) ?? ""),
            [.. passkeys.Select(passkey => passkey with
            {
                Name = opened.Text(PortalFields.Passkey(visit.Account, passkey.Id)) ?? "",
            })], since.FirstOrDefault(), sessions));
    }

    static async Task<IResult> SignOut(
        HttpContext http, PortalVisits visits, IDocumentSession session, PortalSite site, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { } visit) return Problem.From(PortalVisit.None);
        session.QueueSqlCommand(Sql.Command("delete from consent.portal_sessions where id = $1", visit.Session));
        session.Audit(new("portal-signed-out", $"portal-account/{visit.Account}", "done"));
        await session.SaveChangesAsync(ct);
        site.ClearCookie(http);
        return TypedResults.NoContent();
    }

    static async Task<IResult> EndOthers(
        HttpContext http, PortalVisits visits, IQuerySession session, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var ended = await work.DoAsync(ct, Sql.Command(
            "delete from consent.portal_sessions where account = $1 and id <> $2", visit.Account, visit.Session));
        await work.CommitAsync(visit.Entry(new("portal-sessions-ended", $"portal-account/{visit.Account}", "done",
            Detail: new { ended }), http, clock.GetUtcNow()), ct);
        return TypedResults.Ok(new EndedSessions(ended));
    }

    static Task<IResult> EndOne(
        Guid id, HttpContext http, PortalVisits visits, IQuerySession session, TimeProvider clock,
        CancellationToken ct) => RemoveAsync(http, visits, session, clock, "portal-sessions-ended", SessionUnknown,
        visit => [Sql.Command("delete from consent.portal_sessions where id = $1 and account = $2", id,
            visit.Account)], ct);

    static async Task<IResult> RemovePasskey(
        Guid id, HttpContext http, PortalVisits visits, IQuerySession session, TimeProvider clock,
        CancellationToken ct) => await RemoveAsync(http, visits, session, clock, "portal-passkey-removed",
        PasskeyUnknown, visit =>
        [
            Sql.Command("delete from consent.portal_passkeys where id = $1 and account = $2", id, visit.Account),
            PortalVault.Forget(visit.Subject, PortalFields.Passkey(visit.Account, id)),
        ], ct);

    static Task<IResult> RemoveTotp(
        HttpContext http, PortalVisits visits, IQuerySession session, TimeProvider clock, CancellationToken ct) =>
        RemoveAsync(http, visits, session, clock, "portal-totp-removed", PasskeyUnknown, visit =>
        [
            Sql.Command("""
                update consent.portal_accounts set totp_since = null where id = $1 and totp_since is not null
                """, visit.Account),
            PortalVault.Forget(visit.Subject, PortalFields.Totp(visit.Account)),
        ], ct);

    /// <summary>The first statement has to hit something of the visitor's; a way in has to be left.</summary>
    static async Task<IResult> RemoveAsync(
        HttpContext http, PortalVisits visits, IQuerySession session, TimeProvider clock, string action,
        Rejection unknown, Func<PortalVisit, Npgsql.NpgsqlBatchCommand[]> statements, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var all = statements(visit);
        if (await work.DoAsync(ct, all[0]) == 0) return Problem.From(unknown);
        await work.DoAsync(ct, all[1..]);
        var left = await work.FindAsync(Sql.Command("""
            select 1 from consent.portal_accounts a where a.id = $1 and (a.totp_since is not null
                or exists(select from consent.portal_passkeys p where p.account = a.id)) for update
            """, visit.Account), _ => true, ct);
        if (left.Count == 0) return Problem.From(LastFactor);
        await work.CommitAsync(visit.Entry(
            new(action, $"portal-account/{visit.Account}", "done"), http, clock.GetUtcNow()), ct);
        return TypedResults.NoContent();
    }

    static async Task<IResult> DeleteAccount(
        HttpContext http, PortalVisits visits, IQuerySession session, PortalSite site, TimeProvider clock,
        CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        if (await PortalAccounts.CloseAsync(work, visit.Account, now, ct) is null)
            return Problem.From(PortalVisit.None);
        await work.CommitAsync(visit.Entry(
            new("portal-account-deleted", $"portal-account/{visit.Account}", "done"), http, now), ct);
        site.ClearCookie(http);
        return TypedResults.NoContent();
    }
}
