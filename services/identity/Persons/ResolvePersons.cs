using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Keys into ids of the index and back, for services that follow the changes.</summary>
static class ResolvingPersons
{
    const int Most = 1_000;

    const string Read = """
        with recursive asked as (
            select p.person, p.person as at, p.merged_into from identity.persons p
            where p.domain = $1 and (p.person = any($2)
                or p.person in (select person from identity.mpi_ids where lookup = any($3)))
            union
            select a.person, p.person, p.merged_into from asked a join identity.persons p on p.person = a.merged_into)
        select a.person, p.status, a.at, om.content, ok.wrapped, ok.kek, cm.content, ck.wrapped, ck.kek
        from asked a
        join identity.persons p on p.person = a.person
        left join identity.mpi_ids om on om.person = a.person left join vault.keys ok on ok.subject = a.person
        left join identity.mpi_ids cm on cm.person = a.at left join vault.keys ck on ck.subject = a.at
        where a.merged_into is null order by a.person
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/persons/ids", Handle)
        .RequirePermission(Permissions.IdentityFollow)
        .WithSummary("Turn keys of people into ids of the index and back")
        .Produces<IReadOnlyList<ResolvedPerson>>();

    static async Task<IResult> Handle(
        Contracts.Identity.ResolvePersons question, HttpContext http, Caller caller, IDocumentSession session,
        Vault vault, CancellationToken ct)
    {
        if (!caller.MayUse(question.Domain ?? "")) return Problem.From(Faults.DomainUnknown);
        var (persons, ids) = (question.Persons ?? [], question.MpiIds ?? []);
        if (persons.Count + ids.Count is 0 or > Most)
            return Problem.From(Rejection.Invalid("too-many", $"1 to {Most} keys and ids at a time.", "persons"));
        var resolved = new List<ResolvedPerson>();
        await using (var batch = session.DataSource.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(Read, question.Domain, persons.ToArray(),
                ids.Select(id => MpiContent.LookupOf(vault, question.Domain!, id ?? "")).ToArray()));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var (person, current) = (reader.GetGuid(0), reader.GetGuid(2));
                resolved.Add(new(person, MpiAt(reader, vault, person, 3), reader.GetString(1), current,
                    MpiAt(reader, vault, current, 6)));
            }
        }

        session.Audit(new("identity-resolved", $"domain/{StreamIds.OfDomain(question.Domain!)}", "seen",
            Detail: new { persons = resolved.Select(person => person.Person) }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, resolved), ct);
    }

    static string? MpiAt(Npgsql.NpgsqlDataReader reader, Vault vault, Guid person, int at) =>
        reader.IsDBNull(at) || reader.IsDBNull(at + 1) ? null
            : MpiContent.Open(vault, person, new(reader.GetString(at + 2), reader.GetFieldValue<byte[]>(at + 1)),
                reader.GetFieldValue<byte[]>(at));
}
