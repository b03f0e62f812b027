using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Begins linkage projects, changes their terms, lets sites send records, ends them.</summary>
static class ManagingProjects
{
    const string Note = "project-note";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/projects", Create).RequirePermission(Permissions.ProjectManage)
            .WithSummary("Begin a linkage project between sites").Produces<ProjectView>(201);
        routes.MapPut("/projects/{project:guid}/terms", Change).RequirePermission(Permissions.ProjectManage)
            .WithSummary("Change a project's terms; every site has to agree again").Produces<ProjectView>();
        routes.MapPost("/projects/{project:guid}/open", Open).RequirePermission(Permissions.ProjectManage)
            .WithSummary("Let the sites send their encoded records").Produces<ProjectView>();
        routes.MapPost("/projects/{project:guid}/cancel", Cancel).RequirePermission(Permissions.ProjectManage)
            .WithSummary("End a project without a result; what the sites sent is erased").Produces<ProjectView>();
    }

    static async Task<IResult> Create(
        CreateProject command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (ProjectRules.Fault(command.Name, command.Terms, Days.Of(session.RecordedAt)) is { } fault)
            return Problem.From(fault);
        if (!caller.MayUse(command.Name))
        {
            return Problem.From(Rejection.Forbidden("domain-not-granted",
                "Your account is restricted to other domains; ask for this one to be granted first."));
        }

        var id = StreamIds.OfProject(command.Name);
        var stream = await session.Events.FetchForWriting<LinkageProject>(id, ct);
        session.QueueSqlCommand(VaultRows.StoreKey(id, vault.NewKey(id)));
        var decision = ProjectDecisions.Create(
            stream.Aggregate, command.Name, command.Terms, ProjectRules.Fingerprint(command.Name, command.Terms));
        return await CommitAsync(http, caller, session, stream, decision, "project-created", ct,
            StatusCodes.Status201Created);
    }

    static async Task<IResult> Change(
        Guid project, ProjectTerms command, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct)
    {
        var (stream, refusal) = await FetchAsync(project, http, caller, session, ct);
        if (stream is null) return refusal!;
        var name = stream.Aggregate.Name;
        if (ProjectRules.Fault(name, command, Days.Of(session.RecordedAt)) is { } fault) return Problem.From(fault);
        var decision = ProjectDecisions.Change(stream.Aggregate, command, ProjectRules.Fingerprint(name, command));
        return await CommitAsync(http, caller, session, stream, decision, "project-terms-changed", ct);
    }

    static async Task<IResult> Open(
        Guid project, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var (stream, refusal) = await FetchAsync(project, http, caller, session, ct);
        return stream is null ? refusal! : await CommitAsync(
            http, caller, session, stream, ProjectDecisions.Open(stream.Aggregate), "project-opened", ct);
    }

    static async Task<IResult> Cancel(
        Guid project, CancelProject command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (Faults.OfReason(command.Reason) is { } wrong) return Problem.From(wrong);
        var (stream, refusal) = await FetchAsync(project, http, caller, session, ct);
        if (stream is null) return refusal!;
        var note = Guid.CreateVersion7(session.RecordedAt);
        var decision = ProjectDecisions.Cancel(stream.Aggregate, note);
        if (decision.Events is not [])
        {
            var key = vault.NewKey(note);
            session.QueueSqlCommand(VaultRows.StoreKey(note, key));
            session.QueueSqlCommand(VaultRows.StoreItem(note, Note, 1,
                vault.Seal(note, key, Note, System.Text.Encoding.UTF8.GetBytes(command.Reason))));
            foreach (var statement in ProjectErasure.OfEverything(project, stream.Aggregate))
                session.QueueSqlCommand(statement);
        }

        return await CommitAsync(http, caller, session, stream, decision, "project-cancelled", ct);
    }

    public static async Task<(IEventStream<LinkageProject>? Stream, IResult? Refusal)> FetchAsync(
        Guid project, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var stream = await session.Events.FetchForWriting<LinkageProject>(project, ct);
        return !stream.Aggregate.MaySee(caller) ? (null, Problem.From(ProjectDecisions.Unknown))
            : http.Stale(stream.StartingVersion) ? (null, Problem.StreamMoved)
            : (stream, null);
    }

    /// <summary>Stores what was decided and answers with the project as it is then.</summary>
    public static async Task<IResult> CommitAsync(
        HttpContext http, Caller caller, IDocumentSession session, IEventStream<LinkageProject> stream,
        Decision decision, string action, CancellationToken ct, int status = StatusCodes.Status200OK)
    {
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        session.Audit(new(action, $"project/{stream.Id}", decision.Events.Count == 0 ? "unchanged" : "done"));
        var after = decision.Events.Aggregate(stream.Aggregate, LinkageProject.Evolve);
        return await session.CommitAsync(http, new Answer(status,
            ProjectAccess.View(stream.Id, after, stream.CurrentVersion, caller),
            Location: status == StatusCodes.Status201Created ? $"/api/identity/projects/{stream.Id}" : null,
            ETag: ETags.For(stream.CurrentVersion)), ct);
    }
}
