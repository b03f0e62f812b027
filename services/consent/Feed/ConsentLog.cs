using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Reads what has been committed between two snapshots. A position is the snapshot up to which everything was read (or,
/// within a page too long, the one before, the one aimed at and how far one has come), so a follower misses nothing in
/// whatever order transactions commit, and never waits for one that is still running elsewhere.
/// </summary>
static class ConsentLog
{
    // one lower bound for the index: of two it takes the first, and reads the whole log if that is the lower one
    const string Changes = """
        select s.upto::text, s.strange, c.tx::text, c.seq, c.id, c.type, c.recorded_at, d.kind, t.id,
            coalesce(d.domain, o.name, i.domains[1]), i.lookups, p.provisions
        from (select coalesce($2::pg_snapshot, pg_current_snapshot()) as upto,
                pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as strange) s
        left join lateral (
            select e.tx, e.seq, e.id, e.type, e.stream_id, e.recorded_at from events.events e
            where (e.tx, e.seq) > (greatest($3::text::xid8, pg_snapshot_xmin($1::pg_snapshot)), $4)
                and e.tx < pg_snapshot_xmax(s.upto)
                and not pg_visible_in_snapshot(e.tx, $1::pg_snapshot) and pg_visible_in_snapshot(e.tx, s.upto)
                and e.type = any($5)
            order by e.tx, e.seq limit $6) c on true
        left join consent.documents d on d.consent_id = c.stream_id
        left join consent.domains o on o.id = c.stream_id
        left join consent.tasks t on t.withdrawal = c.stream_id and t.receiver = $7
        left join lateral (
            select array_agg(s.lookup) as lookups,
                array_agg(s.domain) filter (where not starts_with(s.domain, '~')) as domains
            from consent.signer_ids s
            where s.subject = coalesce(d.subject, c.stream_id)
                and (d.domain is null or s.domain = d.domain or starts_with(s.domain, '~'))) i on true
        left join lateral (
            select array_agg(distinct x.provisions) as provisions from consent.document_states x
            where x.subject = d.subject and x.consent_id = d.consent_id) p on true
        order by c.tx, c.seq
        """;

    const string Now = "select pg_current_snapshot()::text";

    static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["consent-recorded"] = "recorded",
        ["consent-corrected"] = "corrected",
        ["consent-annulled"] = "annulled",
        ["quality-checked"] = "quality",
        ["policy-used"] = "used",
        ["consent-expired"] = "expired",
        ["majority-reached"] = "majority",
        ["identifier-added"] = "identifier-added",
        ["persons-linked"] = "linked",
        ["domain-settings-changed"] = "domain-changed",
    };

    static readonly string[] Types = [.. Kinds.Keys];

    public static async Task<string> NowAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Now);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Null where the position is of another log.</summary>
    public static async Task<ConsentChangePage?> ReadAsync(
        NpgsqlDataSource database, FollowerKeys keys, FeedPosition after, Caller caller, int most,
        CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Changes, Text(after.Before), Text(after.Upto), Text(after.Tx), after.Seq,
            Types, most + 1, caller.Name));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var changes = new List<ChangeOfConsent>();
        var (upto, tx, seq, read) = ("", "", 0L, 0);
        while (await row.ReadAsync(ct))
        {
            if (row.GetBoolean(1)) return null;
            upto = row.GetString(0);
            if (await row.IsDBNullAsync(2, ct)) continue;
            if (++read > most) return new(after.At(upto, tx, seq), keys.Name, true, changes);
            (tx, seq) = (row.GetString(2), row.GetInt64(3));
            if (Change(row, keys) is { } change && caller.MayUse(change.Domain)) changes.Add(change);
        }

        return new(upto, keys.Name, false, changes);
    }

    static ChangeOfConsent? Change(NpgsqlDataReader row, FollowerKeys keys)
    {
        if (row.IsDBNull(9)) return null; // of no domain: nothing was ever asked about it
        DocumentKind? document = row.IsDBNull(7) ? null : (DocumentKind)row.GetInt16(7);
        var kind = (row.GetString(5), document) switch
        {
            ("consent-recorded", DocumentKind.Refusal or DocumentKind.Objection) => "refused",
            ("consent-recorded", DocumentKind.PartialWithdrawal or DocumentKind.FullWithdrawal) => "withdrawn",
            var (type, _) => Kinds[type],
        };
        var persons = kind == "domain-changed" || row.IsDBNull(10) ? [] : row.GetFieldValue<byte[][]>(10);
        var policies = row.IsDBNull(11) ? [] : row.GetFieldValue<string[]>(11);
        return new(row.GetGuid(4), row.GetInt64(3), kind, row.GetString(9),
            Array.ConvertAll(persons, keys.Person), Policies(policies),
            row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(8) ? null : row.GetGuid(8));
    }

    static string[] Policies(string[] texts) =>
    [
        .. texts.SelectMany(text => ReadTexts.TryProvisions(text, out var provisions)
                ? provisions.Select(provision => provision.Policy.ToString()) : [])
            .Distinct().Order(StringComparer.Ordinal),
    ];

    static NpgsqlParameter Text(string? text) =>
        new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}

/// <summary>How far a follower has come.</summary>
/// <param name="Before">Everything visible in this snapshot was read.</param>
/// <param name="Upto">The snapshot the follower is on the way to; null: to now.</param>
/// <param name="Tx">On this way, everything up to here was read.</param>
sealed record FeedPosition(string Before, string? Upto, string Tx, long Seq)
{
    public static bool TryRead(string text, out FeedPosition position)
    {
        var parts = text.Split('/');
        var seq = 0L;
        position = parts is [var before, var upto, var tx, _] ? new(before, upto, tx, seq) : new(text, null, "0", 0);
        if (parts.Length is not (1 or 4) || (parts.Length == 4 && !long.TryParse(parts[3], out seq))) return false;
        position = position with { Seq = seq };
        return text.Length <= 20_000 && text.All(c => char.IsAsciiDigit(c) || c is ':' or ',' or '/');
    }

    public string At(string upto, string tx, long seq) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Before}/{upto}/{tx}/{seq}");
}

/// <summary>
/// Hashes persons for one follower: from a signer id's lookup, which is a keyed hash already. Two followers can't
/// compare notes, and none can find an identifier by trying.
/// </summary>
sealed class FollowerKeys(Vault vault, string follower)
{
    /// <summary>Another one where the key or the follower's name is another.</summary>
    public string Name { get; } = Convert.ToHexStringLower(vault.LookupHash("feed-keys", follower).AsSpan(0, 8));

    public Guid Person(byte[] lookup) => new(
        vault.LookupHash("feed-person", follower, Convert.ToHexStringLower(lookup)).AsSpan(0, 16), bigEndian: true);
}
