using Microsoft.AspNetCore.Http.HttpResults;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Signs in at the portal, by passkey or authenticator app. One refusal for all.</summary>
public static class SigningInToPortal
{
    static readonly Rejection Refused = Rejection.Unprocessable("portal-sign-in-refused",
        "This does not fit; after five wrong numbers an account waits five minutes.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/settings", Settings).AllowPublic("says nothing about anybody")
            .WithSummary("What the portal's pages need to know before anybody is signed in")
            .Produces<PortalSettings>();
        routes.MapPost("/sign-in/passkey/options", Options).AllowPublic("gives a challenge and nothing else")
            .WithSummary("What a browser needs to ask for a passkey").Produces<PasskeyRequest>();
        routes.MapPost("/sign-in/passkey", ByPasskey).AllowPublic("checks the passkey itself")
            .WithSummary("Sign in by passkey").Produces<PortalSession>();
        routes.MapPost("/sign-in/totp", ByTotp).AllowPublic("checks the number itself")
            .WithSummary("Sign in by authenticator app").Produces<PortalSession>();
    }

    static Ok<PortalSettings> Settings(HttpContext http, PortalSite site) => TypedResults.Ok(new PortalSettings(
        site.RelyingParty(http.Request).Id, site.IsAtRelyingParty(http.Request), (int)site.Idle.TotalSeconds,
        (int)site.Longest.TotalSeconds));

    static async Task<IResult> Options(
        HttpContext http, [FromKeyedServices(ConsentsService.Name)] IDocumentStore store, PortalSite site,
        TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (challenge, command) = PortalChallenges.New(PortalChallenges.SignIn, null, null, now);
        var session = store.LightweightSession(new("portal", http.TraceIdentifier));
        session.QueueSqlCommand(command);
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PasskeyRequest(
            challenge, site.RelyingParty(http.Request).Id, [], PortalChallenges.Seconds));
    }

    static async Task<IResult> ByPasskey(
        PasskeyAnswer command, HttpContext http, IQuerySession session, PortalSite site, PortalSessions sessions,
        TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var challenge = await PortalChallenges.UseAsync(
            work, command.ClientData, PortalChallenges.SignIn, null, null, now, ct);
        var account = challenge is null ? null : await PortalPasskeys.VerifyAsync(
            work, site.RelyingParty(http.Request), command, challenge, now, ct);
        return await FinishAsync(account, PortalSessions.ByPasskey, work, http, site, sessions, now, ct);
    }

    static async Task<IResult> ByTotp(
        SignInWithTotp command, HttpContext http, IQuerySession session, Vault vault, PortalSite site,
        PortalSessions sessions, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var account = await PortalTotp.VerifyAsync(work, session, vault,
            PortalCodes.NumberHash(vault, PortalCodes.Clean(command.AccountNumber)), command.Code, now, ct);
        return await FinishAsync(account, PortalSessions.ByTotp, work, http, site, sessions, now, ct);
    }

    static async Task<IResult> FinishAsync(
        (Guid Account, string Domain)? found, string method, PortalWork work, HttpContext http, PortalSite site,
        PortalSessions sessions, DateTimeOffset now, CancellationToken ct)
    {
        if (found is not var (account, _))
        {
            await work.CommitAsync(Entry("portal-account", "refused", "portal"), ct);
            return Problem.From(Refused);
        }

        var (session, token, begin) = sessions.New(http.Request, account, null, method, now);
        await work.DoAsync(ct,
        [
            .. begin,
            Sql.Command("update consent.portal_accounts set signed_in_at = $2 where id = $1", account, now),
        ]);
        await work.CommitAsync(Entry($"portal-account/{account}", "done", PortalTokens.ActorOf(account)), ct);
        site.SetCookie(http, token);
        return TypedResults.Ok(session);

        AuditRecord Entry(string about, string outcome, string actor) => new(
            new("portal-signed-in", about, outcome, Detail: new { method }), actor, "", http.TraceIdentifier, now);
    }
}
