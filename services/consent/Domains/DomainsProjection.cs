using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>One row per domain; forms it has retired stand with its settings, so that one look shows both.</summary>
public sealed class DomainsProjection : IInlineProjection
{
    const string Create = """
        insert into consent.domains (name, id, settings, version, created_at, changed_at)
        values ($1, $2, $3, $4, $5, $5)
        """;

    const string Change = """
        update consent.domains set version = $3, changed_at = $4, settings = $2
            || jsonb_strip_nulls(jsonb_build_object('retiredTemplates', settings -> 'retiredTemplates'))
        where name = $1
        """;

    const string Retire = """
        update consent.domains set settings = jsonb_set(settings, '{retiredTemplates}',
            coalesce(settings -> 'retiredTemplates', '{}') || jsonb_build_object($2, $3))
        where name = $1
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        DomainCreated e => [Sql.Command(Create, e.Settings.Name, @event.StreamId, Json(e.Settings), @event.Version,
            @event.Metadata.RecordedAt)],
        DomainSettingsChanged e => [Sql.Command(Change, e.Settings.Name, Json(e.Settings), @event.Version,
            @event.Metadata.RecordedAt)],
        TemplateRetired e => [Sql.Command(Retire, e.Domain, e.Key, e.Since.ToUniversalTime())],
        _ => [],
    };

    static NpgsqlParameter Json(DomainSettings settings) => new()
    {
        Value = JsonSerializer.Serialize(settings, StoredTemplates.Default.DomainSettings),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
