using System.Data.Common;
using System.Text.Json;

namespace TrustCenter.Events;

/// <summary>An event as it is, or is about to be, in the log.</summary>
sealed record StoredEvent(
    Guid Id, Guid StreamId, long Version, long Sequence, string EventType, object Data, EventMetadata Metadata) : IEvent
{
    /// <summary>What <see cref="Read"/> expects, in this order.</summary>
    public const string Columns =
        "e.id, e.stream_id, e.version, e.seq, e.type, e.schema_version, e.data, "
        + "e.actor, e.reason, e.correlation, e.recorded_at, e.effective_at";

    public static StoredEvent Read(DbDataReader row, StoredNames names, JsonSerializerOptions json)
    {
        var type = row.GetString(4);
        return new(
            row.GetGuid(0), row.GetGuid(1), row.GetInt64(2), row.GetInt64(3), type,
            names.Read(type, row.GetInt32(5), row.GetString(6), json),
            new(
                row.GetString(7),
                row.IsDBNull(8) ? null : row.GetString(8),
                row.GetString(9),
                row.GetFieldValue<DateTimeOffset>(10),
                row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11)));
    }
}
