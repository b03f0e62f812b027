using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A pair of identities by two configurations.</summary>
/// <param name="Before">By the one in use; null: not even possible.</param>
/// <param name="After">By the other one.</param>
sealed record TriedPair(
    Guid A, Guid PersonA, Guid B, Guid PersonB, PairDecision? Before, PairDecision? After, ChangeKind Kind)
{
    /// <summary>One person now, and the other configuration would link them.</summary>
    public bool IsLinked => PersonA == PersonB && OutcomeOf(After) == Outcome.Match;

    public static Outcome OutcomeOf(PairDecision? decision) => decision?.Outcome ?? Outcome.NonMatch;
}

/// <summary>
/// Compares some identities with all others that the index brings together with them, by two configurations. Each pair
/// is met once, at the smaller key of the two.
/// </summary>
sealed class PairTrial(NpgsqlDataSource data, Vault vault, string domain, Linker before, Linker after)
{
    const string Identities = """
        select i.identity, i.person from identity.identities i
        join identity.persons p on p.person = i.person and p.domain = $1 and p.status = 'active'
        where i.active and i.identity > $2 order by i.identity limit $3
        """;

    const string Owners = """
        select r.record, i.identity, i.person from identity.records r
        join identity.identities i on i.identity = r.identity and i.active
        join identity.persons p on p.person = i.person and p.status = 'active'
        where r.record = any($1)
        """;

    const string Together = """
        select x.n::int from unnest($1::uuid[]) with ordinality as x (pair, n)
        join identity.pairs p on p.pair = x.pair and p.status = 'same' and p.joined
        """;

    public async Task<IReadOnlyList<(Guid Identity, Guid Person)>> NextAsync(
        Guid reached, int most, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Identities, domain, reached, most));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var identities = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(ct)) identities.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return identities;
    }

    public async Task<IReadOnlyList<TriedPair>> CompareAsync(
        IReadOnlyList<(Guid Identity, Guid Person)> identities, CancellationToken ct)
    {
        var near = new Dictionary<
            Guid, (Dictionary<long, PairDecision> Before, Dictionary<long, PairDecision> After)>();
        foreach (var (identity, records) in await RecordsAsync([.. identities.Select(own => own.Identity)], ct))
        {
            near[identity] = ([], []);
            await before.NearAsync(Ready(before, records), near[identity].Before, ReadAsync);
            await after.NearAsync(Ready(after, records), near[identity].After, ReadAsync);
        }

        var owners = await OwnersAsync(
            [.. near.Values.SelectMany(own => own.Before.Keys.Concat(own.After.Keys)).Distinct()], ct);
        var pairs = new List<TriedPair>();
        foreach (var (identity, person) in identities)
        {
            if (!near.TryGetValue(identity, out var own)) continue;
            pairs.AddRange(own.Before.Keys.Union(own.After.Keys).Where(owners.ContainsKey)
                .GroupBy(record => owners[record]).Where(other => other.Key.Identity.CompareTo(identity) > 0)
                .Select(other => new TriedPair(identity, person, other.Key.Identity, other.Key.Person,
                    Best(other, own.Before), Best(other, own.After), ChangeKind.None)));
        }

        return await JudgeAsync(pairs, ct);

        IAsyncEnumerable<(long, Guid, PersonData)> ReadAsync(long[] records) =>
            RecordRows.OpenAsync(data, vault, records, ct);
    }

    async Task<IReadOnlyList<TriedPair>> JudgeAsync(List<TriedPair> pairs, CancellationToken ct)
    {
        var changed = pairs.Where(pair =>
            TriedPair.OutcomeOf(pair.Before) != TriedPair.OutcomeOf(pair.After)).ToArray();
        var decided = new HashSet<TriedPair>(ReferenceEqualityComparer.Instance);
        if (changed.Length > 0)
        {
            await using var batch = data.CreateBatch();
            batch.BatchCommands.Add(Sql.Command(PairRows.NeverAmong, Array.ConvertAll(changed, pair => pair.PersonA),
                Array.ConvertAll(changed, pair => pair.PersonB)));
            batch.BatchCommands.Add(Sql.Command(
                Together, (object)Array.ConvertAll(changed, pair => PossibleMatch.IdOf(pair.A, pair.B))));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            do
            {
                while (await reader.ReadAsync(ct)) decided.Add(changed[reader.GetInt32(0) - 1]);
            }
            while (await reader.NextResultAsync(ct));
        }

        return pairs.ConvertAll(pair => pair with
        {
            Kind = SimulatedChange.Of(pair.PersonA == pair.PersonB, decided.Contains(pair),
                TriedPair.OutcomeOf(pair.Before), TriedPair.OutcomeOf(pair.After)),
        });
    }

    static PairDecision? Best(IEnumerable<long> records, Dictionary<long, PairDecision> near)
    {
        PairDecision? best = null;
        foreach (var record in records)
        {
            if (near.TryGetValue(record, out var decision)
                && (best is not { } known || PairDecision.Compare(known, decision) < 0)) best = decision;
        }

        return best;
    }

    static IncomingRecord[] Ready(Linker linker, IEnumerable<(PersonData Person, long[] Tokens)> records) =>
    [
        .. records.Select(record =>
            new IncomingRecord(record.Person, linker.Read(record.Person), record.Tokens, null)),
    ];

    async Task<Dictionary<Guid, List<(PersonData Person, long[] Tokens)>>> RecordsAsync(
        Guid[] identities, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select r.record, r.domain, r.identity, r.tokens, r.content, k.wrapped, k.kek
            from identity.records r join vault.keys k on k.subject = r.identity where r.identity = any($1)
            """, (object)identities));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var records = new Dictionary<Guid, List<(PersonData, long[])>>();
        while (await reader.ReadAsync(ct))
        {
            var row = StoredRecord.Read(reader);
            if (!records.TryGetValue(row.Identity, out var own)) records[row.Identity] = own = [];
            own.Add((row.Open(vault), RecordRows.Tokens(row.Tokens)));
        }

        return records;
    }

    async Task<Dictionary<long, (Guid Identity, Guid Person)>> OwnersAsync(long[] records, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Owners, (object)records));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var owners = new Dictionary<long, (Guid, Guid)>();
        while (await reader.ReadAsync(ct)) owners[reader.GetInt64(0)] = (reader.GetGuid(1), reader.GetGuid(2));
        return owners;
    }
}
