using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace TrustCenter.Hosting;

/// <summary>
/// Chains what has been committed, at most half a second behind, in blocks. Writers never wait for one another:
/// only transactions older than every running one are sealed, so none can slip in before a sealed one.
/// </summary>
sealed class AuditSealer(string service, NpgsqlDataSource database, TimeProvider clock, ILogger log) : BackgroundService
{
    const long Lock = 0x7463_7365_616C; // "tcseal": one instance at a time
    const int BlockSize = 5_000;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Pause;
            try
            {
                while (await SealAsync(stoppingToken) == BlockSize)
                {
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                LogMessages.SealingFailed(log, service, e.GetType().Name);
                wait = TimeSpan.FromSeconds(2);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Seals one block.</summary>
    /// <returns>How many entries it has; 0 where there is nothing to do or another instance does it.</returns>
    internal async Task<int> SealAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var locking = new NpgsqlCommand($"select pg_try_advisory_xact_lock({Lock})", connection))
        {
            if (await locking.ExecuteScalarAsync(ct) is not true)
                return 0;
        }

        var (position, tx, seq, hash) = await LastAsync(connection, ct);
        var seqs = new List<long>();
        await using (var command = new NpgsqlCommand($"""
            select tx, seq, leaf from audit.entries
            where (tx, seq) > ($1, $2) and tx < pg_snapshot_xmin(pg_current_snapshot())
            order by tx, seq limit {BlockSize}
            """, connection))
        {
            command.Parameters.Add(new() { Value = tx, NpgsqlDbType = NpgsqlDbType.Xid8 });
            command.Parameters.AddWithValue(seq);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                (tx, seq) = (reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
                hash = AuditChain.Next(hash, tx, seq, reader.GetFieldValue<byte[]>(2));
                seqs.Add(seq);
            }
        }

        if (seqs.Count == 0)
            return 0;

        await using var insert = new NpgsqlCommand(
            "insert into audit.chain (position, last_tx, seqs, hash) values ($1, $2, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = position + seqs.Count },
                new() { Value = tx, NpgsqlDbType = NpgsqlDbType.Xid8 },
                new() { Value = seqs.ToArray() },
                new() { Value = hash },
            },
        };
        await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return seqs.Count;
    }

    static async Task<(long Position, ulong Tx, long Seq, byte[] Hash)> LastAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select position, last_tx, seqs[cardinality(seqs)], hash from audit.chain order by position desc limit 1
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? (reader.GetInt64(0), reader.GetFieldValue<ulong>(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3))
            : (0, 0, 0, AuditChain.Genesis);
    }
}
