using System.Globalization;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Decides on a pair, and takes decisions back.</summary>
static class DecidingPairs
{
    const int Attempts = 4;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/pairs/{id:guid}/decision", Decide).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Say whether a pair is one person or two").Produces<DecidedPair>();
        routes.MapPost("/pairs/{id:guid}/undo", Undo).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Take back what was decided on a pair; what was linked is parted").Produces<DecidedPair>();
    }

    static Task<IResult> Decide(
        Guid id, DecidePair command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        var (wish, fault) = Read(command);
        return wish is null ? Task.FromResult(Problem.From(fault!))
            : RunAsync(id, desk => desk.DecideAsync(id, wish, ct), command.Verdict, http, caller, session, vault, ct);
    }

    static Task<IResult> Undo(
        Guid id, Because command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct) =>
        Faults.OfReason(command.Reason) is { } fault ? Task.FromResult(Problem.From(fault))
            : RunAsync(id, desk => desk.TakeBackAsync(id, command.Reason, ct), "taken-back", http, caller, session,
                vault, ct);

    public static (PairWish?, Rejection?) Read(DecidePair command)
    {
        if (PairWords.Verdict(command.Verdict) is not { } verdict)
            return (null, Rejection.Invalid("value-unknown", "same, distinct or postponed.", "verdict"));
        if (Faults.OfReason(command.Reason) is { } fault) return (null, fault);
        DateOnly? until = null;
        if (command.Until is { } text)
        {
            if (!DateOnly.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return (null, Faults.Date("until"));
            until = day;
        }

        return (new(verdict, new(command.Stays, command.Reference, command.OnlyIdentity), command.Reason,
            command.SecondOpinion, until), null);
    }

    /// <summary>
    /// Decides and commits. Where another act of the two people came between, it is decided anew; where it was
    /// the pair itself, whoever comes second is told who was first.
    /// </summary>
    static async Task<IResult> RunAsync(
        Guid id, Func<PairDesk, Task<PairOutcome>> act, string verdict, HttpContext http, Caller caller,
        IDocumentSession session, Vault vault, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await act(new(session, vault, caller));
            // the looks at pair and people are several: somebody may have decided on the pair between them
            if (outcome.Rejection is { Kind: RejectionKind.Conflict } && attempt == 1) continue;
            if (outcome.Rejection is { } rejection) return Problem.From(rejection);
            if (http.Stale(outcome.Seen)) return Problem.Of(412, "stream-moved", Happened(outcome.Before));
            var after = outcome.After;
            var result = await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
                new DecidedPair(id, PairWords.Of(after.Status), verdict, after.Ruling?.Stays, after.Ruling?.Operation,
                    outcome.Version), ETag: ETags.For(outcome.Version)), ct);
            if (!ReferenceEquals(result, Problem.StreamMoved) || attempt == Attempts) return result;
        }
    }

    /// <summary>What happened to a pair that is not as the caller saw it.</summary>
    static string Happened(PossibleMatch pair)
    {
        var (act, what) = pair switch
        {
            { Ruling: { } ruling } => (ruling.Act, ruling.Verdict switch
            {
                Verdict.Same => "decided that this is one person",
                Verdict.Distinct => "decided that this is two people",
                _ => "postponed this",
            }),
            { Second: { } second } => (second.Act, "gave a second opinion on this"),
            { First: { } first } => (first.Act, "gave a first opinion on this"),
            _ => (null, ""),
        };
        return act is null ? "Somebody else changed this in the meantime. Read it again and decide anew."
            : string.Create(CultureInfo.InvariantCulture,
                $"{act.By} {what} at {act.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z. Read it again and decide anew.");
    }
}
