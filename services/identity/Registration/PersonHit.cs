using System.Collections.Immutable;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A stored identity that may be the incoming one's person.</summary>
public sealed record IdentityHit(
    Guid Identity, PairDecision? Decision, StoredIdentity Content, int ContentVersion)
{
    public double? Score => Decision?.Score;

    public Outcome Outcome => Decision?.Outcome ?? Outcome.NonMatch;

    /// <summary>Everything that is compared of the person is the same.</summary>
    public bool Perfect { get; init; }

    /// <summary>Rules of the local identifiers that both have.</summary>
    public ImmutableArray<string> SharedRules { get; init; } = [];
}

/// <summary>A person with those of its identities that may be the incoming one, best first.</summary>
public sealed record PersonHit(
    Guid Person, long Version, string MpiId, Guid Reference, string ReferenceSource,
    ImmutableArray<IdentityHit> Identities)
{
    public double? Score => Best.Score;

    public Outcome Outcome => Best.Outcome;

    public IdentityHit Best => Identities[0];

    public IdentityHit? Perfect => Identities.FirstOrDefault(identity => identity.Perfect);

    public bool Shares(string rule) => Identities.Any(identity => identity.SharedRules.Contains(rule));
}

/// <summary>Reads whose the records and identifiers are that were found.</summary>
static class PersonHits
{
    const string Read = """
        with wanted as (
            select record, identity from identity.records where record = any($1)
            union all select null, identity from unnest($2::uuid[]) as identity
            union all select null, identity from identity.identities where person = $3)
        select w.record, w.identity, p.person, p.version, p.reference, ref.source, m.content, pk.wrapped, pk.kek,
            v.content, v.version, k.wrapped, k.kek
        from wanted w
        join identity.identities i on i.identity = w.identity and i.active
        join identity.persons p on p.person = i.person and p.status = 'active'
        join identity.identities ref on ref.identity = p.reference
        join identity.mpi_ids m on m.person = p.person
        join vault.keys pk on pk.subject = p.person
        join vault.keys k on k.subject = i.identity
        join lateral (select content, version from vault.items
            where subject = i.identity and field = 'identity' order by version desc limit 1) v on true
        """;

    public static async Task<IReadOnlyList<PersonHit>> ReadAsync(
        NpgsqlDataSource data, Vault vault, Incoming incoming, IReadOnlyDictionary<long, PairDecision> near,
        IReadOnlyList<(Guid Identity, byte[] Lookup)> identified, Guid? person, CancellationToken ct)
    {
        if (near.Count == 0 && identified.Count == 0 && person is null) return [];
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Read, near.Keys.ToArray(),
            identified.Select(found => found.Identity).Distinct().ToArray(), person ?? Guid.Empty));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var persons = new Dictionary<Guid, PersonHit>();
        var identities = new Dictionary<Guid, (Guid Person, IdentityHit Hit)>();
        while (await reader.ReadAsync(ct))
        {
            var (identity, owner) = (reader.GetGuid(1), reader.GetGuid(2));
            PairDecision? decision = await reader.IsDBNullAsync(0, ct) ? null : near[reader.GetInt64(0)];
            if (!persons.ContainsKey(owner))
            {
                persons[owner] = new(owner, reader.GetInt64(3), MpiContent.Open(vault, owner,
                    Key(reader, 7), reader.GetFieldValue<byte[]>(6)), reader.GetGuid(4), reader.GetString(5), []);
            }

            if (identities.TryGetValue(identity, out var known))
            {
                identities[identity] = (owner, known.Hit with { Decision = Better(known.Hit.Decision, decision) });
                continue;
            }

            var content = StoredIdentity.Read(vault.Open(identity, Key(reader, 11), StoredIdentity.Field,
                reader.GetFieldValue<byte[]>(9)));
            identities[identity] = (owner, new(identity, decision, content, reader.GetInt32(10)));
        }

        return [.. persons.Values.Select(hit => hit with
        {
            Identities =
            [
                .. identities.Values.Where(entry => entry.Person == hit.Person)
                    .Select(entry => Judged(incoming, entry.Hit, identified))
                    .OrderByDescending(own => own.Outcome).ThenByDescending(own => own.Score)
                    .ThenBy(own => own.Identity),
            ],
        }).OrderByDescending(hit => hit.Outcome).ThenByDescending(hit => hit.Score).ThenBy(hit => hit.Person)];
    }

    /// <summary>With what only a look at the whole content tells.</summary>
    static IdentityHit Judged(
        Incoming incoming, IdentityHit hit, IReadOnlyList<(Guid Identity, byte[] Lookup)> identified)
    {
        var readings = Readings(incoming.Domain, hit.Content).ToList();
        var decision = hit.Decision ?? readings.SelectMany(stored => incoming.Records, (stored, own) =>
            incoming.Domain.Linker.Decide(own.Prepared, stored))
            .Aggregate((one, other) => PairDecision.Compare(one, other) < 0 ? other : one);
        return hit with
        {
            Decision = decision,
            Perfect = Linker.SamePerson(readings[0].Normalised, incoming.Normalised),
            SharedRules =
            [
                .. identified.Where(found => found.Identity == hit.Identity)
                    .Select(found => incoming.Identifiers.First(own => own.Lookup.AsSpan().SequenceEqual(found.Lookup)))
                    .Select(own => own.Rule).Distinct(),
            ],
        };
    }

    static IEnumerable<PreparedPerson> Readings(OpenDomain domain, StoredIdentity content) => content.Contacts is []
        ? [domain.Linker.Read(RecordContent.Of(content.Data, null, domain.Settings.Compared))]
        : content.Contacts.Select(contact =>
            domain.Linker.Read(RecordContent.Of(content.Data, contact.Contact, domain.Settings.Compared)));

    /// <summary>Identities with one of the local identifiers, and which. The index knows whether there may be any.
    /// </summary>
    public static async Task<IReadOnlyList<(Guid Identity, byte[] Lookup)>> IdentifiedAsync(
        NpgsqlDataSource data, Incoming incoming, CancellationToken ct)
    {
        var index = incoming.Domain.Linker.Index;
        var lookups = incoming.Identifiers.Where(own => own.Rule != "none" && index.Any(own.Token))
            .Select(own => own.Lookup).ToArray();
        if (lookups is []) return [];
        await using var command = data.CreateCommand(
            "select identity, lookup from identity.identifiers where lookup = any($1)");
        command.Parameters.Add(new() { Value = lookups });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var identified = new List<(Guid, byte[])>();
        while (await reader.ReadAsync(ct)) identified.Add((reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)));
        return identified;
    }

    static WrappedKey Key(NpgsqlDataReader reader, int at) =>
        new(reader.GetString(at + 1), reader.GetFieldValue<byte[]>(at));

    static PairDecision? Better(PairDecision? one, PairDecision? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        ({ } first, { } second) => PairDecision.Compare(first, second) < 0 ? second : first,
    };
}
