using Npgsql;

namespace TrustCenter.Events;

/// <summary>The event store of one service: one database, one append-only log. The surface is Marten's.</summary>
public interface IDocumentStore
{
    /// <summary>A unit of work. Nothing is written before <see cref="IDocumentSession.SaveChangesAsync"/>.</summary>
    IDocumentSession LightweightSession(SessionContext context);

    /// <summary>Reads only.</summary>
    IQuerySession QuerySession();
}

/// <summary>Reads events and aggregates.</summary>
public interface IQuerySession
{
    /// <summary>The data source, for queries on read models.</summary>
    NpgsqlDataSource DataSource { get; }

    /// <summary>
    /// All events of a stream in order; empty where there is none. <paramref name="knownAt"/>: recorded until then.
    /// </summary>
    Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        Guid streamId, long version = 0, DateTimeOffset? knownAt = null, CancellationToken ct = default);

    /// <summary>The folded state (from the newest snapshot and the events behind it), in one round trip.</summary>
    Task<T> AggregateStreamAsync<T>(
        Guid streamId, long version = 0, DateTimeOffset? knownAt = null, CancellationToken ct = default)
        where T : IFold<T>;
}

/// <summary>A unit of work: events, inline projections and further statements, committed as one batch.</summary>
public interface IDocumentSession : IQuerySession
{
    /// <summary>Who and why.</summary>
    SessionContext Context { get; }

    /// <summary>Appending and fetching for writing.</summary>
    IEventOperations Events { get; }

    /// <summary>When this unit of work is recorded, UTC: fixed when it is first asked for, until it is saved.</summary>
    DateTimeOffset RecordedAt { get; }

    /// <summary>
    /// Adds a statement of the service's own (vault row, audit entry, stored answer) to the same transaction.
    /// Parameters must be positional and typed. Runs after the appends, in the order queued.
    /// </summary>
    void QueueSqlCommand(NpgsqlBatchCommand command);

    /// <summary>
    /// Writes everything as one implicit transaction (in one round trip, possibly together with other sessions' work:
    /// group commit). Afterwards the session is empty and can be used again.
    /// </summary>
    /// <exception cref="StreamMovedException">
    /// A stream was not at the expected version; nothing was written.
    /// </exception>
    /// <exception cref="PostgresException">A statement failed; nothing was written.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The connection broke while committing: may or may not be stored.
    /// </exception>
    Task SaveChangesAsync(CancellationToken ct = default);
}

/// <summary>Appends to streams.</summary>
public interface IEventOperations
{
    /// <summary>Starts a stream; fails with <see cref="StreamMovedException"/> if it exists.</summary>
    void StartStream<T>(Guid streamId, params object[] events) where T : IFold<T>;

    /// <summary>Appends behind <paramref name="expectedVersion"/> (0: the stream must not exist).</summary>
    void Append<T>(Guid streamId, long expectedVersion, params object[] events) where T : IFold<T>;

    /// <summary>
    /// State and version in one round trip, ready to append to. A missing stream is <c>T.Initial</c> at version 0.
    /// </summary>
    Task<IEventStream<T>> FetchForWriting<T>(Guid streamId, CancellationToken ct = default) where T : IFold<T>;
}

/// <summary>A stream fetched for writing.</summary>
/// <typeparam name="T">Its state.</typeparam>
public interface IEventStream<out T>
{
    /// <summary>Stream id.</summary>
    Guid Id { get; }

    /// <summary>State at <see cref="StartingVersion"/>.</summary>
    T Aggregate { get; }

    /// <summary>Version it was read at; 0 where there is no stream.</summary>
    long StartingVersion { get; }

    /// <summary>Version after what has been appended here.</summary>
    long CurrentVersion { get; }

    /// <summary>Appends with the version check of <see cref="StartingVersion"/>.</summary>
    void AppendMany(params object[] events);
}

/// <summary>Another writer was first: the stream is not at the expected version. Nothing was written.</summary>
public sealed class StreamMovedException(Guid streamId, long expected)
    : Exception($"Stream {streamId} is no longer at version {expected}.")
{
    /// <summary>The stream.</summary>
    public Guid StreamId { get; } = streamId;

    /// <summary>The version the writer had seen.</summary>
    public long Expected { get; } = expected;
}

/// <summary>
/// The connection broke during the commit, so nobody knows whether it happened. Never repeated blindly.
/// </summary>
public sealed class CommitOutcomeUnknownException(Exception inner)
    : Exception("The connection to the database broke during the commit; it may or may not have been stored.", inner);
