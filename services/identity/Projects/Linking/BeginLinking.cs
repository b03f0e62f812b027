using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Begins the linking of a project, says how far it is, and ends it.</summary>
static class Linking
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/projects/{project:guid}/linking", Begin).RequirePermission(Permissions.ProjectManage)
            .WithSummary("Compare the sites' records; workers do it from then on").Produces<ProjectView>();
        routes.MapGet("/projects/{project:guid}/linking", Get).RequirePermission(Permissions.ProjectManage)
            .WithSummary("How far linking is").Produces<LinkingView>();
        routes.MapPost("/projects/{project:guid}/finish", Finish).RequirePermission(Permissions.ProjectManage)
            .WithSummary("End a project; questions without an answer are not linked").Produces<ProjectView>();
    }

    static async Task<IResult> Begin(
        Guid project, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        IOptions<LinkageOptions> options, CancellationToken ct)
    {
        var (stream, refusal) = await ManagingProjects.FetchAsync(project, http, caller, session, ct);
        if (stream is null) return refusal!;
        var run = Guid.CreateVersion7(session.RecordedAt);
        var decision = ProjectDecisions.BeginLinking(stream.Aggregate, run, Days.Of(session.RecordedAt));
        if (decision.Events is not [])
        {
            var pages = LinkageRun.SitesOf(stream.Aggregate)
                .Select(site => LinkageRun.Pages(stream.Aggregate.Uploads[site])).ToArray();
            session.QueueSqlCommand(VaultRows.StoreKey(run, vault.NewKey(run)));
            session.QueueSqlCommand(LinkageQueue.Insert(
                run, project, [.. TilePlan.Of(pages, options.Value.TileRecords / EncodedPage.Size)]));
        }

        return await ManagingProjects.CommitAsync(http, caller, session, stream, decision, "linking-begun", ct);
    }

    static async Task<IResult> Get(Guid project, Caller caller, IQuerySession session, CancellationToken ct)
    {
        var events = await session.FetchStreamAsync(project, ct: ct);
        var found = events.Aggregate(LinkageProject.Initial, (state, e) => LinkageProject.Evolve(state, e.Data));
        if (!found.MaySee(caller)) return Problem.From(ProjectDecisions.Unknown);
        var done = events.Select(e => e.Data).OfType<LinkingDone>().LastOrDefault();
        return Results.Ok(await ProgressAsync(session.DataSource, project, found, done, ct));
    }

    static async Task<LinkingView> ProgressAsync(
        NpgsqlDataSource data, Guid project, LinkageProject found, LinkingDone? done, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select count(*), count(*) filter (where done),
                count(*) filter (where not done and leased_until > clock_timestamp()), coalesce(sum(found), 0)::bigint,
                coalesce(avg(seconds) filter (where done), 0)::float8,
                (select count(*) from identity.linkage_questions where project = $1 and verdict is null)
            from identity.linkage_tiles where project = $1
            """);
        command.Parameters.Add(new() { Value = project });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (tiles, ready, workers) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        var seconds = reader.GetDouble(4) * (tiles - ready) / Math.Max(1, workers);
        return found.Result is not null
            ? new(tiles, ready, 0, 0, null, done?.Links, done?.Questions, reader.GetInt64(5))
            : new(tiles, ready, workers, reader.GetInt64(3), ready > 0 && workers > 0 ? (long)seconds : null, null,
                null, null);
    }

    static async Task<IResult> Finish(
        Guid project, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var (stream, refusal) = await ManagingProjects.FetchAsync(project, http, caller, session, ct);
        if (stream is null) return refusal!;
        var decision = ProjectDecisions.Finish(stream.Aggregate);
        if (decision.Events is not []) session.QueueSqlCommand(ClearingSql.SettleAll(project));
        return await ManagingProjects.CommitAsync(http, caller, session, stream, decision, "project-finished", ct);
    }
}
