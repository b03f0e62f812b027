using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Staff give a session to a tablet, or end it.</summary>
public static class HandingOverCapture
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(60);

    const string TabletState = """
        select t.domain, c.id, t.place, t.robot or t.carried from consent.tablets t
        left join consent.captures c on c.tablet = t.id and c.state = 'open'
        where t.id = $1 and t.key is not null and t.shut_out_at is null
        """;

    static readonly Rejection Unknown =
        Rejection.NotFound("capture-unknown", "There is no such session, or it is not yours.");

    static readonly Rejection TabletUnknown =
        Rejection.NotFound("tablet-unknown", "There is no such tablet in this domain.", "tablet");

    static readonly Rejection TabletBusy = Rejection.Conflict("tablet-busy",
        "A session is open on this tablet; end it before another person gets it.", "tablet");

    static readonly Rejection OutcomeUnknown =
        Rejection.Invalid("value-unknown", "Staff end a session as 'cancelled'.", "outcome");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/captures/{id:guid}/hand-over", HandOver).RequirePermission(Permissions.CaptureStart)
            .WithSummary("Give a planned session to a tablet").Produces<HandOverCode>();
        routes.MapPost("/captures/{id:guid}/end", End).RequirePermission(Permissions.CaptureStart)
            .WithSummary("End a session from outside");
    }

    static async Task<IResult> HandOver(
        Guid id, HandOverCapture command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        IOptions<ConsentsOptions> options, CancellationToken ct)
    {
        var stream = await session.Events.FetchForWriting<Capture>(id, ct);
        if (stream.Aggregate.State == CaptureState.Unknown || !caller.MayUse(stream.Aggregate.Domain))
            return Problem.From(Unknown);
        var tablets = await CaptureRows.FindAsync(session, TabletState, [command.Tablet],
            row => (Domain: row.GetString(0), Open: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1),
                Place: row.IsDBNull(2) ? null : row.GetString(2), Robot: row.GetBoolean(3)), ct);
        if (tablets is not [var tablet] || tablet.Domain != stream.Aggregate.Domain)
            return Problem.From(TabletUnknown);
        if (tablet.Open is { } open && open != id) return await RefuseAsync(session, id, TabletBusy, ct);
        if (Robots.MayGet(tablet.Robot, command.Send == true, options.Value) is { } robot)
            return await RefuseAsync(session, id, robot, ct);
        if (Departments.Fault(command.Department) is { } unfit) return Problem.From(unfit);
        var decision = stream.Aggregate.HandOver(id, command.Tablet,
            Departments.Clean(command.Department) ?? stream.Aggregate.Department ?? tablet.Place);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        if (await VaultRows.FindKeyAsync(session.DataSource, id, ct) is not { } key) return Problem.From(Unknown);

        stream.AppendMany([.. decision.Events]);
        var code = Tablets.NewCode();
        var until = session.RecordedAt + CodeLifetime;
        session.QueueSqlCommand(Sql.Command(
            "update consent.captures set launch = $2, launch_until = $3, sent = $4 where id = $1",
            id, OpaqueTokens.Hash(code), until, command.Send == true));
        var name = await StaffPins.NameAsync(session, vault, caller.Name, ct) ?? caller.Name;
        session.Keep(vault, id, key, CaptureFields.Explaining, System.Text.Encoding.UTF8.GetBytes(name));
        session.Audit(new("capture-handed-over", $"capture/{id}", "done", Detail: new { tablet = command.Tablet }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            new HandOverCode($"{code[..5]}-{code[5..]}", until)), ct);
    }

    /// <summary>The code of a session that was sent to the tablet: a new one each time, so that an answer that got lost
    /// does no harm; until it was used or its minute is over.</summary>
    public static async Task<string?> FetchAsync(
        IQuerySession session, Guid tablet, DateTimeOffset now, CancellationToken ct)
    {
        var code = Tablets.NewCode();
        var sent = await CaptureRows.FindAsync(session, """
            update consent.captures set launch = $3 where id = (
                select id from consent.captures
                where tablet = $1 and state = 'handed-over' and sent and launch_until > $2
                order by launch_until desc limit 1) returning id
            """, [tablet, now, OpaqueTokens.Hash(code)], row => row.GetGuid(0), ct);
        return sent.Count == 1 ? code : null;
    }

    static async Task<IResult> RefuseAsync(
        IDocumentSession session, Guid id, Rejection why, CancellationToken ct)
    {
        session.Audit(new("capture-handed-over", $"capture/{id}", "refused", Detail: new { reason = why.Code }));
        await session.SaveChangesAsync(ct);
        return Problem.From(why);
    }

    static async Task<IResult> End(
        Guid id, EndCapture command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (command.Outcome != "cancelled") return Problem.From(OutcomeUnknown);
        var capture = await session.AggregateStreamAsync<Capture>(id, ct: ct);
        if (capture.State == CaptureState.Unknown || !caller.MayUse(capture.Domain)) return Problem.From(Unknown);
        if (await session.EndAsync(id, command.Outcome, ct) is { } rejection) return Problem.From(rejection);
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }
}
