using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Moves an identity to another person, or merges its person into that one where it has no other.</summary>
static class IdentityMove
{
    /// <summary>Queues both lives, the comment and the audit entry; nothing where it is that person's
    /// already.</summary>
    public static async Task<Rejection?> QueueAsync(
        Guid identity, Guid fromId, Guid toId, string? comment, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (fromId == toId)
        {
            session.Audit(new("identity-moved", $"person/{fromId}", "unchanged"));
            return null;
        }

        if (await session.FindPersonAsync(fromId, caller, ct) is not { } from
            || await session.FindPersonAsync(toId, caller, ct) is not { } to) return Faults.PersonUnknown;
        if ((await PairRows.SettledAsync(session.DataSource, fromId, [toId], ct, "distinct")).Count > 0)
            return AddPossibleMatch.PairDecided("");
        var operation = Guid.CreateVersion7(session.RecordedAt);
        var whole = from.Aggregate.Identities.Count == 1 || from.Aggregate.ReferenceWithout(identity) is null;
        var lives = whole
            ? PersonLinking.DecideMerge(toId, to.Aggregate, fromId, from.Aggregate, operation)
            : PersonLinking.DecideMove(identity, fromId, from.Aggregate, toId, to.Aggregate, operation);
        if (lives.Rejection is { } rejection) return rejection;
        foreach (var decided in lives.One.Events.Concat(lives.Other.Events))
            (PersonEvents.PersonOf(decided) == fromId ? from : to).AppendMany(decided);
        if (comment is not null) await session.KeepReasonAsync(vault, fromId, operation, comment, ct);
        session.Audit(new(whole ? "person-merged" : "identity-moved", $"person/{fromId}", "done",
            Detail: new { other = toId, operation }));
        return null;
    }

    /// <summary>Commits and says in an OperationOutcome what was done.</summary>
    public static Task<IResult> CommitOutcomeAsync(
        this IDocumentSession session, HttpContext http, string sentence, CancellationToken ct)
    {
        var format = FhirAnswer.FormatOf(http);
        return session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            FhirDocument.ToBytes(format, OperationOutcome.Information(sentence)),
            ContentType: FhirDocument.MediaType(format)), ct);
    }
}
