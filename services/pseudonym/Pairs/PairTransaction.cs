using System.Data;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>One transaction on the pairs of one domain that is as this process knows it.</summary>
sealed class PairTransaction : IAsyncDisposable
{
    readonly NpgsqlConnection _connection;
    readonly NpgsqlTransaction _transaction;

    PairTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    public NpgsqlConnection Connection => _connection;

    public NpgsqlTransaction Transaction => _transaction;

    /// <summary>Runs work in a transaction until nobody has overtaken it. The work gives null where the domain has
    /// changed; it is then forgotten and opened anew.</summary>
    public static async Task<T> RunAsync<T>(
        NpgsqlDataSource database, DomainCatalog catalog, string name, Func<Task<T>> unknown,
        Func<PairTransaction, OpenDomain, Task<T?>> work, CancellationToken ct) where T : class
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            if (await catalog.FindAnyAsync(name, ct) is not { } domain) return await unknown();
            try
            {
                await using var transaction = await BeginAsync(database, ct);
                if (await work(transaction, domain) is { } outcome) return outcome;
                catalog.Forget(domain);
            }
            catch (PostgresException e) when (PairSql.IsToBeRepeated(e))
            {
            }
        }

        throw new TimeoutException("The domain or its pairs changed again and again while this was done.");
    }

    public static async Task<PairTransaction> BeginAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        return new(connection, await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct));
    }

    public NpgsqlBatch Batch(params IEnumerable<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(_connection, _transaction);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Locks domains in one order for all, so that who follows families doesn't wait in a circle.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Choosing(IEnumerable<int> domains) => domains.Order()
        .Select(id => Sql.Command("select pg_advisory_xact_lock($1, $2)", PairLocks.Choosing, id));

    /// <summary>The last statements and the commit, in one way.</summary>
    public async Task CommitAsync(CancellationToken ct, params IEnumerable<NpgsqlBatchCommand?> commands)
    {
        await using var batch = Batch(commands.OfType<NpgsqlBatchCommand>().Append(new("commit")));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
