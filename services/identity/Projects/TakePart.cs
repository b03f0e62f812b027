using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Shows projects, and lets sites agree to their terms.</summary>
static class TakingPart
{
    const int Most = 500;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/projects", List).RequirePermission(Permissions.ProjectRead)
            .WithSummary("Linkage projects that you look after or take part in, newest first")
            .Produces<IReadOnlyList<ProjectView>>();
        routes.MapGet("/projects/{project:guid}", Get).RequirePermission(Permissions.ProjectRead)
            .WithSummary("A linkage project: terms, who agreed, how far it is").Produces<ProjectView>();
        routes.MapGet("/projects/{project:guid}/profile", Profile).RequirePermission(Permissions.ProjectRead)
            .WithSummary("The signed encoding profile, as the sites' tool takes it").Produces<ProfileFile>();
        routes.MapPost("/projects/{project:guid}/agreement", Agree).RequirePermission(Permissions.ProjectSite)
            .WithSummary("Agree to the terms for your site").Produces<ProjectView>();
    }

    static async Task<IResult> List(Caller caller, IQuerySession session, CancellationToken ct)
    {
        var ids = new List<Guid>();
        await using (var command = session.DataSource.CreateCommand("""
            select p.project from identity.projects p
            where $1 or exists (
                select from identity.project_sites s where s.project = p.project and s.client = $2)
            order by p.created_at desc, p.project limit $3
            """))
        {
            command.Parameters.Add(new() { Value = caller.Oversees() });
            command.Parameters.Add(new() { Value = caller.Name });
            command.Parameters.Add(new() { Value = Most });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) ids.Add(reader.GetGuid(0));
        }

        var views = new List<ProjectView>();
        foreach (var id in ids)
        {
            if (await ViewAsync(id, caller, session, ct) is { } view) views.Add(view);
        }

        return Results.Ok(views);
    }

    static async Task<IResult> Get(
        Guid project, HttpContext http, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (await ViewAsync(project, caller, session, ct) is not { } view)
            return Problem.From(ProjectDecisions.Unknown);
        http.Response.Headers.ETag = ETags.For(view.Version);
        return Results.Ok(view);
    }

    static async Task<IResult> Profile(Guid project, Caller caller, IQuerySession session, CancellationToken ct) =>
        await session.FindAsync(project, caller, ct) is { } found
            ? Results.Ok(found.Terms!.Profile) : Problem.From(ProjectDecisions.Unknown);

    static async Task<IResult> Agree(
        Guid project, AgreeToProject command, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct)
    {
        if (string.IsNullOrEmpty(command.Terms)) return Problem.From(Faults.Missing("terms"));
        var stream = await session.Events.FetchForWriting<LinkageProject>(project, ct);
        if (stream.Aggregate.SiteOf(caller.Name) is not { } site) return Problem.From(ProjectDecisions.Unknown);
        return await ManagingProjects.CommitAsync(http, caller, session, stream,
            ProjectDecisions.Agree(stream.Aggregate, site, command.Terms), "project-agreed", ct);
    }

    static async Task<ProjectView?> ViewAsync(Guid id, Caller caller, IQuerySession session, CancellationToken ct)
    {
        var events = await session.FetchStreamAsync(id, ct: ct);
        var project = events.Aggregate(LinkageProject.Initial, (state, e) => LinkageProject.Evolve(state, e.Data));
        if (!project.MaySee(caller)) return null;
        var polls = project.Terms!.Sites.Any(site => site.Source is not null)
            ? await PollRows.ReadAsync(session.DataSource, id, ct) : null;
        return ProjectAccess.View(id, project, events.Count, caller, polls);
    }
}
