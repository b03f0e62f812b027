using System.Text;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The way every change of a person goes.</summary>
static class PersonChange
{
    /// <summary>The stream of a person the caller may know of, or null.</summary>
    public static async Task<IEventStream<Person>?> FindPersonAsync(
        this IDocumentSession session, Guid id, Caller caller, CancellationToken ct)
    {
        var stream = await session.Events.FetchForWriting<Person>(id, ct);
        return stream.Aggregate.Status is PersonStatus.None or PersonStatus.Deleted
            || !caller.MayUse(stream.Aggregate.Domain) ? null : stream;
    }

    /// <summary>Fetch, check the domain grant and If-Match, decide, commit with audit and answer.</summary>
    public static async Task<IResult> ChangePersonAsync(
        this IDocumentSession session, Guid id, HttpContext http, Caller caller, string action,
        Func<Person, Decision> decide, CancellationToken ct, Func<Person, Task>? further = null, object? detail = null)
    {
        if (await session.FindPersonAsync(id, caller, ct) is not { } stream) return Problem.From(Faults.PersonUnknown);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        var decision = decide(stream.Aggregate);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        if (decision.Events.Count > 0 && further is not null) await further(stream.Aggregate);
        session.Audit(new(action, $"person/{id}", decision.Events.Count == 0 ? "unchanged" : "done", Detail: detail));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            new ChangedPerson(id, stream.CurrentVersion), ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    /// <summary>Keeps a reason, which may name people, where names belong.</summary>
    public static async Task KeepReasonAsync(
        this IDocumentSession session, Vault vault, Guid person, Guid operation, string reason, CancellationToken ct)
    {
        if (await VaultRows.FindKeyAsync(session.DataSource, person, ct) is not { } key) return;
        var field = $"reason/{operation:N}/{Guid.CreateVersion7(session.RecordedAt):N}";
        session.QueueSqlCommand(VaultRows.StoreItem(
            person, field, 1, vault.Seal(person, key, field, Encoding.UTF8.GetBytes(reason))));
    }
}
