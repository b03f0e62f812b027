using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Lets tablets in, shuts them out, and hears from them.</summary>
public static class Tablets
{
    const string List = """
        select t.id, t.name, t.place, t.seen_at, c.id, c.step, coalesce(c.calling, false), t.alert, t.alert_at,
            t.robot or t.carried
        from consent.tablets t left join consent.captures c on c.tablet = t.id and c.state = 'open'
        where t.domain = $1 and t.shut_out_at is null order by t.name, t.id
        """;

    /// <summary>Letters that nobody mistakes for each other.</summary>
    const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(15);
    static readonly TimeSpan Silent = TimeSpan.FromSeconds(90);

    static readonly Rejection CodeUnknown = Rejection.NotFound("code-unknown",
        "This code is not valid, was used or has ended.", "code");

    static readonly Rejection KindUnknown = Rejection.Invalid("value-unknown",
        $"What carries the screen is one of {string.Join(", ", TabletKinds.All)}.", "kind");

    static readonly Rejection Unknown = Rejection.NotFound("tablet-unknown", "There is no such tablet.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/tablets", Enrol).RequirePermission(Permissions.CaptureManage)
            .WithSummary("Let a tablet in").Produces<EnrolmentCode>(StatusCodes.Status201Created);
        routes.MapGet("/domains/{domain}/tablets", All).RequirePermission(Permissions.CaptureStart)
            .WithSummary("The tablets of a domain").Produces<IReadOnlyList<TabletView>>();
        routes.MapDelete("/tablets/{id:guid}", ShutOut).RequirePermission(Permissions.CaptureManage)
            .WithSummary("Shut a tablet out; what is open on it ends");
        routes.MapPost("/tablets/enrolment", Redeem).AllowPublic("exchanges a one-time code, which it checks itself")
            .WithSummary("Exchange an enrolment code for the tablet's credential").Produces<EnrolledTablet>();
        routes.MapPost("/tablet/presence", Presence).RequirePermission(Permissions.CaptureTablet)
            .WithSummary("A tablet says that it is there, and learns where it is").Produces<TabletHere>();
    }

    static async Task<IResult> Enrol(
        EnrolTablet command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain) || await DomainSettings.FindAsync(session, command.Domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        if (string.IsNullOrWhiteSpace(command.Name)) return Problem.From(Faults.Missing("name"));
        if ((PlainText.Fault(command.Name, "name", 60) ?? PlainText.Fault(command.Place, "place", 60)) is { } fault)
            return Problem.From(fault);
        if (!TabletKinds.All.Contains(command.Kind ?? TabletKinds.Tablet)) return Problem.From(KindUnknown);
        var id = Guid.CreateVersion7(session.RecordedAt);
        var code = NewCode();
        var until = session.RecordedAt + CodeLifetime;
        session.QueueSqlCommand(Sql.Command("""
            insert into consent.tablets (id, domain, name, place, enrolled_at, code, code_until, robot)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """, id, command.Domain, command.Name, command.Place, session.RecordedAt, OpaqueTokens.Hash(code), until,
            command.Kind == TabletKinds.Robot));
        session.Audit(new("tablet-enrolled", $"tablet/{id}", "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new EnrolmentCode(id, $"{code[..5]}-{code[5..]}", until)), ct);
    }

    static async Task<IResult> All(
        string domain, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken ct)
    {
        if (!caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(List, domain));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var tablets = new List<TabletView>();
        while (await row.ReadAsync(ct))
        {
            DateTimeOffset? seen = row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3);
            var alert = row.IsDBNull(7) ? null : row.GetString(7);
            tablets.Add(new(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2),
                seen > clock.GetUtcNow() - Silent, seen, row.IsDBNull(4) ? null : row.GetGuid(4),
                row.IsDBNull(5) ? null : row.GetString(5), row.GetBoolean(6) || alert is not null, alert,
                row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8), Robots.Kind(row.GetBoolean(9))));
        }

        return TypedResults.Ok<IReadOnlyList<TabletView>>(tablets);
    }

    static async Task<IResult> ShutOut(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var open = await CaptureRows.FindAsync(session, """
            select t.domain, c.id from consent.tablets t
            left join consent.captures c on c.tablet = t.id and c.state in ('open', 'handed-over') where t.id = $1
            """, [id], row => (Domain: row.GetString(0), Capture: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1)), ct);
        if (open is not [var tablet, ..] || !caller.MayUse(tablet.Domain)) return Problem.From(Unknown);
        if (tablet.Capture is { } capture) await session.EndAsync(capture, "cancelled", ct);
        session.QueueSqlCommand(Sql.Command(
            "update consent.tablets set shut_out_at = $2, key = null, code = null where id = $1", id,
            session.RecordedAt));
        session.Audit(new("tablet-shut-out", $"tablet/{id}", "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static async Task<IResult> Redeem(
        RedeemEnrolment command, HttpContext http, [FromKeyedServices(ConsentsService.Name)] IDocumentStore store,
        TimeProvider clock, CancellationToken ct)
    {
        var hash = OpaqueTokens.Hash(Clean(command.Code));
        var key = OpaqueTokens.New(TabletTokens.TabletPrefix);
        var session = store.LightweightSession(new("tablet", http.TraceIdentifier));
        var found = await CaptureRows.FindAsync(session, """
            update consent.tablets set code = null, code_until = null, key = $3, seen_at = $2
            where code = $1 and code_until > $2 and shut_out_at is null returning id
            """, [hash, clock.GetUtcNow(), OpaqueTokens.Hash(key)], row => row.GetGuid(0), ct);
        session.Audit(new("tablet-let-in", found is [var known] ? $"tablet/{known}" : "tablet",
            found.Count > 0 ? "done" : "refused"));
        await session.SaveChangesAsync(ct);
        return found is [var id] ? TypedResults.Ok(new EnrolledTablet(id, key)) : Problem.From(CodeUnknown);
    }

    static async Task<IResult> Presence(
        TabletPresence presence, Caller caller, IDocumentSession session, IOptions<ConsentsOptions> options,
        TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (presence.Free) await EndLostAsync(session, TabletTokens.TabletOf(caller), presence.Waiting, ct);
        var found = await CaptureRows.FindAsync(session, """
            update consent.tablets set seen_at = $2, carried = $3 where id = $1 and shut_out_at is null
            returning id, domain, name, place, robot or carried
            """, [TabletTokens.TabletOf(caller), now, presence.Robot == true],
            row => (Id: row.GetGuid(0), Domain: row.GetString(1), Name: row.GetString(2),
                Place: row.IsDBNull(3) ? null : row.GetString(3), Robot: row.GetBoolean(4)), ct);
        if (found is not [var tablet] || await DomainSettings.FindAsync(session, tablet.Domain, ct) is not { } domain)
            return Problem.From(Unknown);
        var code = presence.Free && !tablet.Robot
            ? await HandingOverCapture.FetchAsync(session, tablet.Id, now, ct) : null;
        return TypedResults.Ok(new TabletHere(tablet.Id, tablet.Domain, tablet.Name, domain.OrganisationName,
            tablet.Place, domain.SignerIdTypes, now, tablet.Robot && options.Value.SessionsOnRobots,
            options.Value.UnderstandingCheck, code, Robots.Kind(tablet.Robot)));
    }

    static async Task EndLostAsync(
        IDocumentSession session, Guid tablet, IReadOnlyList<Guid> waiting, CancellationToken ct)
    {
        var lost = await CaptureRows.FindAsync(session,
            "select id from consent.captures where tablet = $1 and state = 'open' and id <> all($2)",
            [tablet, waiting.ToArray()], row => row.GetGuid(0), ct);
        if (lost is not [var id]) return;
        await session.EndAsync(id, "abandoned", ct);
        await session.SaveChangesAsync(ct);
    }

    /// <summary>Ten letters: 50 bits, typed once.</summary>
    public static string NewCode() => RandomNumberGenerator.GetString(Letters, 10);

    public static string Clean(string? code)
    {
        var letters = new StringBuilder();
        foreach (var c in code ?? "")
        {
            if (char.IsAsciiLetterOrDigit(c)) letters.Append(char.ToUpperInvariant(c));
        }

        return letters.Replace('O', '0').Replace('I', '1').Replace('L', '1').ToString();
    }
}
