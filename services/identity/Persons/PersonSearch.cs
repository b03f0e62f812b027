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

    const string ByMpi = """
        with recursive chain as (
            select p.person, p.merged_into from identity.mpi_ids m
            join identity.persons p on p.person = m.person where m.lookup = $1
            union
            select p.person, p.merged_into from chain c join identity.persons p on p.person = c.merged_into)
        select person from chain where merged_into is null
        """;

    const string ByIdentifier = """
        select distinct i.person from identity.identifiers l join identity.identities i on i.identity = l.identity
        where l.lookup = $1
        """;

    const string ByToken = """
        select t.record, r.identity, i.person from identity.tokens t
        join identity.records r on r.record = t.record
        join identity.identities i on i.identity = r.identity
        where t.token = $1 limit $2
        """;

    public static Task<Guid[]> ByMpiIdAsync(
        NpgsqlDataSource data, Vault vault, string domain, string id, CancellationToken ct) =>
        PersonsAsync(data, ByMpi, MpiContent.LookupOf(vault, domain, id), ct);

    public static Task<Guid[]> ByIdentifierAsync(
        NpgsqlDataSource data, Vault vault, string domain, LocalIdentifier identifier, CancellationToken ct) =>
        PersonsAsync(data, ByIdentifier, IncomingIdentifier.LookupOf(vault, domain, identifier), ct);

    /// <summary>All who agree in every field given, by their keys. Null: too little was given to look anything up.
    /// </summary>
    public static async Task<Guid[]?> ByFieldsAsync(
        NpgsqlDataSource data, Vault vault, OpenDomain domain, IdentityData wanted, CancellationToken ct)
    {
        var contact = wanted.Contacts is [var first, ..] ? first : null;
        var like = domain.Linker.Read(RecordContent.Of(wanted, contact, [])).Normalised;
        if (domain.Linker.SearchToken(like) is not { } token) return null;
        var records = new Dictionary<long, Guid>();
        await using (var batch = data.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(ByToken, token, MostRecords));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) records[reader.GetInt64(0)] = reader.GetGuid(2);
        }

        var persons = new HashSet<Guid>();
        await foreach (var (record, _, content) in RecordRows.OpenAsync(data, vault, [.. records.Keys], ct))
        {
            if (Agrees(like, domain.Linker.Read(content).Normalised)) persons.Add(records[record]);
        }

        return [.. persons.Order()];
    }

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

    static async Task<Guid[]> PersonsAsync(NpgsqlDataSource data, string sql, byte[] lookup, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(sql, lookup));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var persons = new List<Guid>();
        while (await reader.ReadAsync(ct)) persons.Add(reader.GetGuid(0));
        return [.. persons.Order()];
    }
}
