using System.Data;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace TrustCenter.Hosting;

/// <summary>What verifying an audit trail came to.</summary>
/// <param name="Intact">Nothing was changed, removed, moved or slipped in.</param>
/// <param name="Sealed">Entries whose place in the chain was confirmed.</param>
/// <param name="Unsealed">Entries behind the last seal; in good order those of the last second.</param>
/// <param name="Hash">The chain's hash after the confirmed entries, hexadecimal.</param>
/// <param name="BrokenAt">Position (first is 1) of the first entry that does not fit, or null.</param>
/// <param name="What">What does not fit there, or null.</param>
public sealed record AuditVerdict(
    bool Intact, long Sealed, long Unsealed, string Hash, long? BrokenAt = null, string? What = null);

/// <summary>A position whose hash is known from elsewhere: an <see cref="AuditHead"/> that was kept.</summary>
/// <param name="Position">Entries sealed by then.</param>
/// <param name="Hash">The chain's hash, hexadecimal.</param>
public sealed record AuditAnchor(long Position, string Hash);

/// <summary>Recomputes leaves and chain from what is stored and reports the first place that does not fit.</summary>
public static class AuditVerifier
{
    /// <summary>Verifies a service's database, in one snapshot.</summary>
    /// <param name="database">Any role that may read the schema <c>audit</c>.</param>
    /// <param name="anchors">Heads kept elsewhere: without one, a cut-off end does not show.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<AuditVerdict> VerifyAsync(
        NpgsqlDataSource database, IReadOnlyCollection<AuditAnchor>? anchors = null, CancellationToken ct = default)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using var exporting = new NpgsqlCommand("""
            select to_jsonb(c)::text from audit.chain c order by position;
            select to_jsonb(e)::text from audit.entries e order by tx, seq
            """, connection);
        exporting.CommandTimeout = 0;
        await using var reader = await exporting.ExecuteReaderAsync(ct);
        var blocks = new List<Block>();
        while (await reader.ReadAsync(ct))
            blocks.Add(Block.Read(reader.GetString(0)));

        await reader.NextResultAsync(ct);
        var run = new AuditVerification(blocks, anchors ?? []);
        while (!run.IsBroken && await reader.ReadAsync(ct))
            run.Add(reader.GetString(0));

        return run.Finish();
    }

    /// <summary>
    /// Verifies a dump: one JSON document per line, first the rows of <c>audit.chain</c> by position, then those of
    /// <c>audit.entries</c> by tx and seq, each as <c>to_jsonb</c> writes them.
    /// </summary>
    public static async Task<AuditVerdict> VerifyDumpAsync(
        TextReader dump, IReadOnlyCollection<AuditAnchor>? anchors = null, CancellationToken ct = default)
    {
        var blocks = new List<Block>();
        var line = await dump.ReadLineAsync(ct);
        for (; line is not null && Block.IsOne(line); line = await dump.ReadLineAsync(ct))
            blocks.Add(Block.Read(line));

        var run = new AuditVerification(blocks, anchors ?? []);
        for (; line is not null && !run.IsBroken; line = await dump.ReadLineAsync(ct))
            run.Add(line);

        return run.Finish();
    }
}

/// <summary>A row of <c>audit.chain</c>.</summary>
sealed record Block(long Position, ulong LastTx, long[] Seqs, byte[] Hash)
{
    public static bool IsOne(string json) => json.Contains("\"last_tx\"", StringComparison.Ordinal);

    public static Block Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var row = document.RootElement;
        return new(
            row.GetProperty("position").GetInt64(), Tx(row.GetProperty("last_tx")),
            [.. row.GetProperty("seqs").EnumerateArray().Select(seq => seq.GetInt64())],
            Bytes(row.GetProperty("hash")));
    }

    public static ulong Tx(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetUInt64();

    public static byte[] Bytes(JsonElement value) => Convert.FromHexString(value.GetString()!.AsSpan(2)); // \x…
}

/// <summary>One run over a trail, entry by entry.</summary>
sealed class AuditVerification
{
    readonly IReadOnlyList<Block> _blocks;
    readonly Dictionary<long, string> _anchors;
    byte[] _hash = AuditChain.Genesis;
    int _block;
    int _inBlock;
    long _sealed;
    long _unsealed;
    (long At, string What)? _broken;

    public AuditVerification(IReadOnlyList<Block> blocks, IReadOnlyCollection<AuditAnchor> anchors)
    {
        _blocks = blocks;
        _anchors = anchors.DistinctBy(anchor => anchor.Position).ToDictionary(a => a.Position, a => a.Hash);
        CheckAnchor();
    }

    public bool IsBroken => _broken is not null;

    long Here => _sealed + _unsealed + 1;

    public void Add(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            Add(document.RootElement);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            Break(Here, "the entry can't be read");
        }
    }

    /// <summary>Whether an entry's leaf is that of its content.</summary>
    public static bool IsUnchanged(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var row = document.RootElement;
            return Block.Bytes(row.GetProperty("leaf")).AsSpan().SequenceEqual(RowOf(row).Leaf());
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return false;
        }
    }

    static bool IsUnreadable(Exception e) => e is JsonException or FormatException or OverflowException
        or KeyNotFoundException or InvalidOperationException;

    public AuditVerdict Finish()
    {
        if (!IsBroken && _block < _blocks.Count)
            Break(Here, "sealed entries are missing");

        foreach (var position in _anchors.Keys.Order())
        {
            if (!IsBroken && position > _sealed)
                Break(_sealed + 1, $"the trail ends before the position {position} that is known from elsewhere");
        }

        return new(!IsBroken, _sealed, _unsealed, Convert.ToHexStringLower(_hash), _broken?.At, _broken?.What);
    }

    void Add(JsonElement row)
    {
        var (tx, seq) = (Block.Tx(row.GetProperty("tx")), row.GetProperty("seq").GetInt64());
        var leaf = Block.Bytes(row.GetProperty("leaf"));
        if (!leaf.AsSpan().SequenceEqual(RowOf(row).Leaf()))
        {
            Break(Here, "the entry was changed");
            return;
        }

        if (_block == _blocks.Count)
        {
            _unsealed++;
            return;
        }

        var block = _blocks[_block];
        if (block.Seqs[_inBlock] != seq)
        {
            Break(Here, "an entry is missing, moved or was slipped in");
            return;
        }

        _hash = AuditChain.Next(_hash, tx, seq, leaf);
        _sealed++;
        if (++_inBlock < block.Seqs.Length)
            return;

        if (block.Position != _sealed || block.LastTx != tx || !_hash.AsSpan().SequenceEqual(block.Hash))
        {
            _sealed -= block.Seqs.Length;
            Break(_sealed + 1, $"the block of {block.Seqs.Length} entries that begins here does not fit its seal");
            return;
        }

        (_block, _inBlock) = (_block + 1, 0);
        CheckAnchor();
    }

    void CheckAnchor()
    {
        if (_anchors.TryGetValue(_sealed, out var known)
            && !string.Equals(known, Convert.ToHexStringLower(_hash), StringComparison.OrdinalIgnoreCase))
            Break(_sealed, "the chain is not the one known from elsewhere");
    }

    static AuditRow RowOf(JsonElement row) => new(
        row.GetProperty("id").GetGuid(),
        DateTimeOffset.Parse(row.GetProperty("at").GetString()!, CultureInfo.InvariantCulture),
        Text(row, "actor")!, Text(row, "roles")!, Text(row, "action")!, Text(row, "object")!, Text(row, "outcome")!,
        Text(row, "purpose"), Text(row, "request_id")!,
        row.GetProperty("detail") is { ValueKind: not JsonValueKind.Null } detail ? CanonicalJson.Of(detail) : null);

    static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    void Break(long at, string what) => _broken ??= (at, what);
}
