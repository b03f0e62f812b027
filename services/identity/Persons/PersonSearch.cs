using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Finds people by an id, by a local identifier, or by what is known of them.</summary>
static class PersonSearch
{
    const int MostRecords = 20_000;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    const string ByMpi = """
        with recursive chain as (
            select p.person, p.merged_into from identity.mpi_ids m
            join identity.persons p on p.person = m.person where m.lookup = $1
            union
            select p.person, p.merged_into from chain c join identity.persons p on p.person = c.merged_into)
        select person from chain where merged_into is null
        """;

    const string ByIdentifier = """
        select i.person, i.identity from identity.identifiers l join identity.identities i on i.identity = l.identity
        where l.lookup = $1
        """;

    const string ByRecord = """
        select r.record, r.identity, i.person from identity.records r
        join identity.identities i on i.identity = r.identity
        where r.record = any($1)
        """;

    public static async Task<Guid[]> ByMpiIdAsync(
        NpgsqlDataSource data, Vault vault, string domain, string id, CancellationToken ct)
    {
        await using var command = data.CreateCommand(ByMpi);
        command.Parameters.Add(new() { Value = MpiContent.LookupOf(vault, domain, id) });
        return await command.ExecuteScalarAsync(ct) is Guid person ? [person] : [];
    }

    public static async Task<Guid[]> ByIdentifierAsync(
        NpgsqlDataSource data, Vault vault, string domain, LocalIdentifier identifier, CancellationToken ct) =>
        PersonsOf(await IdentitiesByIdentifierAsync(data, vault, domain, identifier, ct));

    /// <summary>All who agree in every field given, by their keys. Null: too little was given to look anything up.
    /// </summary>
    public static async Task<Guid[]?> ByFieldsAsync(
        NpgsqlDataSource data, Vault vault, OpenDomain domain, IdentityData wanted, CancellationToken ct) =>
        await IdentitiesByFieldsAsync(data, vault, domain, wanted, ct) is { } found ? PersonsOf(found) : null;

    /// <summary>The identities with a local identifier, and whose they are.</summary>
    public static async Task<HashSet<(Guid Person, Guid Identity)>> IdentitiesByIdentifierAsync(
        NpgsqlDataSource data, Vault vault, string domain, LocalIdentifier identifier, CancellationToken ct)
    {
        await using var command = data.CreateCommand(ByIdentifier);
        command.Parameters.Add(new() { Value = IncomingIdentifier.LookupOf(vault, domain, identifier) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new HashSet<(Guid, Guid)>();
        while (await reader.ReadAsync(ct)) found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return found;
    }

    /// <summary>As <see cref="ByFieldsAsync"/>, the identities that agree and whose they are.</summary>
    public static async Task<HashSet<(Guid Person, Guid Identity)>?> IdentitiesByFieldsAsync(
        NpgsqlDataSource data, Vault vault, OpenDomain domain, IdentityData wanted, CancellationToken ct)
    {
        var like = Like(domain, wanted);
        await domain.Linker.Complete.WaitAsync(Patience, ct);
        if (domain.Linker.Like(like, MostRecords) is not { } alike) return null;
        var records = new Dictionary<long, (Guid Person, Guid Identity)>();
        await using (var batch = data.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(ByRecord, (object)alike.ToArray()));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) records[reader.GetInt64(0)] = (reader.GetGuid(2), reader.GetGuid(1));
        }

        var found = new HashSet<(Guid, Guid)>();
        await foreach (var (record, _, content) in RecordRows.OpenAsync(data, vault, [.. records.Keys], ct))
        {
            if (Agrees(like, domain.Linker.Read(content).Normalised)) found.Add(records[record]);
        }

        return found;
    }

    static Guid[] PersonsOf(IEnumerable<(Guid Person, Guid)> found) =>
        [.. found.Select(hit => hit.Person).Distinct().Order()];

    /// <summary>What is looked for, ready to be compared.</summary>
    public static NormalisedPerson Like(OpenDomain domain, IdentityData wanted) => domain.Linker.Read(
        RecordContent.Of(wanted, wanted.Contacts is [var first, ..] ? first : null, [])).Normalised;

    /// <summary>Whether an identity agrees in every field given, at one of its addresses.</summary>
    public static bool Agrees(NormalisedPerson like, OpenDomain domain, IdentityView identity) =>
        identity.Contacts.Select(contact => contact.Data).DefaultIfEmpty().Any(contact => Agrees(
            like, domain.Linker.Read(RecordContent.Of(identity.Data, contact, [])).Normalised));

    static bool Agrees(NormalisedPerson like, NormalisedPerson person) =>
        Begins(like.Given, person.Given)
        && (Begins(like.Family, person.Family) || Begins(like.Family, person.Birth))
        && (like.BirthDate.IsMissing || like.BirthDate == person.BirthDate)
        && (like.Sex == '\0' || like.Sex == person.Sex)
        && (like.Postcode.Length == 0 || like.Postcode == person.Postcode)
        && (like.City.Length == 0 || like.City == person.City)
        && (like.Street.Length == 0 || like.Street == person.Street);

    static bool Begins(PersonName like, PersonName name) =>
        like.IsMissing || name.Bare.StartsWith(like.Bare, StringComparison.Ordinal)
        || name.Parts.Any(part => LatinText.WithoutUmlauts(part).StartsWith(like.Bare, StringComparison.Ordinal));
}
