using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>One row per version of a form.</summary>
public sealed class TemplatesProjection : IInlineProjection
{
    const string Draft = """
        insert into consent.templates (domain, key, id, name, version, type, policy_uri, withdraws, status, definition,
            stream_version, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, $10, $11)
        """;

    const string Change = """
        update consent.templates set type = $2, policy_uri = $3, withdraws = $4, definition = $5, stream_version = $6,
            changed_at = $7
        where id = $1
        """;

    const string Finalise = """
        update consent.templates set status = 'final', final_at = $3, changed_at = $3, stream_version = $2 where id = $1
        """;

    const string Retire = """
        update consent.templates set status = 'retired', retired_since = $4, changed_at = $3, stream_version = $2
        where id = $1
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        TemplateDrafted { Definition: var form } => [Sql.Command(Draft, form.Domain, form.Key, @event.StreamId,
            form.Name, form.Version, TemplateViews.Of(form.Type), Text(form.PolicyUri), form.Withdraws.ToArray(),
            Json(form), @event.Version, @event.Metadata.RecordedAt)],
        TemplateChanged { Definition: var form } => [Sql.Command(Change, @event.StreamId, TemplateViews.Of(form.Type),
            Text(form.PolicyUri), form.Withdraws.ToArray(), Json(form), @event.Version, @event.Metadata.RecordedAt)],
        TemplateFinalised => [Sql.Command(Finalise, @event.StreamId, @event.Version, @event.Metadata.RecordedAt)],
        TemplateRetired e => [Sql.Command(Retire, @event.StreamId, @event.Version, @event.Metadata.RecordedAt,
            e.Since.ToUniversalTime())],
        _ => [],
    };

    static NpgsqlParameter Json(TemplateDefinition form) => new()
    {
        Value = JsonSerializer.Serialize(form, StoredTemplates.Default.TemplateDefinition),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
