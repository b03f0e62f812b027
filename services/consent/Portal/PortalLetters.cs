using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Who may be let into the portal, and how. Pure.</summary>
public static class PortalRelations
{
    public const string Self = "self";
    public const string Guardian = "guardian";
    public const string Representative = "representative";

    /// <summary>From this age on young people get an account of their own.</summary>
    public const int OwnFrom = 12;

    public static IReadOnlyList<string> All { get; } = [Self, Guardian, Representative];

    /// <summary>Why this relation can't be, or null.</summary>
    public static Rejection? Check(string relation, DateOnly birth, DateOnly today)
    {
        var ofAge = today > LegalDays.LastDayBeforeMajority(birth);
        return relation switch
        {
            Self when birth.AddYears(OwnFrom) > today => Rejection.Unprocessable("portal-too-young",
                $"An account of one's own is possible from {OwnFrom} years on; order a letter for a guardian.",
                "relation"),
            Guardian when ofAge => Rejection.Unprocessable("portal-of-age",
                "The person is of age: guardians have no access any more.", "relation"),
            Representative when !ofAge => Rejection.Unprocessable("portal-not-of-age",
                "A minor is represented by guardians.", "relation"),
            Self or Guardian or Representative => null,
            _ => Rejection.Invalid("value-unknown", $"A relation is one of {string.Join(", ", All)}.", "relation"),
        };
    }

    /// <summary>A guardian's access ends when the 18th birthday begins in Berlin.</summary>
    public static DateTimeOffset? EndOf(string relation, DateOnly birth) => relation == Guardian
        ? LegalDays.StartOf(LegalDays.LastDayBeforeMajority(birth).AddDays(1)).ToUniversalTime() : null;

    /// <summary>As which role such a person signs.</summary>
    public static string SignerRole(string relation) => relation switch
    {
        Guardian => SignerRoles.Guardian,
        Representative => SignerRoles.LegalRepresentative,
        _ => SignerRoles.Patient,
    };
}

/// <summary>Staff order a letter that lets somebody in.</summary>
public static class OrderingPortalLetter
{
    const int Attempts = 8;

    const string Account = """
        select id from consent.portal_accounts
        where subject = $1 and domain = $2 and closed_at is null
            and case when $3 then relation = 'self' else id = $4 end
        """;

    const string Withdraw = """
        with gone as (
            update consent.portal_letters set withdrawn_at = $3
            where subject = $1 and (account = $2 or ($4 and relation = 'self'))
                and used_at is null and withdrawn_at is null returning id)
        delete from vault.items where subject = $1
            and field in (select 'portal/letter/' || replace(id::text, '-', '') from gone)
        """;

    const string Insert = """
        insert into consent.portal_letters (id, domain, subject, relation, account, selector, code, qr, birth, ends_at,
            ordered_at, until)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    static readonly Rejection AccountUnknown = Rejection.NotFound("portal-account-unknown",
        "The person has no such account.", "account");

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/letters", Handle).RequirePermission(Permissions.PortalInvite)
        .WithSummary("Order the letter that lets somebody into the patient portal")
        .Produces<OrderedPortalLetter>(StatusCodes.Status201Created);

    static async Task<IResult> Handle(
        OrderPortalLetter command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        PortalSite site, CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain)
            || await DomainSettings.FindAsync(session, command.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (SignerIds.Check(domain, command.Identifiers) is { } identifierFault) return Problem.From(identifierFault);
        if (string.IsNullOrWhiteSpace(command.Name)) return Problem.From(Faults.Missing("name"));
        if (PlainText.Fault(command.Name, "name", 120) is { } nameFault) return Problem.From(nameFault);
        var today = LegalDays.Of(session.RecordedAt);
        if (!LegalMoment.TryParseDay(command.BirthDate, out var birth) || birth > today)
            return Problem.From(Faults.Date("birthDate", "The birth date"));
        if (PortalRelations.Check(command.Relation, birth, today) is { } relationFault)
            return Problem.From(relationFault);

        var known = await SignerIds.FindAsync(session.DataSource, domain.Name,
            SignerIds.Lookups(vault, domain.Name, command.Identifiers), ct);
        if (known.Count == 0) return Problem.From(Faults.PersonUnknown);
        if (known.DistinctBy(signer => signer.Subject).Count() > 1)
        {
            return Problem.From(Rejection.Conflict("identifiers-of-several-people",
                "These identifiers belong to different people in this domain.", "identifiers"));
        }

        var self = command.Relation == PortalRelations.Self;
        var accounts = await CaptureRows.FindAsync(session, Account,
            [known[0].Subject, domain.Name, self, command.Account ?? Guid.Empty], row => row.GetGuid(0), ct);
        if (command.Account is { } named && !accounts.Contains(named)) return Problem.From(AccountUnknown);
        Guid? account = accounts is [var present] ? present : null;
        return await StoreAsync(command, birth, known[0], account, http, session, vault, site, ct);
    }

    static async Task<IResult> StoreAsync(
        OrderPortalLetter command, DateOnly birth, KnownSignerId person, Guid? account, HttpContext http,
        IDocumentSession session, Vault vault, PortalSite site, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var now = session.RecordedAt;
            var id = Guid.CreateVersion7(now);
            var codes = PortalCodes.New();
            var until = now.AddDays(site.Options.LetterDays);
            var opens = account ?? Guid.CreateVersion7(now);
            session.QueueSqlCommand(Sql.Command(Withdraw, person.Subject, opens, now,
                command.Relation == PortalRelations.Self));
            session.QueueSqlCommand(Sql.Command(Insert, id, command.Domain, person.Subject, command.Relation,
                opens, PortalCodes.SelectorHash(vault, codes.Code),
                PortalCodes.CodeHash(vault, codes.Code), PortalCodes.CodeHash(vault, codes.Qr),
                PortalCodes.BirthHash(vault, id, birth),
                PortalRows.Moment(PortalRelations.EndOf(command.Relation, birth)), now, until));
            session.QueueSqlCommand(PortalVault.Keep(vault, person.Subject, person.Key, PortalFields.Letter(id),
                CaptureRows.Json(new LetterContent(command.Name.Trim(), birth, codes.Code, codes.Qr))));
            session.Audit(new("portal-letter-ordered", $"portal-letter/{id}", "done",
                Detail: new { subject = person.Subject, relation = command.Relation }));
            try
            {
                return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
                    new OrderedPortalLetter(id, until)), ct);
            }
            catch (PostgresException e) when (e is
            { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "portal_letters" } && attempt < Attempts)
            {
                // another letter begins with the same five characters; the next one hardly will
            }
        }
    }
}
