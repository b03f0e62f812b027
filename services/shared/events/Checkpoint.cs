using System.Data;
using Npgsql;

namespace TrustCenter.Events;

/// <summary>Whose turn it is to follow, and how far the subscription has come.</summary>
static class Checkpoint
{
    public static async Task<bool> TryLockAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select pg_try_advisory_lock(hashtextextended('subscription ' || $1, 0))", connection)
        {
            Parameters = { new() { Value = name } },
        };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task ListenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"listen {LogBell.Channel}", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The connection goes back to its pool, so what it holds must be let go of.</summary>
    public static async Task LetGoAsync(NpgsqlConnection connection, string name)
    {
        if (connection.FullState != ConnectionState.Open)
            return;

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("unlisten *"));
        batch.BatchCommands.Add(Sql.Command(
            "select pg_advisory_unlock(hashtextextended('subscription ' || $1, 0))", name));
        try
        {
            await batch.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            await connection.CloseAsync(); // broken: the server lets go by itself
        }
    }

    public static async Task<LogPosition> ReadAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select tx, seq from events.subscriptions where name = $1", connection)
        {
            Parameters = { new() { Value = name } },
        };
        await using var rows = await command.ExecuteReaderAsync(ct);
        return await rows.ReadAsync(ct)
            ? new(rows.GetFieldValue<ulong>(0), rows.GetInt64(1))
            : LogPosition.Start;
    }

    public static NpgsqlBatchCommand Move(string name, LogPosition position) => Sql.Command("""
        insert into events.subscriptions (tx, seq, name) values ($1, $2, $3)
        on conflict (name) do update set tx = excluded.tx, seq = excluded.seq
        """, [.. position.Parameters(), name]);
}
