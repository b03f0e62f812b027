using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>A withdrawal gives every receiver a task, in the withdrawal's own transaction: none is forgotten.</summary>
public sealed class TasksProjection : IInlineProjection
{
    public const string Open = "withdrawal-open";

    const string Request = """
        with made as (
            insert into consent.tasks (id, withdrawal, receiver, domain, requested_at)
            select md5($1::text || name)::uuid, $2, name, $3, $4 from consent.receivers
            where domains && array['*', $3]
            on conflict (withdrawal, receiver) do nothing returning id)
        insert into consent.worklist (id, domain, kind, consent_id, due, recorded_at)
        select $1, $3, $5, $2, $6, $4 where exists(select from made)
        on conflict (consent_id, kind) do nothing
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) =>
        @event.Data is ConsentRecorded { Kind: DocumentKind.PartialWithdrawal or DocumentKind.FullWithdrawal } e
            ? [Sql.Command(Request, @event.Id, e.ConsentId, e.Domain, @event.Metadata.RecordedAt, Open,
                LegalDays.Of(@event.Metadata.RecordedAt))]
            : [];
}
