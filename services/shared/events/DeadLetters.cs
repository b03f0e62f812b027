using Npgsql;

namespace TrustCenter.Events;

/// <summary>An event that a subscription could not handle.</summary>
/// <param name="Subscription">Which one.</param>
/// <param name="EventId">The event.</param>
/// <param name="StreamId">Its stream.</param>
/// <param name="EventType">Its stored name.</param>
/// <param name="Sequence">Its number in the log.</param>
/// <param name="Error">
/// Kinds of errors and where they arose, outermost first; no messages, since they repeat data.
/// </param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="FailedAt">Last try.</param>
public sealed record DeadLetter(
    string Subscription, Guid EventId, Guid StreamId, string EventType, long Sequence, string Error, int Attempts,
    DateTimeOffset FailedAt);

/// <summary>What an operator does with events that subscriptions could not handle.</summary>
public sealed class DeadLetters(DocumentStore store)
{
    /// <summary>All of them, or those of one subscription, oldest event first.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(string? subscription = null, CancellationToken ct = default)
    {
        await using var command = store.DataSource.CreateCommand("""
            select d.subscription, d.event_id, e.stream_id, e.type, d.seq, d.error, d.attempts, d.failed_at
            from events.dead_letters d join events.events e using (tx, seq)
            where $1::text is null or d.subscription = $1 order by d.tx, d.seq, d.subscription
            """);
        command.Parameters.Add(new() { Value = (object?)subscription ?? DBNull.Value, DataTypeName = "text" });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var letters = new List<DeadLetter>();
        while (await rows.ReadAsync(ct))
        {
            letters.Add(new(rows.GetString(0), rows.GetGuid(1), rows.GetGuid(2), rows.GetString(3), rows.GetInt64(4),
                rows.GetString(5), rows.GetInt32(6), rows.GetFieldValue<DateTimeOffset>(7)));
        }

        return letters;
    }

    /// <summary>
    /// Gives the event to its subscription once more; if that works, the letter is gone in the same transaction. Later
    /// events have been handled meanwhile.
    /// </summary>
    /// <returns>
    /// True where it worked; false where it failed again (the letter says how) or there is no such letter.
    /// </returns>
    /// <exception cref="ArgumentException">This program has no such subscription.</exception>
    public async Task<bool> ReplayAsync(string subscription, Guid eventId, CancellationToken ct = default)
    {
        var handler = store.Options.Subscriptions.FirstOrDefault(s => s.Name == subscription)
            ?? throw new ArgumentException($"There is no subscription '{subscription}'.", nameof(subscription));
        await using var connection = await store.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await FindAsync(connection, subscription, eventId, ct) is not { } entry)
            return false;

        try
        {
            var queued = new SubscriptionBatch();
            await handler.HandleAsync(entry.Readable(), queued, ct);
            await using var batch = new NpgsqlBatch(connection);
            foreach (var command in queued.Commands)
                batch.BatchCommands.Add(command);

            batch.BatchCommands.Add(Delete(subscription, eventId));
            await batch.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            await transaction.RollbackAsync(ct);
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(Insert(subscription, entry, problem, 1, store.Clock.GetUtcNow()));
            await batch.ExecuteNonQueryAsync(ct);
            return false;
        }
    }

    /// <summary>Gives an event up for good, for that subscription.</summary>
    /// <returns>False where there is no such letter.</returns>
    public async Task<bool> DiscardAsync(string subscription, Guid eventId, CancellationToken ct = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Delete(subscription, eventId) } };
        return await batch.ExecuteNonQueryAsync(ct) == 1;
    }

    internal static NpgsqlBatchCommand Insert(
        string subscription, LogEntry entry, Exception problem, int attempts, DateTimeOffset now) => Sql.Command("""
        insert into events.dead_letters as d (tx, seq, subscription, event_id, error, attempts, failed_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (subscription, tx, seq) do update
        set error = excluded.error, attempts = d.attempts + excluded.attempts, failed_at = excluded.failed_at
        """,
        [
            .. entry.Position.Parameters(), subscription, entry.EventId, Describe(problem), attempts, now.UtcDateTime,
        ]);

    static NpgsqlBatchCommand Delete(string subscription, Guid eventId) => Sql.Command(
        "delete from events.dead_letters where subscription = $1 and event_id = $2", subscription, eventId);

    async Task<LogEntry?> FindAsync(
        NpgsqlConnection connection, string subscription, Guid eventId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select {StoredEvent.Columns}, e.tx
            from events.dead_letters d join events.events e using (tx, seq)
            where d.subscription = $1 and d.event_id = $2 for update of d
            """, connection)
        {
            Parameters = { new() { Value = subscription }, new() { Value = eventId } },
        };
        await using var rows = await command.ExecuteReaderAsync(ct);
        return await rows.ReadAsync(ct) ? LogReader.Entry(rows, store) : null;
    }

    static string Describe(Exception? problem)
    {
        var parts = new List<string>();
        for (; problem is not null; problem = problem.InnerException)
        {
            var state = problem is PostgresException answer ? $" {answer.SqlState} {answer.ConstraintName}" : "";
            parts.Add($"{problem.GetType().Name}{state.TrimEnd()} in {problem.TargetSite?.DeclaringType?.Name}");
        }

        return string.Join(" < ", parts);
    }
}
