using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>What a clerk has to look at, and the days on which something will have to be noticed.</summary>
public sealed class WorklistProjection : IInlineProjection
{
    public const string Expiry = "expired";
    public const string Majority = "majority-reached";
    public const string RefusalAfterConsent = "refusal-after-consent";

    const string EnterIfEarlier = """
        insert into consent.worklist (id, domain, kind, consent_id, due, recorded_at)
        select $1, $2, $3, $4, $5, $6
        where exists (select 1 from consent.documents
            where subject = $7 and domain = $2 and kind = any($8) and consent_id <> $4)
        on conflict (consent_id, kind) do nothing
        """;

    const string SetTimer = Sql.Rows + """
        insert into consent.timers (consent_id, kind, due)
        select $1[n], $2[n], $3[n] from generate_series(1, cardinality($1)) as n
        on conflict (consent_id, kind) do update set due = excluded.due
        """;

    const string ClearTimer = "delete from consent.timers where consent_id = $1 and kind = $2";

    const string ClearTimers = "delete from consent.timers where consent_id = $1";

    const string EnterFromDocument = """
        insert into consent.worklist (id, domain, kind, consent_id, due, recorded_at)
        select $1, domain, $2, consent_id, $3, $4 from consent.documents where consent_id = $5
        on conflict (consent_id, kind) do nothing
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        ConsentRecorded e => [.. Timers(e.ConsentId, e.Kind, e.Provisions, e.MajorityOn), .. Questions(@event, e)],
        ConsentCorrected e => [Sql.Command(ClearTimers, e.ConsentId),
            .. Timers(e.ConsentId, DocumentKind.Consent, e.Provisions, e.MajorityOn)],
        ConsentAnnulled e => [Sql.Command(ClearTimers, e.ConsentId)],
        ConsentExpired e => Due(@event, e.ConsentId, Expiry, e.On),
        MajorityReached e => Due(@event, e.ConsentId, Majority, e.On),
        _ => [],
    };

    static IEnumerable<NpgsqlBatchCommand> Due(IEvent @event, Guid consentId, string kind, DateOnly on) =>
    [
        Sql.Command(ClearTimer, consentId, kind),
        Sql.Command(EnterFromDocument, @event.Id, kind, on, @event.Metadata.RecordedAt, consentId),
    ];

    static IEnumerable<NpgsqlBatchCommand> Timers(Guid id, DocumentKind kind, string provisions, DateOnly? majority)
    {
        if (kind is not (DocumentKind.Consent or DocumentKind.OptOut)) yield break;
        var last = ProvisionText.Parse(provisions).Where(p => p.Type == ProvisionType.Permit)
            .Select(p => (DateOnly?)p.End).Max();
        if (last < LegalDays.OpenEnd) yield return Timer(id, Expiry, last.Value.AddDays(1));
        if (majority is { } day) yield return Timer(id, Majority, day);
    }

    static NpgsqlBatchCommand Timer(Guid id, string kind, DateOnly due) =>
        Sql.Command(SetTimer, new[] { id }, new[] { kind }, new[] { due });

    static IEnumerable<NpgsqlBatchCommand> Questions(IEvent @event, ConsentRecorded e)
    {
        if (e.Kind != DocumentKind.Refusal) return [];
        short[] consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];
        return [Sql.Command(EnterIfEarlier, @event.Id, e.Domain, RefusalAfterConsent, e.ConsentId,
            LegalDays.Of(e.SignedAt), @event.Metadata.RecordedAt, e.Subject, consents)];
    }
}
