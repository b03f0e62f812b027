using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// The person shows a factor once more: for one act, which gets a token of its own, or to manage the account for five
/// minutes.
/// </summary>
public static class ReauthenticatingAtPortal
{
    const string TokenPrefix = "tcu_";
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    const string Find = """
        select 1 from consent.portal_acts
        where id = $1 and account = $2 and session = $3 and done_at is null and until > $4
        """;

    const string Fresh = "update consent.portal_sessions set fresh_at = $2 where id = $1";

    const string Token = "update consent.portal_acts set token = $2, token_until = $3 where id = $1";

    static readonly Rejection Refused = Rejection.Unprocessable("portal-sign-in-refused",
        "This does not fit; after five wrong numbers an account waits five minutes.");

    public static Rejection ActUnknown { get; } = Rejection.NotFound("portal-act-unknown",
        "There is no such act of this session that is still open; preview it again.", "act");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/me/reauthentication/options", Options).RequirePermission(Permissions.PortalOwn)
            .WithSummary("What a browser needs to ask for one's passkey again").Produces<PasskeyRequest>();
        routes.MapPost("/me/reauthentication", Handle).RequirePermission(Permissions.PortalOwn)
            .WithSummary("Show a factor again, for one act or to manage the account").Produces<Reauthenticated>();
    }

    static async Task<IResult> Options(
        AskReauthentication command, HttpContext http, PortalVisits visits, IDocumentSession session, PortalSite site,
        TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        if (!await IsOpenAsync(session, visit, command.Act, now, ct)) return Problem.From(ActUnknown);
        var (challenge, insert) = PortalChallenges.New(PortalChallenges.Again, visit.Session, command.Act, now);
        session.QueueSqlCommand(insert);
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PasskeyRequest(challenge, site.RelyingParty(http.Request).Id,
            await PortalPasskeys.CredentialsAsync(session, visit.Account, ct), PortalChallenges.Seconds));
    }

    static async Task<IResult> Handle(
        Reauthenticate command, HttpContext http, PortalVisits visits, IQuerySession session, Vault vault,
        PortalSite site, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        if (!await IsOpenAsync(session, visit, command.Act, now, ct)) return Problem.From(ActUnknown);
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var account = command.Passkey is { } passkey
            ? await ByPasskeyAsync(work, passkey, visit, command.Act, site.RelyingParty(http.Request), now, ct)
            : await PortalTotp.VerifyAsync(work, session, vault, visit.Account, command.Code, now, ct);
        var about = $"portal-account/{visit.Account}";
        if (account?.Account != visit.Account)
        {
            await work.CommitAsync(visit.Entry(new("portal-reauthenticated", about, "refused"), http, now), ct);
            return Problem.From(Refused);
        }

        var token = command.Act is null ? null : OpaqueTokens.New(TokenPrefix);
        await work.DoAsync(ct, command.Act is { } act
            ? Sql.Command(Token, act, OpaqueTokens.Hash(token!), now + Lifetime)
            : Sql.Command(Fresh, visit.Session, now));
        await work.CommitAsync(visit.Entry(
            new("portal-reauthenticated", about, "done", Detail: new { act = command.Act }), http, now), ct);
        return TypedResults.Ok(new Reauthenticated(token, now + Lifetime));
    }

    static async Task<(Guid Account, string Domain)?> ByPasskeyAsync(
        PortalWork work, PasskeyAnswer answer, PortalVisit visit, Guid? act, RelyingParty party, DateTimeOffset now,
        CancellationToken ct) =>
        await PortalChallenges.UseAsync(
            work, answer.ClientData, PortalChallenges.Again, visit.Session, act, now, ct) is { } challenge
            ? await PortalPasskeys.VerifyAsync(work, party, answer, challenge, now, ct) : null;

    static async Task<bool> IsOpenAsync(
        IQuerySession session, PortalVisit visit, Guid? act, DateTimeOffset now, CancellationToken ct) =>
        act is null || (await CaptureRows.FindAsync(
            session, Find, [act.Value, visit.Account, visit.Session, now], _ => true, ct)).Count > 0;
}
