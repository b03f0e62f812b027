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
    // signers come as text: an array of arrays would have to be of equal lengths
    const string Recorded = Sql.Rows + """
        with recorded as (
            select $1[n] as consent_id, $2[n] as subject, $3[n] as domain, $4[n] as template, $5[n] as kind,
                $6[n] as signed_at, $7[n] as recorded_at, $8[n] as version, $9[n] as quality, $10[n] as provisions,
                $11[n] as answers, $12[n] as detail, $13[n] as signers, $14[n] as expires_on, $15[n] as majority_on,
                $16[n] as content
            from generate_series(1, cardinality($1)) as n
        ), listed as (
            insert into consent.documents (consent_id, subject, domain, template, kind, signed_at, recorded_at,
                changed_at, version, quality, provisions, answers, detail, expires_on, majority_on, content)
            select consent_id, subject, domain, template, kind, signed_at, recorded_at, recorded_at, version, quality,
                provisions, answers::jsonb, detail::jsonb, expires_on, majority_on, content
            from recorded)
        insert into consent.document_states
        select subject, consent_id, version, kind, signed_at, recorded_at, quality, false, provisions, '',
            signers::uuid[]
        from recorded
        """;

    /// <summary>A further state is the state before with what changed; null parameters change nothing.</summary>
    const string Changed = """
        with listed as (
            update consent.documents set version = $2, changed_at = $3, signed_at = coalesce($4, signed_at),
                quality = coalesce($5, quality), annulled = annulled or $6, provisions = coalesce($7, provisions),
                answers = coalesce($8, answers), detail = detail || coalesce($9, '{}'::jsonb),
                expires_on = case when $11 or $6 then $12 else expires_on end,
                majority_on = case when $11 or $6 then $13 else majority_on end
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
            answers: e.Answers, detail: new { contentHash = e.ContentHash },
            days: DaysToNotice.Of(DocumentKind.Consent, e.Provisions, e.MajorityOn))],
        PolicyUsed e => [Change(@event, e.ConsentId, use: PolicyUses.Write(new(e.Policy, e.On)))],
        ScanAdded e => [Change(@event, e.ConsentId, detail: new { scans = e.Number })],
        _ => [],
    };

    static NpgsqlBatchCommand Row(IEvent @event, ConsentRecorded e)
    {
        var days = DaysToNotice.Of(e.Kind, e.Provisions, e.MajorityOn);
        return Sql.Command(Recorded,
            new[] { e.ConsentId }, new[] { e.Subject }, new[] { e.Domain }, new[] { e.Template },
            new[] { (short)e.Kind }, new[] { e.SignedAt.ToUniversalTime() }, new[] { @event.Metadata.RecordedAt },
            new[] { @event.Version }, new[] { e.Quality }, new[] { e.Provisions },
            new[] { JsonSerializer.Serialize(e.Answers, StoredJson.Options) },
            new[] { JsonSerializer.Serialize(Detail(e), StoredJson.Options) },
            new[] { $"{{{string.Join(',', e.Signers)}}}" }, Dates(days.Expiry), Dates(days.Majority),
            new NpgsqlParameter
            {
                Value = new[] { e.Sealed },
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
            });
    }

    static StoredDetail Detail(ConsentRecorded e) =>
        new(e.Language, e.InformationShown, e.Channel, e.ContentHash, e.Signatures, e.Signers, 0)
        {
            Department = e.Department,
        };

    static NpgsqlBatchCommand Change(
        IEvent @event, Guid id, DateTimeOffset? signedAt = null, string? quality = null, bool annulled = false,
        string? provisions = null, IReadOnlyDictionary<string, ModuleAnswer>? answers = null, object? detail = null,
        string use = "", DaysToNotice? days = null) => Sql.Command(Changed,
        id, @event.Version, @event.Metadata.RecordedAt,
        new NpgsqlParameter
        {
            Value = (object?)signedAt?.ToUniversalTime()
            ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.TimestampTz
        },
        Text(quality), annulled, Text(provisions), Json(answers), Json(detail), use,
        days is not null, Date(days?.Expiry), Date(days?.Majority));

    static NpgsqlParameter Date(DateOnly? day) =>
        new() { Value = (object?)day ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };

    static NpgsqlParameter Dates(DateOnly? day) =>
        new() { Value = new[] { day }, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date };

    static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    static NpgsqlParameter Json(object? value) => new()
    {
        Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, StoredJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
