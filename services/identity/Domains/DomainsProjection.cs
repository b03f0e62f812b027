using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>One row for each domain and each version of its linkage configuration.</summary>
public sealed class DomainsProjection : IInlineProjection
{
    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        DomainCreated e => [Sql.Command("""
            insert into identity.domains (name, id, settings, configuration, version, created_at, changed_at)
            values ($1, $2, $3, 0, $4, $5, $5)
            """, e.Name, @event.StreamId, Json(e.Settings), @event.Version, At(@event))],
        DomainSettingsChanged e => [Sql.Command(
            "update identity.domains set settings = $2, version = $3, changed_at = $4 where id = $1",
            @event.StreamId, Json(e.Settings), @event.Version, At(@event))],
        ConfigurationAdded e =>
        [
            Sql.Command("""
                insert into identity.configurations (domain, version, configuration, added_at, added_by)
                select name, $2, $3, $4, $5 from identity.domains where id = $1
                """, @event.StreamId, e.Version, Text(e.Configuration), At(@event), @event.Metadata.Actor),
            Touch(@event),
        ],
        ConfigurationActivated e => [Sql.Command(
            "update identity.domains set configuration = $2, version = $3, changed_at = $4 where id = $1",
            @event.StreamId, e.Version, @event.Version, At(@event))],
        _ => [],
    };

    static NpgsqlBatchCommand Touch(IEvent @event) => Sql.Command(
        "update identity.domains set version = $2, changed_at = $3 where id = $1",
        @event.StreamId, @event.Version, At(@event));

    static DateTime At(IEvent @event) => @event.Metadata.RecordedAt.UtcDateTime;

    static NpgsqlParameter Text(JsonElement json) => new()
    {
        Value = json.GetRawText(),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    static NpgsqlParameter Json<T>(T value) => new()
    {
        Value = JsonSerializer.Serialize(value, StoredJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
