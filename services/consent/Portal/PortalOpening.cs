using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// The first factor is there: the letter is used up, the account is opened, or its old factors and sessions are gone
/// and this is the only one.
/// </summary>
public sealed class PortalOpening(
    IQuerySession queries, [FromKeyedServices(ConsentsService.Name)] Vault vault, PortalSessions sessions,
    PortalSite site, TimeProvider clock)
{
    const string UseLetter = """
        update consent.portal_letters set used_at = $2
        where id = $1 and used_at is null and withdrawn_at is null and until > $2 returning ends_at
        """;

    const string Open = """
        insert into consent.portal_accounts (id, domain, subject, relation, number, opened_at, ends_at, signed_in_at)
        values ($1, $2, $3, $4, $5, $6, $7, $6)
        on conflict (id) do update set totp_since = null, failures = 0, locked_until = null,
            signed_in_at = excluded.signed_in_at where portal_accounts.closed_at is null
        """;

    static readonly Rejection Gone = Rejection.Conflict("portal-letter-over",
        "This letter was used, withdrawn or has ended in the meantime. The trust centre sends a new one.");

    /// <param name="factor">Statements that store the factor, after those of the account.</param>
    public async Task<IResult> OpenAsync(
        PortalWork work, PortalVisit visit, string method, IReadOnlyList<NpgsqlBatchCommand> factor, HttpContext http,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (letter, account) = (visit.Letter!.Value, visit.Account);
        var used = await work.FindAsync(Sql.Command(UseLetter, letter, now), row => PortalRows.MomentOf(row, 0), ct);
        string[] fields = [PortalFields.Letter(letter), PortalFields.Number(account)];
        var opened = await DocumentVault.OpenAsync(queries, vault, visit.Subject, fields, ct);
        if (used is not [var ends] || opened?.TryGetValue(fields[0], out var json) is not true
            || await VaultRows.FindKeyAsync(queries.DataSource, visit.Subject, ct) is not { } key)
            return Problem.From(Gone);

        var content = CaptureRows.Read<LetterContent>(json!);
        var known = opened.Text(fields[1]);
        var number = known ?? PortalCodes.NewNumber();
        var (session, token, begin) = sessions.New(http.Request, account, null, method, now);
        try
        {
            if (await work.DoAsync(ct, Sql.Command(Open, account, visit.Domain, visit.Subject, visit.Relation,
                PortalCodes.NumberHash(vault, number), now, PortalRows.Moment(ends))) == 0) return Problem.From(Gone);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.From(Gone); // another letter opened an account for the same person at the same moment
        }

        await work.DoAsync(ct,
        [
            Sql.Command("delete from consent.portal_passkeys where account = $1", account),
            Sql.Command("delete from consent.portal_sessions where account = $1", account),
            Sql.Command("delete from consent.portal_acts where account = $1", account),
            PortalVault.ForgetAccount(visit.Subject, account),
            PortalVault.Forget(visit.Subject, fields[0]),
            Keep(PortalFields.Number(account), number),
            Keep(PortalFields.Name(account), content.Name),
            Keep(PortalFields.Birth(account), Day(content.BirthDate)),
            .. factor,
            .. begin,
        ]);
        await work.CommitAsync(new(new("portal-opened", $"portal-account/{account}", "done", Detail: new
        {
            letter,
            method,
            recovery = known is not null,
        }), visit.Actor, PortalTokens.SetUp, RequestIdOf(http), now), ct);
        site.SetCookie(http, token);
        return TypedResults.Ok(new PortalOpened(PortalCodes.Grouped(number), session));

        NpgsqlBatchCommand Keep(string field, string text) =>
            PortalVault.Keep(vault, visit.Subject, key, field, text);
    }

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    static string RequestIdOf(HttpContext http) => Caller.Of(http).RequestId;
}
