using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// One transaction of the portal: what is read decides what is written, rows that are claimed stay claimed until the
/// end, and the audit entry is part of it. Nothing is told before <see cref="CommitAsync"/>.
/// </summary>
public sealed class PortalWork : IAsyncDisposable
{
    readonly NpgsqlConnection _connection;
    readonly NpgsqlTransaction _transaction;

    PortalWork(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    public static async Task<PortalWork> OpenAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        var connection = await data.OpenConnectionAsync(ct);
        return new(connection, await connection.BeginTransactionAsync(ct));
    }

    public async Task<List<T>> FindAsync<T>(
        NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var batch = Batch([command]);
        await using var row = await batch.ExecuteReaderAsync(ct);
        var found = new List<T>();
        while (await row.ReadAsync(ct)) found.Add(read(row));
        return found;
    }

    /// <returns>How many rows were changed.</returns>
    public async Task<int> DoAsync(CancellationToken ct, params IEnumerable<NpgsqlBatchCommand> commands)
    {
        await using var batch = Batch(commands);
        return batch.BatchCommands.Count == 0 ? 0 : await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task CommitAsync(AuditRecord entry, CancellationToken ct)
    {
        await DoAsync(ct, Audit.Commands([entry]));
        await _transaction.CommitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    NpgsqlBatch Batch(IEnumerable<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(_connection, _transaction) { Timeout = Sql.Patience };
        foreach (var command in commands) batch.BatchCommands.Add(command);
        return batch;
    }
}
