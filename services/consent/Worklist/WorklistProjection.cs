using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>What a clerk has to look at.</summary>
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

    const string Noticed = """
        update consent.documents set expires_on = case when $2 = 'expired' then null else expires_on end,
            majority_on = case when $2 = 'majority-reached' then null else majority_on end
        where consent_id = $1
        """;

    const string EnterFromDocument = """
        insert into consent.worklist (id, domain, kind, consent_id, due, recorded_at)
        select $1, domain, $2, consent_id, $3, $4 from consent.documents where consent_id = $5
        on conflict (consent_id, kind) do nothing
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        ConsentRecorded e => Questions(@event, e),
        ConsentExpired e => Due(@event, e.ConsentId, Expiry, e.On),
        MajorityReached e => Due(@event, e.ConsentId, Majority, e.On),
        _ => [],
    };

    static IEnumerable<NpgsqlBatchCommand> Due(IEvent @event, Guid consentId, string kind, DateOnly on) =>
    [
        Sql.Command(Noticed, consentId, kind),
        Sql.Command(EnterFromDocument, @event.Id, kind, on, @event.Metadata.RecordedAt, consentId),
    ];

    static IEnumerable<NpgsqlBatchCommand> Questions(IEvent @event, ConsentRecorded e)
    {
        if (e.Kind != DocumentKind.Refusal) return [];
        short[] consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];
        return [Sql.Command(EnterIfEarlier, @event.Id, e.Domain, RefusalAfterConsent, e.ConsentId,
            LegalDays.Of(e.SignedAt), @event.Metadata.RecordedAt, e.Subject, consents)];
    }
}
