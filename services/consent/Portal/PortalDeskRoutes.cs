using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What the desk sees of letters and accounts, and how it takes them back.</summary>
public static class PortalDeskRoutes
{
    const string Letters = """
        select id, relation, ordered_at, until, printed_at, used_at, withdrawn_at, tries, subject
        from consent.portal_letters
        where domain = $1 and ($3 or subject = any($2)) order by ordered_at desc, id desc limit 100
        """;

    const string Accounts = """
        select id, relation, opened_at, ends_at, closed_at, signed_in_at from consent.portal_accounts
        where domain = $1 and ($3 or subject = any($2)) order by opened_at desc, id desc limit 100
        """;

    static readonly Rejection LetterUnknown =
        Rejection.NotFound("portal-letter-unknown", "There is no such letter that is still open.");

    static readonly Rejection AccountUnknown =
        Rejection.NotFound("portal-account-unknown", "There is no such account that is still open.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/letters/search", Search).RequirePermission(Permissions.PortalInvite)
            .WithSummary("Letters and accounts of a person, or the newest of a domain").Produces<PortalDesk>();
        routes.MapDelete("/letters/{id:guid}", Withdraw).RequirePermission(Permissions.PortalInvite)
            .WithSummary("Withdraw a letter: its code opens nothing any more");
        routes.MapDelete("/accounts/{id:guid}", Close).RequirePermission(Permissions.PortalInvite)
            .WithSummary("Close an account, for example where its owner lost a device; no consent changes by it");
    }

    static async Task<IResult> Search(
        FindPortalLetters question, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (!caller.MayUse(question.Domain)
            || await DomainSettings.FindAsync(session, question.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (question.Identifiers is not null && SignerIds.Check(domain, question.Identifiers) is { } fault)
            return Problem.From(fault);

        var subjects = question.Identifiers is { } identifiers
            ? (await SignerIds.FindAsync(session.DataSource, domain.Name,
                SignerIds.Lookups(vault, domain.Name, identifiers), ct)).Select(signer => signer.Subject).ToArray()
            : [];
        object?[] parameters = [domain.Name, subjects, question.Identifiers is null];
        var now = session.RecordedAt;
        var letters = await CaptureRows.FindAsync(session, Letters, parameters,
            row => (View: LetterOf(row, now), Subject: row.GetGuid(8)), ct);
        for (var i = 0; i < letters.Count; i++)
        {
            if (letters[i].View.State != "open") continue;
            var field = PortalFields.Letter(letters[i].View.Id);
            var opened = await DocumentVault.OpenAsync(session, vault, letters[i].Subject, [field], ct);
            if (opened?.TryGetValue(field, out var json) is not true) continue;
            letters[i] = letters[i] with
            {
                View = letters[i].View with { Name = CaptureRows.Read<LetterContent>(json!).Name },
            };
        }

        var accounts = await CaptureRows.FindAsync(session, Accounts, parameters, row => AccountOf(row, now), ct);
        session.Audit(new("portal-letters-listed",
            subjects is [var one, ..] ? one.ToString() : $"domain/{domain.Name}", "seen",
            Detail: new { letters = letters.Count, accounts = accounts.Count }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PortalDesk([.. letters.Select(letter => letter.View)], accounts));
    }

    static async Task<IResult> Withdraw(
        Guid id, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var found = await work.FindAsync(Sql.Command("""
            update consent.portal_letters set withdrawn_at = $2
            where id = $1 and used_at is null and withdrawn_at is null returning subject, domain
            """, id, now), row => (Subject: row.GetGuid(0), Domain: row.GetString(1)), ct);
        if (found is not [var letter] || !caller.MayUse(letter.Domain)) return Problem.From(LetterUnknown);
        await work.DoAsync(ct, PortalVault.Forget(letter.Subject, PortalFields.Letter(id)),
            Sql.Command("delete from consent.portal_sessions where letter = $1", id));
        await work.CommitAsync(AuditRecord.Of(
            new("portal-letter-withdrawn", $"portal-letter/{id}", "done"), caller, now), ct);
        return TypedResults.NoContent();
    }

    static async Task<IResult> Close(
        Guid id, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var found = await PortalAccounts.CloseAsync(work, id, now, ct);
        if (found is not { } account || !caller.MayUse(account.Domain)) return Problem.From(AccountUnknown);
        await work.CommitAsync(AuditRecord.Of(
            new("portal-account-closed", $"portal-account/{id}", "done"), caller, now), ct);
        return TypedResults.NoContent();
    }

    static PortalLetterView LetterOf(NpgsqlDataReader row, DateTimeOffset now)
    {
        var (until, used, withdrawn) = (row.GetFieldValue<DateTimeOffset>(3), PortalRows.MomentOf(row, 5),
            PortalRows.MomentOf(row, 6));
        var state = used is not null ? "used"
            : withdrawn is not null ? "withdrawn"
            : row.GetInt32(7) >= PortalCodes.Tries ? "dead"
            : until <= now ? "expired" : "open";
        return new(row.GetGuid(0), state, row.GetString(1), null, row.GetFieldValue<DateTimeOffset>(2), until,
            PortalRows.MomentOf(row, 4), used);
    }

    static PortalAccountView AccountOf(NpgsqlDataReader row, DateTimeOffset now)
    {
        var ends = PortalRows.MomentOf(row, 3);
        var state = !row.IsDBNull(4) ? "closed" : ends <= now ? "ended" : "open";
        return new(row.GetGuid(0), state, row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), ends,
            PortalRows.MomentOf(row, 5));
    }
}
