using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What there is to know of a pair before anything is decided on it.</summary>
/// <param name="Holder">Who works on it.</param>
sealed record PairTies(PairPeople People, ClearingRules Rules, string? Holder, DateTimeOffset Until);

static class PairRows
{
    const string Ties = """
        select a.person, b.person, pa.recorded_at, pb.recorded_at, d.settings, c.holder, c.until
        from identity.identities a
        join identity.identities b on b.identity = $2
        join identity.persons pa on pa.person = a.person
        join identity.persons pb on pb.person = b.person
        join identity.domains d on d.name = pa.domain
        left join identity.pair_claims c on c.pair = $3
        where a.identity = $1
        """;

    const string Between = """
        select p.pair, p.version, p.status from (
            select q.* from identity.identities i join identity.pairs q on q.identity_a = i.identity
            join identity.identities o on o.identity = q.identity_b and o.person = $2 where i.person = $1
            union
            select q.* from identity.identities i join identity.pairs q on q.identity_b = i.identity
            join identity.identities o on o.identity = q.identity_a and o.person = $2 where i.person = $1) p
        where p.status = any($3) order by p.pair
        """;

    /// <summary>Numbers, from 1, of the couples of people who are never linked.</summary>
    public const string NeverAmong = """
        select x.n::int from unnest($1::uuid[], $2::uuid[]) with ordinality as x (a, b, n)
        where exists (select from identity.identities i
                join identity.pairs p on p.identity_a = i.identity and p.status = 'distinct'
                join identity.identities o on o.identity = p.identity_b and o.person = x.b where i.person = x.a)
            or exists (select from identity.identities i
                join identity.pairs p on p.identity_b = i.identity and p.status = 'distinct'
                join identity.identities o on o.identity = p.identity_a and o.person = x.b where i.person = x.a)
        """;

    static readonly string[] Waiting = ["open", "postponed", "second-opinion", "disputed", "same"];

    static readonly string[] Never = ["distinct"];

    public static async Task<PairTies?> TiesAsync(
        NpgsqlDataSource data, Guid id, PossibleMatch pair, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Ties, pair.A, pair.B, id));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        var people = new PairPeople(reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2),
            reader.GetFieldValue<DateTimeOffset>(3));
        var rules = DomainSettings.Parse(reader.GetString(4)).ClearingRules;
        return await reader.IsDBNullAsync(5, ct) ? new(people, rules, null, default)
            : new(people, rules, reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6));
    }

    /// <summary>Pairs of the same two people that nobody has decided on.</summary>
    public static Task<List<(Guid Pair, long Version)>> WaitingBetweenAsync(
        NpgsqlDataSource data, PairPeople people, CancellationToken ct) => BetweenAsync(data, people, Waiting, ct);

    /// <summary>Decisions that these two people are never linked.</summary>
    public static Task<List<(Guid Pair, long Version)>> NeverBetweenAsync(
        NpgsqlDataSource data, PairPeople people, CancellationToken ct) => BetweenAsync(data, people, Never, ct);

    static async Task<List<(Guid Pair, long Version)>> BetweenAsync(
        NpgsqlDataSource data, PairPeople people, string[] status, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Between, people.A, people.B, status));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var pairs = new List<(Guid, long)>();
        while (await reader.ReadAsync(ct)) pairs.Add((reader.GetGuid(0), reader.GetInt64(1)));
        return pairs;
    }

    /// <summary>Those of the others between whom and the person a pair waits or is decided already, or only decided to
    /// be two people.</summary>
    public static async Task<HashSet<Guid>> SettledAsync(
        NpgsqlDataSource data, Guid person, Guid[] others, CancellationToken ct, string? status = null)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select o.person from identity.identities own
            join identity.pairs p on p.identity_a = own.identity and p.status = coalesce(nullif($3, ''), p.status)
                and p.status <> 'withdrawn'
            join identity.identities o on o.identity = p.identity_b and o.person = any($2) where own.person = $1
            union
            select o.person from identity.identities own
            join identity.pairs p on p.identity_b = own.identity and p.status = coalesce(nullif($3, ''), p.status)
                and p.status <> 'withdrawn'
            join identity.identities o on o.identity = p.identity_a and o.person = any($2) where own.person = $1
            """, person, others, status ?? ""));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var settled = new HashSet<Guid>();
        while (await reader.ReadAsync(ct)) settled.Add(reader.GetGuid(0));
        return settled;
    }
}
