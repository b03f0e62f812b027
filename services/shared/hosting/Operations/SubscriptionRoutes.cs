using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>What an operator sees of a service's subscriptions and does about them; doing is written down.</summary>
static class SubscriptionRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ServiceRegister register)
    {
        foreach (var (service, _) in register.Services)
        {
            var operations = routes.MapService(service, $"/api/{service}/operations");
            operations.MapGet("/subscriptions", (HttpContext http, CancellationToken ct) =>
                http.RequestServices.GetRequiredKeyedService<SubscriptionRunner>(service).SubscriptionLagAsync(ct))
                .RequirePermission(Permissions.OperationsManage)
                .WithSummary("How far each subscription is behind").WithName($"{service}-subscriptions");
            operations.MapGet("/dead-letters", (HttpContext http, string? subscription, CancellationToken ct) =>
                LettersOf(http, service).ListAsync(subscription, ct))
                .RequirePermission(Permissions.OperationsManage)
                .WithSummary("Events a subscription gave up on").WithName($"{service}-dead-letters");
            operations.MapPost("/dead-letters/{subscription}/{eventId:guid}/replay", (
                HttpContext http, string subscription, Guid eventId, IDocumentSession session, CancellationToken ct) =>
                HandleAsync(session, "replay", eventId, () =>
                    LettersOf(http, service).ReplayAsync(subscription, eventId, ct), ct))
                .RequirePermission(Permissions.OperationsManage)
                .WithSummary("Hand an event to its subscription again").WithName($"{service}-dead-letter-replay");
            operations.MapPost("/dead-letters/{subscription}/{eventId:guid}/discard", (
                HttpContext http, string subscription, Guid eventId, IDocumentSession session, CancellationToken ct) =>
                HandleAsync(session, "discard", eventId, () =>
                    LettersOf(http, service).DiscardAsync(subscription, eventId, ct), ct))
                .RequirePermission(Permissions.OperationsManage)
                .WithSummary("Leave an event out for good").WithName($"{service}-dead-letter-discard");
        }
    }

    static DeadLetters LettersOf(HttpContext http, string service) =>
        new(http.RequestServices.GetRequiredKeyedService<DocumentStore>(service));

    // written down before it is done: an intervention without a trace must not be possible
    static async Task<IResult> HandleAsync(
        IDocumentSession session, string what, Guid eventId, Func<Task<bool>> handle, CancellationToken ct)
    {
        session.Audit(new AuditEntry($"dead-letter.{what}", $"event/{eventId}", "done"));
        await session.SaveChangesAsync(ct);
        try
        {
            if (await handle())
                return Results.NoContent();
        }
        catch (ArgumentException)
        {
            // a subscription that this version no longer has
        }

        return Problem.From(Rejection.NotFound("dead-letter-unknown", "There is no such letter, or it failed again."));
    }
}
