using Npgsql;

namespace TrustCenter.Events;

/// <summary>A read model written in the same transaction as the event it follows from.</summary>
public interface IInlineProjection
{
    /// <summary>Statements for one event, pure; none where the event does not matter.</summary>
    IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event);
}

/// <summary>
/// Follows the log in commit-safe order, at least once per event, each batch of statements together with its
/// checkpoint.
/// </summary>
public interface ISubscription
{
    /// <summary>Stored name of the checkpoint; never renamed.</summary>
    string Name { get; }

    /// <summary>Event types it wants (stored names); empty means all.</summary>
    IReadOnlyCollection<string> EventTypes { get; }

    /// <summary>
    /// Handles one event. Statements queued on <paramref name="batch"/> are committed with the checkpoint; other
    /// effects must be idempotent. An exception is retried with backoff, then the event goes to the dead letters.
    /// </summary>
    Task HandleAsync(IEvent @event, SubscriptionBatch batch, CancellationToken ct);
}

/// <summary>Statements that are committed together with a subscription's checkpoint.</summary>
public sealed class SubscriptionBatch
{
    readonly List<NpgsqlBatchCommand> _commands = [];

    /// <summary>What has been queued so far.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> Commands => _commands;

    /// <summary>Adds a statement.</summary>
    public void QueueSqlCommand(NpgsqlBatchCommand command) => _commands.Add(command);
}
