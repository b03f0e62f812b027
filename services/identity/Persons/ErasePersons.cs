using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Erases a person or one identity: keys, contents, ids and hashes go, the events stay and say nothing about
/// anybody.</summary>
static class ErasingPersons
{
    const string MergedInto = """
        with recursive gone as (
            select person, version from identity.persons where merged_into = $1
            union select p.person, p.version from gone g join identity.persons p on p.merged_into = g.person)
        select person, version from gone
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/persons/{id:guid}/erasure", Person)
            .RequirePermission(Permissions.IdentityErase)
            .WithSummary("Erase a person and everything known of it").Produces<ChangedPerson>();
        routes.MapPost("/identities/{id:guid}/erasure", Identity)
            .RequirePermission(Permissions.IdentityErase)
            .WithSummary("Erase one identity of a person").Produces<ChangedPerson>();
    }

    static async Task<IResult> Person(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var merged = await MergedAsync(session, id, ct);
        return await session.ChangePersonAsync(id, http, caller, "person-erased",
            person => PersonDecisions.DecideDelete(id, person), ct, person =>
            {
                Forget(session, id, person, merged);
                return Task.CompletedTask;
            }, new { merged = merged.Select(other => other.Person) });
    }

    /// <summary>Queues the erasure of a person; whoever asks for it commits and audits it.</summary>
    public static async Task<Decision> QueueAsync(IDocumentSession session, Guid id, CancellationToken ct)
    {
        var merged = await MergedAsync(session, id, ct);
        var stream = await session.Events.FetchForWriting<Person>(id, ct);
        var decision = PersonDecisions.DecideDelete(id, stream.Aggregate);
        if (decision.Rejection is not null || decision.Events.Count == 0) return decision;
        stream.AppendMany([.. decision.Events]);
        Forget(session, id, stream.Aggregate, merged);
        return decision;
    }

    static async Task<List<(Guid Person, long Version)>> MergedAsync(
        IDocumentSession session, Guid id, CancellationToken ct)
    {
        var merged = new List<(Guid Person, long Version)>();
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(MergedInto, id));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) merged.Add((reader.GetGuid(0), reader.GetInt64(1)));
        return merged;
    }

    static void Forget(
        IDocumentSession session, Guid id, Person person, IEnumerable<(Guid Person, long Version)> merged)
    {
        Erase(session, [.. person.Identities.Keys]);
        foreach (var (other, version) in merged)
        {
            session.Events.Append<Person>(other, version, new PersonDeleted(other));
            ForgetPerson(session, other);
        }

        ForgetPerson(session, id);
    }

    static async Task<IResult> Identity(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct) =>
        await IdentityRows.PersonOfAsync(session.DataSource, id, ct) is { } owner
            ? await session.ChangePersonAsync(owner, http, caller, "identity-erased",
                person => PersonDecisions.DecideDelete(owner, person, id), ct,
                _ =>
                {
                    Erase(session, [id]);
                    return Task.CompletedTask;
                }, new { identity = id })
            : Problem.From(Faults.IdentityUnknown);

    static void ForgetPerson(IDocumentSession session, Guid person)
    {
        session.QueueSqlCommand(Sql.Command("delete from identity.mpi_ids where person = $1", person));
        foreach (var command in VaultRows.Erase(person)) session.QueueSqlCommand(command);
    }

    static void Erase(IDocumentSession session, Guid[] identities)
    {
        foreach (var identity in identities)
            foreach (var command in VaultRows.Erase(identity)) session.QueueSqlCommand(command);
        foreach (var command in RecordRows.Erase(identities)) session.QueueSqlCommand(command);
        session.QueueSqlCommand(
            Sql.Command("delete from identity.identifiers where identity = any($1)", (object)identities));
        // what was said of pairs may name both people
        session.QueueSqlCommand(Sql.Command("""
            delete from vault.items v using identity.pair_acts x join identity.pairs p on p.pair = x.pair
            where (p.identity_a = any($1) or p.identity_b = any($1)) and v.subject = x.keeper
                and v.field = 'reason/' || replace(x.note::text, '-', '')
            """, (object)identities));
        session.QueueSqlCommand(Sql.Command("""
            delete from identity.pair_claims c using identity.pairs p
            where p.pair = c.pair and (p.identity_a = any($1) or p.identity_b = any($1))
            """, (object)identities));
        session.QueueSqlCommand(Sql.Command(
            "delete from identity.pairs where identity_a = any($1) or identity_b = any($1)", (object)identities));
    }
}
