using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// An emergency: one person alone gets a few originals at once. Availability wins here by design: it works while the
/// address of the alerts is down, and consent is not asked. What is left is who, when, why, and that others are told.
/// </summary>
public static class BreakingGlass
{
    const string Action = "break-glass";

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/break-glass", Handle)
        .RequirePermission(Permissions.PseudonymBreakGlass)
        .RequireRecentSignIn()
        .WithSummary("In an emergency: resolve up to five pseudonyms alone; others are told and review it")
        .Produces<RevealedOriginals>();

    static async Task<IResult> Handle(
        BreakGlass command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        Revealing revealing, SendAlerts alerts, TimeProvider clock, CancellationToken ct)
    {
        if (RequestRules.Fault(command) is { } fault) return Problem.From(fault);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        if (command.Domain is null || !caller.MayUse(command.Domain))
            return await Guarded.RefuseAsync(session, Action, id, Faults.DomainUnknown, ct);
        var right = await session.Decide<GlassRight>(GlassRight.StreamOf(caller.Name),
            state => GlassRight.Break(state, new GlassBroken(id, caller.Name, now)), ct);
        if (right.Rejection is { } refusal) return await Guarded.RefuseAsync(session, Action, id, refusal, ct);
        var content = SealedRequest.Of(command.Domain, command.Pseudonyms, command.Reason, command.RecipientKey);
        if (await revealing.RevealAsync(session.DataSource, command.Domain, content.List, null, ct) is not { } revealed)
            return Problem.From(Faults.DomainUnknown);

        session.Events.StartStream<Request>(id,
            new RequestMade(command.Domain, command.Category, "emergency", "emergency", content.List.Length,
                content.Hash(), Guarded.Party(caller), now, Emergency: true),
            new RequestExecuted(revealed.Originals.Count, revealed.LeftOut, revealed.Unknown, now));
        content.Store(session, vault, id);
        session.Audit(new AuditEntry(
            Action, $"request/{id}", "seen", command.Category, new { pairs = revealed.Seen }));
        var result = await Guarded.GiveOnceAsync(session, http, caller, Action, id,
            ExecutingRequest.Answer(id, revealed, command.RecipientKey), ct);
        alerts.Wake();
        return result;
    }
}
