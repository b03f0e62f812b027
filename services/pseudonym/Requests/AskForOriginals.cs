using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Asks for originals, takes it back, says that it is done.</summary>
public static class AskingForOriginals
{
    const string Action = "request-make";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/requests", Ask)
            .RequirePermission(Permissions.PseudonymRequest)
            .RequireRecentSignIn()
            .WithSummary("Ask that pseudonyms be resolved; another person with another role decides")
            .Produces<OriginalsRequest>(StatusCodes.Status201Created);
        routes.MapPost("/requests/{id:guid}/cancel", Cancel)
            .RequirePermission(Permissions.PseudonymRequest)
            .WithSummary("Take back what one asked for")
            .Produces(StatusCodes.Status204NoContent);
        routes.MapPost("/requests/{id:guid}/close", Close)
            .RequirePermission(Permissions.PseudonymRequest)
            .WithSummary("Say that the originals came and are no longer needed here")
            .Produces(StatusCodes.Status204NoContent);
    }

    static async Task<IResult> Ask(
        RequestOriginals command, HttpContext http, Caller caller, DomainCatalog catalog, IDocumentSession session,
        Vault vault, IOptions<RequestsOptions> options, TimeProvider clock, CancellationToken ct)
    {
        if (RequestRules.Fault(command, options.Value) is { } fault) return Problem.From(fault);
        if (command.Domain is null || !caller.MayUse(command.Domain)
            || await catalog.FindAnyAsync(command.Domain, ct) is null)
            return await Guarded.RefuseAsync(session, Action, null, Faults.DomainUnknown, ct);

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var content = SealedRequest.Of(command.Domain, command.Pseudonyms, command.Reason, command.RecipientKey);
        var made = new RequestMade(command.Domain, command.Purpose, command.LegalBasis, command.Project,
            content.List.Length, content.Hash(), Guarded.Party(caller), now);
        session.Events.StartStream<Request>(id, made);
        content.Store(session, vault, id);
        session.QueueSqlCommand(Sql.Command("select pseudonym.count_request($1, $2, $3, $4)",
            command.Project.ToLowerInvariant(), DateOnly.FromDateTime(now.UtcDateTime), content.List.Length,
            options.Value.MostPerProjectAndDay));
        session.Audit(new AuditEntry(Action, $"request/{id}", "done", command.Purpose,
            new { domain = command.Domain, pseudonyms = content.List.Length, project = command.Project }));
        var view = RequestViews.Of(id, Request.Evolve(Request.Initial, made), now);
        return await Guarded.CommitAsync(session, http, caller, Action, id, new Answer(
            StatusCodes.Status201Created, view, Location: $"/api/pseudonym/requests/{id}", ETag: ETags.For(1)), ct);
    }

    static Task<IResult> Cancel(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        EndAsync(id, "request-cancel", Request.Cancel, http, caller, session, clock, ct);

    static Task<IResult> Close(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        EndAsync(id, "request-close", Request.Close, http, caller, session, clock, ct);

    static async Task<IResult> EndAsync(
        Guid id, string action, Func<Request, Party, DateTimeOffset, Decision> decide, HttpContext http, Caller caller,
        IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        var decision = await session.Decide<Request>(
            id, request => decide(request, Guarded.Party(caller), clock.GetUtcNow()), ct);
        if (decision.Rejection is { } rejection)
            return await Guarded.RefuseAsync(session, action, id, rejection, ct);
        if (decision.Events.Count > 0) SealedRequest.Erase(session, id);
        session.Audit(new AuditEntry(action, $"request/{id}", "done"));
        return await Guarded.CommitAsync(
            session, http, caller, action, id, new Answer(StatusCodes.Status204NoContent, null), ct);
    }
}
