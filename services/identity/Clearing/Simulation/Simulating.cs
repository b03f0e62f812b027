using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Tries a configuration out on everybody stored before it is put in use.</summary>
static class Simulating
{
    const int Most = 500;

    static readonly Rejection Unknown = Rejection.NotFound("simulation-unknown",
        "There is no such simulation in a domain that is yours to use.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/domains/{domain}/configurations/{version:int}/simulations", Start)
            .RequirePermission(Permissions.IdentityManage)
            .WithSummary("Try a version out on everybody stored").Produces<SimulationView>(201);
        routes.MapGet("/domains/{domain}/simulations", List).RequirePermission(Permissions.IdentityManage)
            .WithSummary("Versions tried out, the newest first").Produces<IReadOnlyList<SimulationView>>();
        routes.MapGet("/simulations/{id:guid}", Read).RequirePermission(Permissions.IdentityManage)
            .WithSummary("How far a simulation is and what it found").Produces<SimulationView>();
        routes.MapPost("/simulations/{id:guid}/cancel", Cancel).RequirePermission(Permissions.IdentityManage)
            .WithSummary("End a simulation").Produces<SimulationView>();
        routes.MapPost("/simulations/{id:guid}/drop", Drop).RequirePermission(Permissions.IdentityManage)
            .WithSummary("Forget a simulation").Produces(StatusCodes.Status204NoContent);
        routes.MapGet("/simulations/{id:guid}/changes", Changes).RequirePermission(Permissions.IdentityManage)
            .WithSummary("Pairs that would change, by keys").Produces<SimulatedPage>();
        routes.MapPost("/simulations/{id:guid}/changes/{number:long}/view", View)
            .RequirePermission(Permissions.IdentityManage)
            .WithSummary("See a pair that would change, with both versions' reasons").Produces<SimulatedEvidence>();
    }

    static async Task<IResult> Start(
        string domain, int version, HttpContext http, Caller caller, IDocumentSession session, SimulationRunner runner,
        CancellationToken ct)
    {
        var stream = await session.AggregateStreamAsync<IdentityDomain>(StreamIds.OfDomain(domain), ct: ct);
        if (stream.Settings is null || !caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        if (version < 1 || version > stream.Configurations)
        {
            return Problem.From(Rejection.NotFound(
                "configuration-unknown", "The domain has no such version.", "version"));
        }

        if ((await SimulationRows.OfDomainAsync(session.DataSource, domain, ct)).Find(other =>
            other.Status == "running" && other.Version == version && other.Base == stream.Active) is { } running)
            return Results.Ok(running);
        var id = Guid.CreateVersion7(session.RecordedAt);
        session.QueueSqlCommand(
            SimulationRows.Insert(id, domain, version, stream.Active, caller.Name, session.RecordedAt));
        session.Audit(new("simulation-started", $"simulation/{id}", "done", Detail: new { version }));
        var result = await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new SimulationView(id, domain, version, stream.Active, "running", caller.Name, session.RecordedAt, null, 0,
                0, new()), Location: $"/api/identity/simulations/{id}"), ct);
        runner.Ring();
        return result;
    }

    static async Task<IResult> List(string domain, Caller caller, IQuerySession session, CancellationToken ct) =>
        caller.MayUse(domain) ? Results.Ok(await SimulationRows.OfDomainAsync(session.DataSource, domain, ct))
            : Problem.From(Faults.DomainUnknown);

    static async Task<IResult> Read(Guid id, Caller caller, IQuerySession session, CancellationToken ct) =>
        await FindAsync(id, caller, session.DataSource, ct) is { } simulation
            ? Results.Ok(simulation) : Problem.From(Unknown);

    static async Task<IResult> Cancel(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (await FindAsync(id, caller, session.DataSource, ct) is not { } simulation) return Problem.From(Unknown);
        var runs = simulation.Status == "running";
        if (runs)
        {
            simulation = simulation with { Status = "cancelled", EndedAt = session.RecordedAt };
            session.QueueSqlCommand(Sql.Command("""
                update identity.simulations set status = 'cancelled', ended_at = $2
                where simulation = $1 and status = 'running'
                """, id, session.RecordedAt));
        }

        session.Audit(new("simulation-cancelled", $"simulation/{id}", runs ? "done" : "unchanged"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, simulation), ct);
    }

    static async Task<IResult> Drop(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (await FindAsync(id, caller, session.DataSource, ct) is null) return Problem.From(Unknown);
        session.QueueSqlCommand(Sql.Command("delete from identity.simulations where simulation = $1", id));
        session.Audit(new("simulation-dropped", $"simulation/{id}", "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static async Task<IResult> Changes(
        Guid id, string? kind, long? after, int? count, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (count is < 1 or > Most || after < 0)
            return Problem.From(Rejection.Invalid("paging-invalid", $"Count is 1 to {Most}.", "count"));
        if (await FindAsync(id, caller, session.DataSource, ct) is null) return Problem.From(Unknown);
        var most = count ?? 50;
        var pairs = await SimulationRows.ChangesAsync(session.DataSource, id, kind, after ?? 0, most + 1, ct);
        return Results.Ok(pairs.Count <= most ? new SimulatedPage(pairs, null)
            : new SimulatedPage(pairs[..most], pairs[most - 1].Number));
    }

    static async Task<IResult> View(
        Guid id, long number, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        DomainCatalog domains, CancellationToken ct)
    {
        var data = session.DataSource;
        if (await FindAsync(id, caller, data, ct) is not { } simulation
            || await domains.FindAsync(simulation.Domain, ct) is not { } domain) return Problem.From(Unknown);
        var change = (await SimulationRows.ChangesAsync(data, id, null, number - 1, 1, ct)).FirstOrDefault();
        if (change?.Number != number
            || await IdentityRows.PersonOfAsync(data, change.IdentityA, ct) is not { } a
            || await IdentityRows.PersonOfAsync(data, change.IdentityB, ct) is not { } b
            || await LinkerAsync(data, domain, simulation.Base, ct) is not { } before
            || await LinkerAsync(data, domain, simulation.Version, ct) is not { } after)
        {
            return Problem.From(Rejection.NotFound("change-unknown",
                "There is no such change, or one of the two was erased since.", "number"));
        }

        session.AuditLook("identity-viewed", new[] { a, b }.Distinct());
        var persons = await PersonReader.ReadAsync(data, vault, [a, b], ct);
        var (one, other) = (change.IdentityA, change.IdentityB);
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, new SimulatedEvidence(change,
            persons[0], persons[^1],
            (await IdentityComparison.OfAsync(data, vault, before, one, other, ct))?.Fields ?? [],
            (await IdentityComparison.OfAsync(data, vault, after, one, other, ct))?.Fields ?? [])), ct);
    }

    /// <summary>Compares by a version of a domain's configuration, on the people its index holds.</summary>
    public static async Task<Linker?> LinkerAsync(
        NpgsqlDataSource data, OpenDomain domain, int version, CancellationToken ct)
    {
        if (domain.Linker.Version == version) return domain.Linker;
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "select configuration from identity.configurations where domain = $1 and version = $2", domain.Name,
            version));
        await using var row = await batch.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? domain.Linker.With(version, LinkageConfiguration.Read(row.GetString(0))) : null;
    }

    static async Task<SimulationView?> FindAsync(
        Guid id, Caller caller, NpgsqlDataSource data, CancellationToken ct) =>
        await SimulationRows.FindAsync(data, id, ct) is { } simulation && caller.MayUse(simulation.Domain)
            ? simulation : null;
}
