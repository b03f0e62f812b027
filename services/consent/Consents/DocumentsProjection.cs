using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// The rows that checks and lists read, written with the event itself, so that a withdrawal is effective at its commit.
/// </summary>
public sealed class DocumentsProjection : IInlineProjection
{
    const string Recorded = """
        with listed as (
            insert into consent.documents (consent_id, subject, domain, template, kind, signed_at, recorded_at,
                changed_at, version, quality, provisions, answers, detail)
            values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12))
        insert into consent.document_states
        values ($2, $1, $8, $5, $6, $7, $9, false, $10, '', $13)
        """;

    /// <summary>A further state is the state before with what changed; null parameters change nothing.</summary>
    const string Changed = """
        with listed as (
            update consent.documents set version = $2, changed_at = $3, signed_at = coalesce($4, signed_at),
                quality = coalesce($5, quality), annulled = annulled or $6, provisions = coalesce($7, provisions),
                answers = coalesce($8, answers), detail = detail || coalesce($9, '{}'::jsonb)
            where consent_id = $1 returning subject)
        insert into consent.document_states
        select subject, consent_id, $2, kind, coalesce($4, signed_at), $3, coalesce($5, quality), annulled or $6,
            coalesce($7, provisions), uses || $10, signers
        from consent.document_states
        where consent_id = $1 and subject = (select subject from listed)
        order by state desc limit 1
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        ConsentRecorded e => [Row(@event, e)],
        QualityChecked e => [Change(@event, e.ConsentId, quality: e.Quality)],
        ConsentAnnulled e => [Change(@event, e.ConsentId, annulled: true)],
        ConsentCorrected e => [Change(@event, e.ConsentId, signedAt: e.SignedAt, provisions: e.Provisions,
            answers: e.Answers, detail: new { contentHash = e.ContentHash })],
        PolicyUsed e => [Change(@event, e.ConsentId, use: PolicyUses.Write(new(e.Policy, e.On)))],
        ScanAdded e => [Change(@event, e.ConsentId, detail: new { scans = e.Number })],
        _ => [],
    };

    static NpgsqlBatchCommand Row(IEvent @event, ConsentRecorded e) => Sql.Command(Recorded,
        e.ConsentId, e.Subject, e.Domain, e.Template, (short)e.Kind, e.SignedAt.ToUniversalTime(),
        @event.Metadata.RecordedAt, @event.Version, e.Quality, e.Provisions, Json(e.Answers),
        Json(new StoredDetail(e.Language, e.InformationShown, e.Channel, e.ContentHash, e.Signatures, e.Signers, 0)),
        e.Signers.ToArray());

    static NpgsqlBatchCommand Change(
        IEvent @event, Guid id, DateTimeOffset? signedAt = null, string? quality = null, bool annulled = false,
        string? provisions = null, IReadOnlyDictionary<string, ModuleAnswer>? answers = null, object? detail = null,
        string use = "") => Sql.Command(Changed,
        id, @event.Version, @event.Metadata.RecordedAt,
        new NpgsqlParameter
        {
            Value = (object?)signedAt?.ToUniversalTime()
            ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.TimestampTz
        },
        Text(quality), annulled, Text(provisions), Json(answers), Json(detail), use);

    static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    static NpgsqlParameter Json(object? value) => new()
    {
        Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, StoredJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
