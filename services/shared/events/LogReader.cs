using Npgsql;
using NpgsqlTypes;

namespace TrustCenter.Events;

/// <summary>A place in the log's commit-safe order: everything up to and including it.</summary>
readonly record struct LogPosition(ulong Tx, long Seq)
{
    public static LogPosition Start { get; } = new(0, 0);

    public NpgsqlParameter[] Parameters() =>
    [
        new() { Value = Tx, NpgsqlDbType = NpgsqlDbType.Xid8 },
        new() { Value = Seq, NpgsqlDbType = NpgsqlDbType.Bigint },
    ];
}

/// <summary>One event of the log, or why this program can't read it.</summary>
sealed record LogEntry(LogPosition Position, Guid EventId, IEvent? Event, Exception? Unreadable)
{
    public IEvent Readable() => Event ?? throw new InvalidOperationException("The event can't be read.", Unreadable);
}

/// <summary>Some events and how far the log is final behind them.</summary>
sealed record LogPage(IReadOnlyList<LogEntry> Entries, LogPosition End, bool IsLast);

/// <summary>Reads the log in the order (tx, seq), never beyond the oldest transaction that is still running.</summary>
static class LogReader
{
    const string Sql = $"""
        select {StoredEvent.Columns}, e.tx, h.xmin
        from (select case when $5 then pg_snapshot_xmin(pg_current_snapshot())
            else pg_snapshot_xmax(pg_current_snapshot()) end as xmin) h
        left join lateral (
            select l.* from events.events l
            where (l.tx, l.seq) > ($1, $2) and l.tx < h.xmin and (cardinality($3) = 0 or l.type = any($3))
            order by l.tx, l.seq limit $4) e on true
        order by e.tx, e.seq
        """;

    const int TxColumn = 12, HorizonColumn = 13;

    /// <param name="connection">Where to read.</param>
    /// <param name="store">Knows the names.</param>
    /// <param name="from">Read behind this.</param>
    /// <param name="types">Wanted stored names; empty means all.</param>
    /// <param name="limit">Most events of a page.</param>
    /// <param name="finalOnly">False only while nobody can append.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<LogPage> ReadAsync(
        NpgsqlConnection connection, DocumentStore store, LogPosition from, string[] types, int limit, bool finalOnly,
        CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.AddRange(from.Parameters());
        command.Parameters.Add(new() { Value = types });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = finalOnly });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var entries = new List<LogEntry>();
        var horizon = 0UL;
        while (await rows.ReadAsync(ct))
        {
            horizon = rows.GetFieldValue<ulong>(HorizonColumn);
            if (!await rows.IsDBNullAsync(0, ct))
                entries.Add(Entry(rows, store));
        }

        return entries.Count == limit
            ? new(entries, entries[^1].Position, IsLast: false)
            : new(entries, Max(from, new(horizon - 1, long.MaxValue)), IsLast: true);
    }

    public static LogEntry Entry(NpgsqlDataReader row, DocumentStore store)
    {
        var position = new LogPosition(row.GetFieldValue<ulong>(TxColumn), row.GetInt64(3));
        try
        {
            return new(position, row.GetGuid(0), StoredEvent.Read(row, store.Options.Names, store.Options.Json), null);
        }
        catch (Exception unreadable) when (unreadable is not NpgsqlException)
        {
            return new(position, row.GetGuid(0), null, unreadable);
        }
    }

    static LogPosition Max(LogPosition a, LogPosition b) => a.Tx > b.Tx || (a.Tx == b.Tx && a.Seq > b.Seq) ? a : b;
}
