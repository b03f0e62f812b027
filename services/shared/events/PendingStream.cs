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

    public IEnumerable<StoredEvent> Describe(StoredNames names, SessionContext context, DateTimeOffset now) =>
        _events.Select((data, index) => new StoredEvent(
            Guid.CreateVersion7(now), id, expected + index + 1, 0, names.OfEvent(data.GetType()).Name, data,
            new(context.Actor, context.Reason, context.CorrelationId, now, (data as IEffective)?.EffectiveAt)));

    public NpgsqlBatchCommand AppendCommand(
        IReadOnlyList<StoredEvent> events, StoredNames names, JsonSerializerOptions json, SessionContext context)
    {
        var stored = events.Select(e => names.OfEvent(e.Data.GetType())).ToArray();
        var bodies = events.Select(e => JsonSerializer.Serialize(e.Data, e.Data.GetType(), json)).ToArray();
        var count = bodies.Length;
        return Sql.Command(AppendSql,
            Same(count, id),
            Same(count, names.OfStream(fold)),
            Array.ConvertAll(events.ToArray(), e => e.Version),
            Array.ConvertAll(events.ToArray(), e => e.Id),
            Array.ConvertAll(stored, s => s.Name),
            Array.ConvertAll(stored, s => s.Version),
            new NpgsqlParameter { Value = bodies, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            new NpgsqlParameter
            {
                Value = Array.ConvertAll(events.ToArray(), e => e.Metadata.EffectiveAt?.UtcDateTime),
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
