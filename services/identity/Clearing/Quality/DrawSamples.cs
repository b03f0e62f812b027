using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Draws pairs at random for clerks to look at, so that the quality of what nobody looks at is known.
/// </summary>
static class DrawingSamples
{
    const int Most = 5_000;

    static readonly Rejection Unknown = Rejection.NotFound("simulation-unknown",
        "There is no such sample in a domain that is yours to use.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/domains/{domain}/samples", Draw).RequirePermission(Permissions.IdentityManage)
            .WithSummary("Draw linked pairs, and such as are near to it, for clerks to look at")
            .Produces<QualitySample>(201);
        routes.MapGet("/domains/{domain}/samples", List).RequirePermission(Permissions.IdentityManage)
            .WithSummary("Samples, the newest first, with what they tell").Produces<IReadOnlyList<QualitySample>>();
        routes.MapGet("/samples/{id:guid}", Read).RequirePermission(Permissions.IdentityManage)
            .WithSummary("How far a sample is and what it tells").Produces<QualitySample>();
    }

    static async Task<IResult> Draw(
        string domain, DrawSample command, HttpContext http, Caller caller, IDocumentSession session,
        SimulationRunner runner, CancellationToken ct)
    {
        var stream = await session.AggregateStreamAsync<IdentityDomain>(StreamIds.OfDomain(domain), ct: ct);
        if (stream.Settings is null || !caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        if ((Invalid(command.Linked, "linked") ?? Invalid(command.Below, "below")) is { } fault)
            return Problem.From(fault);
        var id = Guid.CreateVersion7(session.RecordedAt);
        session.QueueSqlCommand(SimulationRows.Insert(id, domain, stream.Active, stream.Active, caller.Name,
            session.RecordedAt, SampleWish.New(command.Linked, command.Below)));
        session.Audit(new("sample-started", $"simulation/{id}", "done",
            Detail: new { version = stream.Active, command.Linked, command.Below }));
        var result = await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new QualitySample(id, domain, stream.Active, "running", caller.Name, session.RecordedAt, null, 0, 0, new(),
                new(), null, null), Location: $"/api/identity/samples/{id}"), ct);
        runner.Ring();
        return result;
    }

    static async Task<IResult> List(string domain, Caller caller, IQuerySession session, CancellationToken ct) =>
        caller.MayUse(domain) ? Results.Ok(await SampleRows.ReadAsync(session.DataSource, domain, null, ct))
            : Problem.From(Faults.DomainUnknown);

    static async Task<IResult> Read(Guid id, Caller caller, IQuerySession session, CancellationToken ct) =>
        (await SampleRows.ReadAsync(session.DataSource, null, id, ct)) is [var sample] && caller.MayUse(sample.Domain)
            ? Results.Ok(sample) : Problem.From(Unknown);

    static Rejection? Invalid(int count, string path) => count is >= 1 and <= Most ? null
        : Rejection.Invalid("limit-out-of-range", $"1 to {Most}.", path);
}
