using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace TrustCenter.Events;

/// <summary>A unit of work; not for several threads at once.</summary>
sealed class DocumentSession(DocumentStore store, SessionContext context)
    : EventQueries(store), IDocumentSession, IEventOperations
{
    const string SnapshotSql = """
        insert into events.snapshots as s (stream_id, fold, fold_version, version, state) values ($1, $2, $3, $4, $5)
        on conflict (stream_id, fold) do update
        set fold_version = excluded.fold_version, version = excluded.version, state = excluded.state
        """;

    readonly List<PendingStream> _streams = [];
    readonly List<NpgsqlBatchCommand> _commands = [];
    DateTimeOffset? _recordedAt;

    public SessionContext Context { get; } = context;

    public IEventOperations Events => this;

    public DateTimeOffset RecordedAt => _recordedAt ??= Precise(Store.Clock.GetUtcNow());

    public void QueueSqlCommand(NpgsqlBatchCommand command) => _commands.Add(command);

    public void StartStream<T>(Guid streamId, params object[] events) where T : IFold<T> =>
        Append<T>(streamId, 0, events);

    public void Append<T>(Guid streamId, long expectedVersion, params object[] events) where T : IFold<T>
    {
        if (events is not [])
            Pending<T>(streamId, expectedVersion).Add(typeof(T), expectedVersion, events);
    }

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid streamId, CancellationToken ct = default)
        where T : IFold<T>
    {
        var (state, version) = await FoldAsync<T>(streamId, ct);
        return new FetchedStream<T>(this, streamId, state, version);
    }

    public Task SaveChangesAsync(CancellationToken ct = default)
    {
        if (_streams is [] && _commands is [])
            return Task.CompletedTask;

        var unit = Describe();
        _streams.Clear();
        _commands.Clear();
        return Store.CommitAsync(unit, ct);
    }

    // PostgreSQL's precision
    static DateTimeOffset Precise(DateTimeOffset moment) =>
        moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));

    CommitUnit Describe()
    {
        var (names, json) = (Store.Options.Names, Store.Options.Json);
        var now = RecordedAt;
        _recordedAt = null;
        var appends = new List<NpgsqlBatchCommand>();
        var follow = new List<NpgsqlBatchCommand>();
        foreach (var stream in _streams)
        {
            var events = stream.Describe(names, Context, now);
            appends.Add(stream.AppendCommand(events, names, json, Context));
            foreach (var projection in Store.Options.Projections)
            {
                foreach (var each in events)
                    follow.AddRange(projection.Apply(each));
            }

            if (stream.Snapshot?.Invoke(stream) is { } snapshot)
                follow.Add(snapshot);
        }

        return new(
            [.. appends, .. follow, .. _commands],
            [.. _streams.Select(stream => (stream.Id, stream.Expected, stream.Version))]);
    }

    PendingStream Pending<T>(Guid id, long expected)
    {
        var pending = _streams.Find(stream => stream.Id == id);
        if (pending is null)
            _streams.Add(pending = new PendingStream(id, typeof(T), expected));

        return pending;
    }

    NpgsqlBatchCommand? SnapshotOf<T>(PendingStream stream, T state, long version) where T : IFold<T>
    {
        if (Store.Options.Names.SnapshotsOf(typeof(T)) is not { } rule
            || stream.Expected != version
            || stream.Version / rule.Every == version / rule.Every)
            return null;

        var newest = stream.Events.Aggregate(state, T.Evolve);
        return Sql.Command(SnapshotSql, stream.Id, Store.Options.Names.OfStream(typeof(T)), rule.FoldVersion,
            stream.Version, new NpgsqlParameter
            {
                Value = JsonSerializer.Serialize(newest, Store.Options.Json),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            });
    }

    sealed class FetchedStream<T>(DocumentSession session, Guid id, T aggregate, long version) : IEventStream<T>
        where T : IFold<T>
    {
        long _appended;

        public Guid Id => id;

        public T Aggregate => aggregate;

        public long StartingVersion => version;

        public long CurrentVersion => version + _appended;

        public void AppendMany(params object[] events)
        {
            if (events is [])
                return;

            var pending = session.Pending<T>(id, CurrentVersion);
            pending.Add(typeof(T), CurrentVersion, events);
            pending.Snapshot = stream => session.SnapshotOf(stream, aggregate, version);
            _appended += events.Length;
        }
    }
}
