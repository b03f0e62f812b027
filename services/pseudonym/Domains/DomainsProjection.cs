using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// One row per domain. Whoever changes it waits until all who write pairs under the version before have finished; who
/// comes later sees the change.
/// </summary>
public sealed class DomainsProjection : IInlineProjection
{
    const string Create = """
        insert into pseudonym.domains (name, stream, settings, version, created_at, changed_at)
        values ($1, $2, $3, $4, $5, $5)
        """;

    const string Change = """
        update pseudonym.domains set version = $2, changed_at = $3, settings = coalesce($4, settings),
            closed = coalesce($5, closed)
        where stream = $1
        """;

    const string Parents = """
        with mine as (select id from pseudonym.domains where stream = $1)
        insert into pseudonym.parents (domain, parent)
        select m.id, d.id from mine m, pseudonym.domains d where d.name = any($2)
        """;

    public static string Barrier { get; } = $"""
        select pg_advisory_xact_lock({PairLocks.Writing}, id) from pseudonym.domains where stream = $1
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        DomainCreated e =>
        [
            Sql.Command(Create, e.Name, @event.StreamId, Json(e.Settings), @event.Version, @event.Metadata.RecordedAt),
            Sql.Command(Parents, @event.StreamId, e.Settings.Parents!.ToArray()),
            DomainFamily.Check(@event.StreamId),
        ],
        DomainChanged e =>
        [
            .. Changed(@event, e.Settings, null),
            Sql.Command("""
                delete from pseudonym.parents p using pseudonym.domains d where d.id = p.domain and d.stream = $1
                """, @event.StreamId),
            Sql.Command(Parents, @event.StreamId, e.Settings.Parents!.ToArray()),
            DomainFamily.Check(@event.StreamId),
        ],
        DomainClosed => Changed(@event, null, true),
        DomainReopened => Changed(@event, null, false),
        DomainKeyAdded or DomainKeyRetired => Changed(@event, null, null),
        _ => [],
    };

    static IEnumerable<NpgsqlBatchCommand> Changed(IEvent @event, PseudonymDomainSettings? settings, bool? closed) =>
    [
        Sql.Command(Barrier, @event.StreamId),
        Sql.Command(Change, @event.StreamId, @event.Version, @event.Metadata.RecordedAt, Json(settings),
            new NpgsqlParameter { Value = (object?)closed ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean }),
    ];

    public static PseudonymDomainSettings Parse(string json) =>
        JsonSerializer.Deserialize<PseudonymDomainSettings>(json, JsonSerializerOptions.Web)!;

    static NpgsqlParameter Json(PseudonymDomainSettings? settings) => new()
    {
        Value = settings is null ? DBNull.Value : JsonSerializer.Serialize(settings, JsonSerializerOptions.Web),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
