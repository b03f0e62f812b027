using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Counts for those who steer. Small groups are left out where they could point at somebody.</summary>
public static class ConsentFigures
{
    public const int SmallestGroup = 5;
    const int Weeks = 26;
    const int DaysOfPlaces = 90;

    const string People = """
        select count(*), count(*) filter (where kind = any($2)), count(*) filter (where kind = $3),
            count(*) filter (where kind = any($4))
        from (select distinct on (subject) subject, kind from consent.documents
            where domain = $1 and not annulled and kind <> $5 order by subject, signed_at desc, position desc) newest
        """;

    const string ByWeek = """
        select w.monday, count(d.*) filter (where d.kind = any($4)), count(d.*) filter (where d.kind = any($5)),
            count(d.*) filter (where d.kind = any($6))
        from (select generate_series($2::date, $3::date, interval '7 days')::date as monday) w
        left join consent.documents d on d.domain = $1 and not d.annulled
            and d.signed_at >= w.monday::timestamp at time zone 'Europe/Berlin'
            and d.signed_at < (w.monday + 7)::timestamp at time zone 'Europe/Berlin'
        group by w.monday order by w.monday
        """;

    const string ByModule = """
        select n.template, m.name, m.title, m.at, count(*) filter (where n.answers ->> m.name = any($3)),
            count(*) filter (where n.answers ->> m.name = any($4)), count(*)
        from (select distinct on (subject) template, answers from consent.documents
            where domain = $1 and not annulled and kind = any($2)
            order by subject, signed_at desc, position desc) n
        join consent.templates t on t.domain = $1 and t.key = n.template,
            lateral (select module ->> 'name' as name, module ->> 'title' as title, at
                from jsonb_array_elements(t.definition -> 'modules') with ordinality as e (module, at)
                where (module ->> 'decision')::boolean) m
        group by n.template, m.name, m.title, m.at order by n.template, m.at
        """;

    const string ByPlace = """
        select t.place, count(*), count(*) filter (where c.state = 'received')
        from consent.captures c join consent.tablets t on t.id = c.tablet
        where c.domain = $1 and c.changed_at > $2 and t.place is not null
            and (c.state = 'received' or c.outcome in ('declined', 'later', 'abandoned'))
        group by t.place order by 3 desc, 2, 1
        """;

    static readonly short[] Consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];
    static readonly short[] Refusals = [(short)DocumentKind.Refusal, (short)DocumentKind.Objection];
    static readonly short[] Withdrawals =
        [(short)DocumentKind.FullWithdrawal, (short)DocumentKind.PartialWithdrawal];

    static readonly string[] Yes =
        [AnswerNames.Of(ModuleAnswer.Accepted), AnswerNames.Of(ModuleAnswer.AcceptedOptOut)];

    static readonly string[] No = [AnswerNames.Of(ModuleAnswer.Declined)];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/domains/{domain}/statistics", Handle)
        .RequirePermission(Permissions.ConsentStatistics)
        .WithSummary("Counts of a domain: people, weeks, answers, places; small groups left out")
        .Produces<ConsentStatistics>();

    static async Task<IResult> Handle(
        string domain, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await DomainSettings.FindAsync(session, domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        var now = clock.GetUtcNow();
        var today = LegalDays.Of(now);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var people = await CaptureRows.FindAsync(session, People,
            [domain, Consents, (short)DocumentKind.FullWithdrawal, Refusals, (short)DocumentKind.PartialWithdrawal],
            row => (All: row.GetInt64(0), Yes: row.GetInt64(1), Withdrawn: row.GetInt64(2), No: row.GetInt64(3)), ct);
        var weeks = await CaptureRows.FindAsync(session, ByWeek,
            [domain, monday.AddDays(-7 * (Weeks - 1)), monday, Consents, Refusals, Withdrawals],
            row => new ConsentWeek(
                row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), ct);
        var modules = await CaptureRows.FindAsync(session, ByModule, [domain, Consents, Yes, No],
            row => new ModuleCount(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(4),
                row.GetInt64(5), row.GetInt64(6) - row.GetInt64(4) - row.GetInt64(5)), ct);
        var places = await CaptureRows.FindAsync(session, ByPlace, [domain, now.AddDays(-DaysOfPlaces)],
            row => new PlaceCount(row.GetString(0), row.GetInt64(1), row.GetInt64(2)), ct);
        var large = places.Where(place => place.Sessions >= SmallestGroup).ToList();
        session.Audit(new("statistics", domain, "answered"));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new ConsentStatistics(people[0].All, people[0].Yes, people[0].Withdrawn, people[0].No,
            weeks, modules, large, places.Count - large.Count));
    }
}
