using System.Text.RegularExpressions;
using Npgsql;

namespace TrustCenter.Events;

/// <summary>What a rebuild found.</summary>
/// <param name="Events">Events replayed.</param>
/// <param name="RowsRemoved">Rows the read model should not have had.</param>
/// <param name="RowsAdded">Rows it lacked; a row that was wrong counts in both.</param>
public sealed record RebuildOutcome(long Events, long RowsRemoved, long RowsAdded);

/// <summary>
/// Rebuilds a read model from the log while services write and read. The log is replayed into empty copies of its
/// tables; then appends are held for a moment, the rest is replayed and only the rows that differ are exchanged, in one
/// transaction. So it is also the test whether a read model is right: nothing removed, nothing added.
/// </summary>
/// <param name="store">The log.</param>
/// <param name="owner">As the owner of the schema.</param>
public sealed class ProjectionRebuild(DocumentStore store, NpgsqlDataSource owner)
{
    const string Shadow = "events_rebuild";
    const long LockKey = 0x7463_7265_6275; // "tcrebu"
    const int PageSize = 1000;

    /// <summary>Replays everything. What the projection writes must depend on the events alone.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="tables">
    /// All tables it writes, named as in its statements; they must have no identity columns.
    /// </param>
    /// <param name="ct">Gives up, changing nothing.</param>
    public async Task<RebuildOutcome> RunAsync(
        IInlineProjection projection, IReadOnlyList<string> tables, CancellationToken ct = default)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", ct);
        try
        {
            await PrepareAsync(connection, tables, ct);
            var redirect = tables.Select(table => (Pattern(table), Copy(table))).ToArray();
            var (position, replayed) = (LogPosition.Start, 0L);
            for (var last = false; !last;)
                (position, last) = await ReplayPageAsync(true);

            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ExecuteAsync(connection, "lock table events.events in share mode", ct);
            for (var last = false; !last;)
                (position, last) = await ReplayPageAsync(false);

            var (removed, added) = (0L, 0L);
            foreach (var table in tables)
            {
                removed += await ExecuteAsync(connection, Superfluous(table), ct);
                added += await ExecuteAsync(connection, Missing(table), ct);
            }

            await transaction.CommitAsync(ct);
            return new(replayed, removed, added);

            async Task<(LogPosition, bool)> ReplayPageAsync(bool finalOnly)
            {
                var page = await LogReader.ReadAsync(connection, store, position, [], PageSize, finalOnly, ct);
                await ApplyAsync(connection, projection, page, redirect, ct);
                replayed += page.Entries.Count;
                return (page.End, page.IsLast);
            }
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await ExecuteAsync(connection, $"drop schema if exists {Shadow} cascade", CancellationToken.None);
                await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
            }
        }
    }

    static async Task PrepareAsync(NpgsqlConnection connection, IEnumerable<string> tables, CancellationToken ct)
    {
        await ExecuteAsync(connection, $"drop schema if exists {Shadow} cascade; create schema {Shadow}", ct);
        foreach (var table in tables)
            await ExecuteAsync(connection, $"create unlogged table {Copy(table)} (like {table} including all)", ct);
    }

    static async Task ApplyAsync(
        NpgsqlConnection connection, IInlineProjection projection, LogPage page,
        (Regex Pattern, string Copy)[] redirect, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in page.Entries.SelectMany(entry => projection.Apply(entry.Readable())))
        {
            foreach (var (pattern, copy) in redirect)
                command.CommandText = pattern.Replace(command.CommandText, copy);

            batch.BatchCommands.Add(command);
        }

        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(ct);
    }

    // whole rows are compared, so that no key is needed; equal NULLs are equal
    static string Superfluous(string table) =>
        $"delete from {table} t where not exists (select from {Copy(table)} c where c::record = t::record)";

    static string Missing(string table) => $"""
        insert into {table} select c.* from {Copy(table)} c
        where not exists (select from {table} t where t::record = c::record)
        """;

    static string Copy(string table) => $"{Shadow}.{table[(table.LastIndexOf('.') + 1)..]}";

    static Regex Pattern(string table) => new($"""(?<![\w."]){Regex.Escape(table)}(?![\w."])""");

    static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // built from constants and the program's own table names
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(ct);
    }
}
