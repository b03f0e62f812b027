using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Sessions as lists and credentials need them.</summary>
public sealed class CapturesProjection : IInlineProjection
{
    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        CapturePlanned e => [Sql.Command("""
            insert into consent.captures (id, domain, state, changed_at, planned_at, department, own_wish)
            values ($1, $2, 'planned', $3, $3, $4, $5)
            """, e.CaptureId, e.Domain, @event.Metadata.RecordedAt, e.Department, e.OwnWish)],
        CaptureHandedOver e => [Sql.Command("""
            update consent.captures set state = 'handed-over', tablet = $2, changed_at = $3,
                department = coalesce($4, department) where id = $1
            """, e.CaptureId, e.Tablet, @event.Metadata.RecordedAt, e.Department)],
        CaptureOpened e => [Sql.Command("""
            update consent.captures set state = 'open', tablet = $2, changed_at = $3, opened_at = $3, launch = null,
                sent = false
            where id = $1
            """, e.CaptureId, e.Tablet, @event.Metadata.RecordedAt)],
        CaptureReceived e => [Over(e.CaptureId, "received", "signed", @event.Metadata.RecordedAt)],
        CaptureEnded e => [Over(e.CaptureId, "ended", e.Outcome, @event.Metadata.RecordedAt)],
        _ => [],
    };

    /// <summary>Its credential dies with it.</summary>
    static NpgsqlBatchCommand Over(Guid id, string state, string outcome, DateTimeOffset at) => Sql.Command("""
        update consent.captures set state = $2, outcome = $3, changed_at = $4, launch = null, token = null,
            sent = false, lookups = '{}', step = null, calling = false where id = $1
        """, id, state, outcome, at);
}
