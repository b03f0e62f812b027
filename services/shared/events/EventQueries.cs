using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace TrustCenter.Events;

/// <summary>Reads streams and folds them.</summary>
class EventQueries(DocumentStore store) : IQuerySession
{
    const string StreamSql = $"""
        select {StoredEvent.Columns} from events.events e
        where e.stream_id = $1 and e.version <= $2 and e.recorded_at <= $3 order by e.version
        """;

    // one statement sees one snapshot of the database, so state and tail always fit together
    const string SnapshotSql = $"""
        with s as (select version, state from events.snapshots where stream_id = $1 and fold = $2 and fold_version = $3)
        select null::uuid, null::uuid, s.version, null::bigint, null::text, null::int, s.state,
            null::text, null::text, null::text, null::timestamptz, null::timestamptz from s
        union all
        select {StoredEvent.Columns} from events.events e
        where e.stream_id = $1 and e.version > coalesce((select version from s), 0)
        order by 3
        """;

    protected DocumentStore Store { get; } = store;

    public NpgsqlDataSource DataSource => Store.DataSource;

    public Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        Guid streamId, long version = 0, DateTimeOffset? knownAt = null, CancellationToken ct = default) =>
        ReadAsync(Store, StreamSql,
        [
            new() { Value = streamId },
            new() { Value = version is 0 ? long.MaxValue : version },
            new()
            {
                Value = knownAt?.UtcDateTime ?? DateTime.MaxValue, // written as "infinity"
                NpgsqlDbType = NpgsqlDbType.TimestampTz,
            },
        ], ct);

    public async Task<T> AggregateStreamAsync<T>(
        Guid streamId, long version = 0, DateTimeOffset? knownAt = null, CancellationToken ct = default)
        where T : IFold<T>
    {
        if (version is 0 && knownAt is null)
            return (await FoldAsync<T>(streamId, ct)).State;

        var events = await FetchStreamAsync(streamId, version, knownAt, ct);
        return events.Select(e => e.Data).Aggregate(T.Initial, T.Evolve);
    }

    /// <summary>Newest state and its version, from a snapshot where there is one.</summary>
    protected async Task<(T State, long Version)> FoldAsync<T>(Guid streamId, CancellationToken ct) where T : IFold<T>
    {
        if (Store.Options.Names.SnapshotsOf(typeof(T)) is not { } rule)
        {
            var events = await FetchStreamAsync(streamId, ct: ct);
            return (events.Select(e => e.Data).Aggregate(T.Initial, T.Evolve), events.Count);
        }

        await using var command = DataSource.CreateCommand(SnapshotSql);
        command.CommandTimeout = Sql.Patience;
        command.Parameters.Add(new() { Value = streamId });
        command.Parameters.Add(new() { Value = Store.Options.Names.OfStream(typeof(T)) });
        command.Parameters.Add(new() { Value = rule.FoldVersion });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var (state, version) = (T.Initial, 0L);
        while (await rows.ReadAsync(ct))
        {
            version = rows.GetInt64(2);
            state = await rows.IsDBNullAsync(0, ct)
                ? JsonSerializer.Deserialize<T>(rows.GetString(6), Store.Options.Json)!
                : T.Evolve(state, StoredEvent.Read(rows, Store.Options.Names, Store.Options.Json).Data);
        }

        return (state, version);
    }

    public static async Task<IReadOnlyList<IEvent>> ReadAsync(
        DocumentStore store, string sql, NpgsqlParameter[] parameters, CancellationToken ct,
        int patience = Sql.Patience)
    {
#pragma warning disable CA2100 // constants of this library
        await using var command = store.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        command.CommandTimeout = patience;
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var events = new List<IEvent>();
        while (await rows.ReadAsync(ct))
            events.Add(StoredEvent.Read(rows, store.Options.Names, store.Options.Json));

        return events;
    }
}
