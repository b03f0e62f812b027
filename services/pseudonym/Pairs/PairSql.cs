using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>Advisory locks by domain id, so that work on one domain never waits for another.</summary>
static class PairLocks
{
    /// <summary>Shared by all who write pairs; exclusive for who changes the domain or its keys.</summary>
    public const int Writing = 0x50534E01;

    /// <summary>Shared by who stores or relies on what is known of consents; exclusive for who brings changes.
    /// </summary>
    public const int Tying = 0x50534E04;

    /// <summary>Exclusive for who chooses among few free pseudonyms, or counts.</summary>
    public const int Choosing = 0x50534E02;
}

/// <summary>The statements on pairs. Many rows each, so that a batch of any size is one way there and back.</summary>
static class PairSql
{
    public const string Overtaken = "TC001";
    public const string DomainMoved = "TC002";
    public const string ConsentMoved = "TC005";

    const string FindSql = """
        select lookup, pseudonym, number, valid_until from pseudonym.pairs where lookup = any($1)
        """;

    const string VersionsSql = "select id, version from pseudonym.domains where id = any($1)";

    const string LockSql = """
        select pg_advisory_xact_lock_shared($1, id) from unnest($2) as wanted(id)
        """;

    const string InsertSql = """
        insert into pseudonym.pairs (domain, lookup, number, pseudonym, original, key_version, hash_version,
            valid_until, created_at, created_by)
        select domain, lookup, number, pseudonym, original, key_version, hash_version, valid_until, $9, created_by
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $10)
            as t(domain, lookup, number, pseudonym, original, key_version, hash_version, valid_until, created_by)
        on conflict do nothing returning
        """;

    const string InsertAllSql = $"""
        with made as ({InsertSql} 1)
        select pseudonym.expect((select count(*) from made), cardinality($1), (select count(*) from pseudonym.domains d
            join unnest($11, $12) as known(id, version) using (id, version)), cardinality($11))
        """;

    const string InsertSomeSql = $"{InsertSql} pseudonym";

    const string TallySql = """
        insert into pseudonym.tallies as t (domain, day, shard, created, anonymised, deleted)
        select domain, $2, pg_backend_pid() % 16, created, anonymised, deleted
        from unnest($1, $3, $4, $5) as n(domain, created, anonymised, deleted) order by domain
        on conflict (domain, day, shard) do update set created = t.created + excluded.created,
            anonymised = t.anonymised + excluded.anonymised, deleted = t.deleted + excluded.deleted
        """;

    public static NpgsqlBatchCommand Find(Guid[] lookups) => Sql.Command(FindSql, (object)lookups);

    /// <summary>To be read behind the pairs: still the same version then means it was the same before.</summary>
    public static NpgsqlBatchCommand Versions(int[] domains) => Sql.Command(VersionsSql, (object)domains);

    public static NpgsqlBatchCommand Lock(int[] domains) => Sql.Command(LockSql, PairLocks.Writing, domains);

    /// <summary>All rows or, with <see cref="Overtaken"/> or <see cref="DomainMoved"/>, none.</summary>
    public static NpgsqlBatchCommand InsertAll(PairRows rows, IReadOnlyList<OpenDomain> domains)
    {
        var command = Insert(InsertAllSql, rows);
        command.Parameters.Add(new() { Value = domains.Select(domain => domain.Id).ToArray() });
        command.Parameters.Add(new() { Value = domains.Select(domain => domain.Row.Version).ToArray() });
        return command;
    }

    /// <summary>Those rows that are nobody's yet; gives back their pseudonyms.</summary>
    public static NpgsqlBatchCommand InsertSome(PairRows rows) => Insert(InsertSomeSql, rows);

    public static NpgsqlBatchCommand Tally(DateTimeOffset now, params IReadOnlyList<PairTally> tallies) => Sql.Command(
        TallySql, tallies.Select(tally => tally.Domain).ToArray(), DateOnly.FromDateTime(now.UtcDateTime),
        tallies.Select(tally => tally.Created).ToArray(), tallies.Select(tally => tally.Anonymised).ToArray(),
        tallies.Select(tally => tally.Deleted).ToArray());

    /// <summary>How many pairs a domain has, anonymised ones too.</summary>
    public static NpgsqlBatchCommand Used(int domain) => Sql.Command("""
        select coalesce(sum(created - deleted), 0)::bigint from pseudonym.tallies where domain = $1
        """, domain);

    /// <summary>Nothing was stored: somebody else was first, or two waited for each other.</summary>
    public static bool IsToBeRepeated(PostgresException e) => e.SqlState is Overtaken or DomainMoved or ConsentMoved
        or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    public static async Task TakeAsync(
        NpgsqlDataReader reader, PairRound round, DateTimeOffset now, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct))
        {
            round.Found(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2),
                reader.IsDBNull(3) ? null : new DateTimeOffset(reader.GetDateTime(3)), now);
        }
    }

    /// <summary>Of these domains those that are as this process knows them.</summary>
    public static async Task<HashSet<OpenDomain>> TakeVersionsAsync(
        NpgsqlDataReader reader, IReadOnlyList<OpenDomain> domains, CancellationToken ct)
    {
        await reader.NextResultAsync(ct);
        var known = new HashSet<OpenDomain>();
        while (await reader.ReadAsync(ct))
        {
            foreach (var domain in domains)
                if (domain.Id == reader.GetInt32(0) && domain.Row.Version == reader.GetInt64(1)) known.Add(domain);
        }

        return known;
    }

    static NpgsqlBatchCommand Insert(string sql, PairRows rows)
    {
        var ends = new NpgsqlParameter<DateTime?[]>
        {
            TypedValue = rows.ValidUntil,
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        };
        return Sql.Command(sql, rows.Domain, rows.Lookup, rows.Number, rows.Pseudonym, rows.Original, rows.KeyVersion,
            rows.HashVersion, ends, rows.CreatedAt.UtcDateTime, rows.CreatedBy);
    }
}

/// <summary>What has become more or less in a domain.</summary>
public readonly record struct PairTally(int Domain, long Created, long Anonymised = 0, long Deleted = 0);

/// <summary>New pairs by columns, sealed, in the order in which every writer inserts: no circle of waiting.</summary>
sealed class PairRows
{
    public PairRows(IEnumerable<NewPair> pairs, DateTimeOffset now)
    {
        var sorted = pairs.ToArray();
        Array.Sort(sorted, static (one, other) => one.Original.Lookup.CompareTo(other.Original.Lookup) is var order
            && order != 0 ? order : one.Number.CompareTo(other.Number));
        CreatedAt = now;
        Domain = Array.ConvertAll(sorted, pair => pair.Original.Domain.Id);
        Lookup = Array.ConvertAll(sorted, pair => pair.Original.Lookup);
        Number = Array.ConvertAll(sorted, pair => pair.Number);
        Pseudonym = Array.ConvertAll(sorted, pair => pair.Pseudonym);
        KeyVersion = Array.ConvertAll(sorted, pair => pair.Original.Domain.WritesData.Version);
        HashVersion = Array.ConvertAll(sorted, pair => pair.Original.Domain.LookupVersion);
        ValidUntil = Array.ConvertAll(sorted, pair => pair.ValidUntil?.UtcDateTime);
        CreatedBy = Array.ConvertAll(sorted, pair => pair.Original.CreatedBy);
        Original = Seal(sorted);
    }

    public DateTimeOffset CreatedAt { get; }

    public int[] Domain { get; }

    public Guid[] Lookup { get; }

    public int[] Number { get; }

    public string[] Pseudonym { get; }

    public byte[][] Original { get; }

    public short[] KeyVersion { get; }

    public short[] HashVersion { get; }

    public DateTime?[] ValidUntil { get; }

    public string[] CreatedBy { get; }

    static byte[][] Seal(NewPair[] pairs)
    {
        var contents = new byte[pairs.Length][];
        var sealers = new Dictionary<OpenDomain, OriginalSealer>();
        try
        {
            for (var i = 0; i < pairs.Length; i++)
            {
                var domain = pairs[i].Original.Domain;
                if (!sealers.TryGetValue(domain, out var sealer)) sealers.Add(domain, sealer = domain.Sealer());
                contents[i] = sealer.Seal(pairs[i].Original.Text, pairs[i].Pseudonym);
            }
        }
        finally
        {
            foreach (var sealer in sealers.Values) sealer.Dispose();
        }

        return contents;
    }
}
