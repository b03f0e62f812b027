using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Merges, splits and undoes, moves identities, sets the reference.</summary>
static class LinkingPersons
{
    public static void Map(RouteGroupBuilder routes)
    {
        Post("/persons/{id:guid}/merge", Merge, "Merge a person into another one");
        Post("/persons/{id:guid}/split", Split, "Split identities off a person");
        Post("/persons/{id:guid}/undo", Undo, "Undo a merge or a split");
        Post("/identities/{id:guid}/move", Move, "Move an identity to another person");
        Post("/persons/{id:guid}/reference", Reference, "Choose the identity that stands for a person");

        void Post(string path, Delegate handler, string summary) => routes.MapPost(path, handler)
            .RequirePermission(Permissions.IdentityLink).WithSummary(summary).Produces<ChangedPerson>();
    }

    static async Task<IResult> Merge(
        Guid id, MergePerson command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (Faults.OfReason(command.Reason) is { } fault) return Problem.From(fault);
        if (await session.FindPersonAsync(id, caller, ct) is not { } other
            || await session.FindPersonAsync(command.Into, caller, ct) is not { } into)
            return Problem.From(Faults.PersonUnknown);
        if ((await PairRows.SettledAsync(session.DataSource, id, [command.Into], ct, "distinct")).Count > 0)
        {
            return Problem.From(JoiningPersons.Distinct with { Path = "into" });
        }

        var operation = Guid.CreateVersion7(session.RecordedAt);
        var lives = PersonLinking.DecideMerge(command.Into, into.Aggregate, id, other.Aggregate, operation);
        return await CommitAsync(
            "person-merged", operation, command.Reason, lives, other, into, http, session, vault, null, ct);
    }

    static async Task<IResult> Split(
        Guid id, SplitPerson command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        DomainCatalog domains, CancellationToken ct)
    {
        if (Faults.OfReason(command.Reason) is { } fault) return Problem.From(fault);
        if (command.Identities is null) return Problem.From(Faults.Missing("identities"));
        if (await session.FindPersonAsync(id, caller, ct) is not { } person)
            return Problem.From(Faults.PersonUnknown);
        var domain = (await domains.FindAsync(person.Aggregate.Domain, ct))!;
        var newId = Guid.CreateVersion7(session.RecordedAt);
        var operation = Guid.CreateVersion7(session.RecordedAt);
        var other = await session.Events.FetchForWriting<Person>(newId, ct);
        var lives = PersonLinking.DecideSplit(id, person.Aggregate, newId, command.Identities, operation);
        var mpiId = MpiIds.Draw(domain.Settings.MpiFormat);
        if (lives.Rejection is null) MpiRows.Store(session, vault, domain.Name, newId, mpiId);
        return await CommitAsync("person-split", operation, command.Reason, new(lives.One, lives.Other), person, other,
            http, session, vault, mpiId, ct);
    }

    static async Task<IResult> Undo(
        Guid id, UndoOperation command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (Faults.OfReason(command.Reason) is { } fault) return Problem.From(fault);
        if (await session.FindPersonAsync(id, caller, ct) is not { } person)
            return Problem.From(Faults.PersonUnknown);
        var otherId = person.Aggregate.Operations.Find(known => known.Id == command.Operation)?.Other ?? Guid.Empty;
        var other = await session.Events.FetchForWriting<Person>(otherId, ct);
        var lives = PersonLinking.DecideUndo(id, person.Aggregate, otherId, other.Aggregate, command.Operation);
        return await CommitAsync("operation-undone", command.Operation, command.Reason, lives, person,
            other, http, session, vault, null, ct);
    }

    static async Task<IResult> Move(
        Guid id, MoveIdentity command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (Faults.OfReason(command.Reason) is { } fault) return Problem.From(fault);
        if (await IdentityRows.PersonOfAsync(session.DataSource, id, ct) is not { } owner
            || await session.FindPersonAsync(owner, caller, ct) is not { } from
            || await session.FindPersonAsync(command.To, caller, ct) is not { } to)
            return Problem.From(Faults.PersonUnknown);
        var operation = Guid.CreateVersion7(session.RecordedAt);
        var lives = PersonLinking.DecideMove(id, owner, from.Aggregate, command.To, to.Aggregate, operation);
        return await CommitAsync(
            "identity-moved", operation, command.Reason, lives, from, to, http, session, vault, null, ct);
    }

    static Task<IResult> Reference(
        Guid id, SetReference command, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct) =>
        session.ChangePersonAsync(id, http, caller, "reference-set",
            person => PersonDecisions.DecideReference(id, person, command.Identity), ct,
            detail: new { identity = command.Identity });

    /// <summary>Both lives in one transaction. <paramref name="person"/> is the one the caller spoke of; a move or
    /// split leaves it first, a merge takes in first.</summary>
    static async Task<IResult> CommitAsync(
        string action, Guid operation, string reason, TwoLives lives, IEventStream<Person> person,
        IEventStream<Person> other, HttpContext http, IDocumentSession session, Vault vault, string? newMpiId,
        CancellationToken ct)
    {
        if (lives.Rejection is { } rejection) return Problem.From(rejection);
        if (http.Stale(person.StartingVersion)) return Problem.StreamMoved;
        foreach (var decided in lives.One.Events.Concat(lives.Other.Events))
            (PersonEvents.PersonOf(decided) == person.Id ? person : other).AppendMany(decided);
        await session.KeepReasonAsync(vault, person.Id, operation, reason, ct);
        session.Audit(new(action, $"person/{person.Id}", lives.One.Events.Count == 0 ? "unchanged" : "done",
            Detail: new { other = other.Id, operation }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
            new ChangedPerson(person.Id, person.CurrentVersion, operation,
                new(other.Id, other.CurrentVersion, newMpiId)),
            ETag: ETags.For(person.CurrentVersion)), ct);
    }
}
