using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What the person at the tablet may do in their session and nowhere else.</summary>
public static class TakingCapture
{
    static readonly Rejection OutcomeUnknown = Rejection.Invalid("value-unknown",
        $"A session is ended as one of {string.Join(", ", Capture.PersonsOutcomes)}.", "outcome");

    public static Rejection Unknown { get; } =
        Rejection.NotFound("capture-unknown", "There is no such session, or it is not yours.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/capture/confirmation", Confirm).RequirePermission(Permissions.CaptureTake)
            .WithSummary("Confirm the day and month of birth").Produces<ConfirmedBirthday>();
        routes.MapPost("/capture/step", Step).RequirePermission(Permissions.CaptureTake)
            .WithSummary("Say which screen the session is at, and whether staff are asked for");
        routes.MapPost("/capture/end", End).RequirePermission(Permissions.CaptureTake)
            .WithSummary("End the session without a document");
    }

    static async Task<IResult> Confirm(
        ConfirmBirthday command, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        var id = TabletTokens.CaptureOf(caller);
        var opened = await DocumentVault.OpenAsync(session, vault, id, [CaptureFields.Subject], ct);
        if (opened?.TryGetValue(CaptureFields.Subject, out var json) is not true) return Problem.From(Unknown);
        var birth = CaptureRows.Read<CaptureSubject>(json!).BirthDate;
        var right = (birth.Day, birth.Month) == (command.Day, command.Month);
        var stream = await session.Events.FetchForWriting<Capture>(id, ct);
        var decision = stream.Aggregate.Confirm(id, right);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        if (decision.Events.Count > 0) stream.AppendMany([.. decision.Events]);
        var left = Capture.Tries - stream.Aggregate.Missed - (right ? 0 : 1);
        if (decision.Events.OfType<CaptureEnded>().Any()) session.Forget(id);
        session.Audit(new("capture-identity", $"capture/{id}", right ? "done" : "refused"));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new ConfirmedBirthday(right || stream.Aggregate.Confirmed, left));
    }

    static async Task<IResult> Step(
        CaptureStep command, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (command.Screen is not { Length: > 0 and <= 40 } screen
            || !screen.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return Problem.From(Rejection.Invalid("name-invalid", "A screen's name is kebab-case.", "screen"));
        var changed = await CaptureRows.FindAsync(session, """
            update consent.captures c set step = $2, calling = $3 from consent.captures before
            where c.id = $1 and before.id = c.id and c.state = 'open' returning before.calling
            """, [TabletTokens.CaptureOf(caller), screen, command.Calling], row => row.GetBoolean(0), ct);
        if (changed is not [var called]) return Problem.From(Unknown);
        if (command.Calling && !called)
        {
            session.Audit(new("capture-called", $"capture/{TabletTokens.CaptureOf(caller)}", "done"));
            await session.SaveChangesAsync(ct);
        }

        return TypedResults.NoContent();
    }

    static async Task<IResult> End(
        EndCapture command, HttpContext http, Caller caller, IDocumentSession session,
        IOptions<ConsentsOptions> options, TimeProvider clock, CancellationToken ct)
    {
        if (!Capture.PersonsOutcomes.Contains(command.Outcome)) return Problem.From(OutcomeUnknown);
        var id = TabletTokens.CaptureOf(caller);
        await QuietTimes.BeginAsync(session, id, command.Outcome, options.Value, clock.GetUtcNow(), ct);
        if (await session.EndAsync(id, command.Outcome, ct) is { } rejection) return Problem.From(rejection);
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }
}
