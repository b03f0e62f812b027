using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// A letter's code and the birth date. Whatever is wrong, the answer is the same and the same work is done for it: one
/// look that counts a try, three hashes, one audit entry, one commit.
/// </summary>
public static class ActivatingPortal
{
    /// <summary>What the audit calls a try with a code.</summary>
    public const string Action = "portal-activation";

    // the row is locked until the end, so that many tries at once are counted one by one
    const string Claim = """
        update consent.portal_letters set tries = tries + 1 where selector = $1
        returning id, domain, subject, relation, account, code, qr, birth, ends_at, until, used_at is not null,
            withdrawn_at is not null, tries
        """;

    static readonly byte[] Nobody = new byte[32];

    static readonly Rejection Refused = Rejection.NotFound("portal-code-refused",
        "This code with this birth date opens nothing: mistyped, used, too old, or tried too often. "
        + "The trust centre sends a new letter.", "code");

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/activation", Handle).AllowPublic("takes a letter's code, which it checks itself")
        .WithSummary("Open the portal by a letter").Produces<PortalSetup>();

    static async Task<IResult> Handle(
        ActivatePortal command, HttpContext http, [FromKeyedServices(ConsentsService.Name)] NpgsqlDataSource data,
        [FromKeyedServices(ConsentsService.Name)] Vault vault, PortalSite site, PortalSessions sessions,
        TimeProvider clock, CancellationToken ct)
    {
        if (!LegalMoment.TryParseDay(command.BirthDate, out var birth))
            return Problem.From(Faults.Date("birthDate", "The birth date"));
        var now = clock.GetUtcNow();
        var clean = PortalCodes.Clean(command.Code);
        await using var work = await PortalWork.OpenAsync(data, ct);
        var found = await work.FindAsync(
            Sql.Command(Claim, PortalCodes.SelectorHash(vault, clean)), ClaimedLetter.Read, ct);
        var letter = found.FirstOrDefault();
        var right = IsRight(letter, PortalCodes.CodeHash(vault, clean),
            PortalCodes.BirthHash(vault, letter?.Id ?? Guid.Empty, birth), now);
        var about = letter is null ? "portal-letter" : $"portal-letter/{letter.Id}";
        if (!right)
        {
            await work.CommitAsync(Entry(about, "refused", http, now), ct);
            return Problem.From(Refused);
        }

        var recovery = await work.FindAsync(Sql.Command(
            "select 1 from consent.portal_accounts where id = $1", letter!.Account), _ => true, ct);
        var (session, token, commands) = sessions.New(
            http.Request, letter.Account, letter.Id, PortalSessions.ByLetter, now);
        await work.DoAsync(ct,
        [
            Sql.Command("update consent.portal_letters set tries = tries - 1 where id = $1", letter.Id),
            Sql.Command("delete from consent.portal_sessions where letter = $1", letter.Id),
            .. commands,
        ]);
        await work.CommitAsync(Entry(about, "done", http, now), ct);
        site.SetCookie(http, token);
        return TypedResults.Ok(new PortalSetup(session.EndsAt, letter.Relation, recovery.Count > 0));
    }

    /// <summary>Compares everything, whatever is wrong first.</summary>
    static bool IsRight(ClaimedLetter? letter, byte[] code, byte[] birth, DateTimeOffset now) =>
        (CryptographicOperations.FixedTimeEquals(code, letter?.Code ?? Nobody)
            | CryptographicOperations.FixedTimeEquals(code, letter?.Qr ?? Nobody))
        & CryptographicOperations.FixedTimeEquals(birth, letter?.Birth ?? Nobody)
        & letter is { Used: false, Withdrawn: false, Tries: <= PortalCodes.Tries }
        & letter?.Until > now & (letter?.EndsAt is null || letter.EndsAt > now);

    static AuditRecord Entry(string about, string outcome, HttpContext http, DateTimeOffset now) => new(
        new(Action, about, outcome), "portal", "", http.TraceIdentifier, now);

    sealed record ClaimedLetter(
        Guid Id, string Relation, Guid Account, byte[] Code, byte[] Qr, byte[] Birth, DateTimeOffset? EndsAt,
        DateTimeOffset Until, bool Used, bool Withdrawn, int Tries)
    {
        public static ClaimedLetter Read(NpgsqlDataReader row) => new(
            row.GetGuid(0), row.GetString(3), row.GetGuid(4), row.GetFieldValue<byte[]>(5),
            row.GetFieldValue<byte[]>(6), row.GetFieldValue<byte[]>(7), PortalRows.MomentOf(row, 8),
            row.GetFieldValue<DateTimeOffset>(9), row.GetBoolean(10), row.GetBoolean(11), row.GetInt32(12));
    }
}
