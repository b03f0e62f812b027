using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

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
        routes.MapGet("/projects/{project:guid}/linking/weights", Weights)
            .RequirePermission(Permissions.ProjectManage)
            .WithSummary("What was learnt of filters of single fields, and why pairs are possible matches")
            .Produces<FieldWeights>();
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
            session.QueueSqlCommand(VaultRows.StoreKey(run, vault.NewKey(run)));
            session.QueueSqlCommand(LinkageQueue.Insert(
                run, project, [.. Tiles(stream.Aggregate, options.Value.TileRecords)]));
        }

        return await ManagingProjects.CommitAsync(http, caller, session, stream, decision, "linking-begun", ct);
    }

    static IEnumerable<Tile> Tiles(LinkageProject project, int records)
    {
        var uploads = LinkageRun.SitesOf(project).Select(site => project.Uploads[site]).ToArray();
        return ProjectProfiles.Of(project.Terms!).Kind == FilterKind.Fields
            ? TilePlan.OfFields(uploads.Sum(upload => upload.Records), records)
            : TilePlan.Of([.. uploads.Select(LinkageRun.Pages)], records / EncodedPage.Size);
    }

    static async Task<IResult> Get(Guid project, Caller caller, IQuerySession session, CancellationToken ct)
    {
        var events = await session.FetchStreamAsync(project, ct: ct);
        var found = events.Aggregate(LinkageProject.Initial, (state, e) => LinkageProject.Evolve(state, e.Data));
        if (!found.MaySee(caller)) return Problem.From(ProjectDecisions.Unknown);
        var done = events.Select(e => e.Data).OfType<LinkingDone>().LastOrDefault();
        return Results.Ok(await ProgressAsync(session.DataSource, project, found, done, ct));
    }

    static async Task<IResult> Weights(
        Guid project, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (await session.FindAsync(project, caller, ct) is not { } found)
            return Problem.From(ProjectDecisions.Unknown);
        if (found.Result is not { } result
            || await VaultRows.FindKeyAsync(session.DataSource, result, ct) is not { } key
            || await WeightsPage.ReadAsync(session.DataSource, result, vault.OpenKey(result, key), ct)
                is not { } weights)
        {
            return Problem.From(Rejection.NotFound("weights-missing",
                "Records were not weighed field by field, not yet, or the result is erased."));
        }

        session.Audit(new("weights-seen", $"project/{project}", "seen"));
        await session.SaveChangesAsync(ct);
        return Results.Ok(weights);
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
