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
        var operation = Guid.CreateVersion7(session.RecordedAt);
        var (fault, moved) = await JoiningPersons.QueueAsync(session, from, to, identity, null, operation, ct);
        if (fault is not null) return fault;
        if (comment is not null) await session.KeepReasonAsync(vault, fromId, operation, comment, ct);
        session.Audit(new(moved ? "identity-moved" : "person-merged", $"person/{fromId}", "done",
            Detail: new { other = toId, operation }));
        return null;
    }

    /// <summary>Commits and says in an OperationOutcome what was done.</summary>
    public static Task<IResult> CommitOutcomeAsync(
        this IDocumentSession session, HttpContext http, string sentence, CancellationToken ct,
        int status = StatusCodes.Status200OK)
    {
        var format = FhirAnswer.FormatOf(http);
        return session.CommitAsync(http, new Answer(status,
            FhirDocument.ToBytes(format, OperationOutcome.Information(sentence)),
            ContentType: FhirDocument.MediaType(format)), ct);
    }
}
