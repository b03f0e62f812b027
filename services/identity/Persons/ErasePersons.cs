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
        Guid id, HttpContext http, Caller caller, IDocumentSession session, Vault vault, DomainCatalog domains,
        CancellationToken ct)
    {
        var merged = new List<(Guid Person, long Version)>();
        await using (var batch = session.DataSource.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(MergedInto, id));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) merged.Add((reader.GetGuid(0), reader.GetInt64(1)));
        }

        return await session.ChangePersonAsync(id, http, caller, "person-erased",
            person => PersonDecisions.DecideDelete(id, person), ct, async person =>
            {
                await EraseAsync(session, vault, domains, person.Domain, [.. person.Identities.Keys], ct);
                foreach (var (other, version) in merged)
                {
                    session.Events.Append<Person>(other, version, new PersonDeleted(other));
                    ForgetPerson(session, other);
                }

                ForgetPerson(session, id);
            }, new { merged = merged.Select(other => other.Person) });
    }

    static async Task<IResult> Identity(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, Vault vault, DomainCatalog domains,
        CancellationToken ct) =>
        await IdentityRows.PersonOfAsync(session.DataSource, id, ct) is { } owner
            ? await session.ChangePersonAsync(owner, http, caller, "identity-erased",
                person => PersonDecisions.DecideDelete(owner, person, id), ct,
                person => EraseAsync(session, vault, domains, person.Domain, [id], ct), new { identity = id })
            : Problem.From(Faults.IdentityUnknown);

    static void ForgetPerson(IDocumentSession session, Guid person)
    {
        session.QueueSqlCommand(Sql.Command("delete from identity.mpi_ids where person = $1", person));
        foreach (var command in VaultRows.Erase(person)) session.QueueSqlCommand(command);
    }

    static async Task EraseAsync(
        IDocumentSession session, Vault vault, DomainCatalog domains, string domainName, Guid[] identities,
        CancellationToken ct)
    {
        var domain = (await domains.FindAsync(domainName, ct))!;
        var gone = new List<(long Token, long Record)>();
        foreach (var identity in identities)
        {
            await foreach (var (record, content) in RecordRows.OfIdentityAsync(session.DataSource, vault, identity, ct))
            {
                var reading = domain.Linker.Read(content);
                gone.AddRange(domain.Linker.Tokens(reading)
                    .Concat(domain.Linker.SearchTokens(reading.Normalised)).Select(token => (token, record)));
                domain.Linker.Forget(record);
            }

            if (await VaultRows.FindItemAsync(session.DataSource, identity, StoredIdentity.Field, ct) is { } item)
            {
                var stored = StoredIdentity.Read(vault.Open(identity, item.Key, StoredIdentity.Field, item.Content));
                var records = gone.Select(token => token.Record).Distinct().ToArray();
                gone.AddRange((stored.Data.Identifiers ?? [])
                    .Select(identifier => IncomingIdentifier.Of(identifier, domain, vault).Token)
                    .SelectMany(token => records, (token, record) => (token, record)));
            }

            foreach (var command in VaultRows.Erase(identity)) session.QueueSqlCommand(command);
        }

        session.QueueSqlCommand(RecordRows.DeleteTokens(gone));
        session.QueueSqlCommand(
            Sql.Command("delete from identity.records where identity = any($1)", (object)identities));
        session.QueueSqlCommand(
            Sql.Command("delete from identity.identifiers where identity = any($1)", (object)identities));
        session.QueueSqlCommand(Sql.Command(
            "delete from identity.pairs where identity_a = any($1) or identity_b = any($1)", (object)identities));
    }
}
