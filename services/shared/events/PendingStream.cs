using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace TrustCenter.Events;

/// <summary>What a session is about to append to one stream.</summary>
sealed class PendingStream(Guid id, Type fold, long expected)
{
    // one text for every append, so that it is prepared once per connection
    const string AppendSql =
        Sql.Rows + "select events.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    readonly List<object> _events = [];

    public Guid Id => id;

    public long Expected => expected;

    public long Version => expected + _events.Count;

    public bool IsEmpty => _events.Count == 0;

    /// <summary>Gives the snapshot of the state after the pending events, where the rule asks for one.</summary>
    public Func<PendingStream, NpgsqlBatchCommand?>? Snapshot { get; set; }

    public IReadOnlyList<object> Events => _events;

    public void Add(Type sameFold, long expectedNow, IEnumerable<object> events)
    {
        if (sameFold != fold)
            throw new ArgumentException($"Stream {id} is a {fold.Name}, not a {sameFold.Name}.", nameof(sameFold));

        if (expectedNow != Version)
            throw new StreamMovedException(id, expectedNow);

        _events.AddRange(events);
    }

    public StoredEvent[] Describe(StoredNames names, SessionContext context, DateTimeOffset now)
    {
        var events = new StoredEvent[_events.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var data = _events[i];
            events[i] = new(
                Guid.CreateVersion7(now), id, expected + i + 1, 0, names.OfEvent(data.GetType()).Name, data,
                new(context.Actor, context.Reason, context.CorrelationId, now, (data as IEffective)?.EffectiveAt));
        }

        return events;
    }

    public NpgsqlBatchCommand AppendCommand(
        StoredEvent[] events, StoredNames names, JsonSerializerOptions json, SessionContext context)
    {
        var count = events.Length;
        return Sql.Command(AppendSql,
            Same(count, id),
            Same(count, names.OfStream(fold)),
            Array.ConvertAll(events, e => e.Version),
            Array.ConvertAll(events, e => e.Id),
            Array.ConvertAll(events, e => e.EventType),
            Array.ConvertAll(events, e => names.OfEvent(e.Data.GetType()).Version),
            new NpgsqlParameter
            {
                Value = Array.ConvertAll(events, e => JsonSerializer.Serialize(e.Data, e.Data.GetType(), json)),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            },
            new NpgsqlParameter
            {
                Value = Array.ConvertAll(events, e => e.Metadata.EffectiveAt?.UtcDateTime),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            },
            Same(count, context.Actor),
            new NpgsqlParameter
            {
                Value = Same(count, context.Reason),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            },
            Same(count, context.CorrelationId),
            Same(count, events[0].Metadata.RecordedAt.UtcDateTime));
    }

    static T[] Same<T>(int count, T value)
    {
        var all = new T[count];
        Array.Fill(all, value);
        return all;
    }
}
