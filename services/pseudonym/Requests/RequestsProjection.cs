using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>One row per request, and one per emergency that has to be told.</summary>
public sealed class RequestsProjection : IInlineProjection
{
    const string Insert = """
        insert into pseudonym.requests (id, domain, purpose, legal_basis, project, pseudonyms, list_hash, state,
            requested_by, requested_at, ends_at, emergency)
        values ($1, $2, $3, $4, $5, $6, $7, 'requested', $8, $9, $10, $11)
        """;

    const string Update = """
        update pseudonym.requests set state = $2, ends_at = $3, decided_by = coalesce($4, decided_by),
            approved_at = coalesce($5, approved_at), found = coalesce($6, found), left_out = coalesce($7, left_out),
            reviewed_at = coalesce($8, reviewed_at)
        where id = $1
        """;

    const string Alert = "insert into pseudonym.alerts (request, created_at, next_try) values ($1, $2, $2)";

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        RequestMade e =>
        [
            Sql.Command(Insert, @event.StreamId, e.Domain, e.Purpose, e.LegalBasis, e.Project, e.Pseudonyms,
                e.ListHash, e.By.Name, e.At.UtcDateTime, Time(e.Emergency ? null : e.At + Request.ApprovalWindow),
                e.Emergency),
            .. e.Emergency ? [Sql.Command(Alert, @event.StreamId, e.At.UtcDateTime)]
                : Array.Empty<NpgsqlBatchCommand>(),
        ],
        RequestApproved e => [Changed(@event, "approved", e.At + Request.ExecutionWindow, e.By.Name, e.At)],
        RequestRejected e => [Changed(@event, "rejected", by: e.By.Name)],
        RequestExecuted e => [Changed(@event, "executed", e.At + Request.ExecutionWindow, found: e.Found,
            leftOut: e.LeftOut)],
        RequestClosed => [Changed(@event, "closed")],
        RequestExpired => [Changed(@event, "expired")],
        RequestCancelled => [Changed(@event, "cancelled")],
        RequestReviewed e => [Changed(@event, "closed", by: e.By.Name, reviewedAt: e.At)],
        _ => [],
    };

    static NpgsqlBatchCommand Changed(
        IEvent @event, string state, DateTimeOffset? endsAt = null, string? by = null,
        DateTimeOffset? approvedAt = null, int? found = null, int? leftOut = null,
        DateTimeOffset? reviewedAt = null) =>
        Sql.Command(Update, @event.StreamId, state, Time(endsAt), Text(by), Time(approvedAt), Number(found),
            Number(leftOut), Time(reviewedAt));

    static NpgsqlParameter Time(DateTimeOffset? at) => new()
    {
        Value = (object?)at?.UtcDateTime ?? DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    };

    static NpgsqlParameter Text(string? text) => new()
    {
        Value = (object?)text ?? DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.Text,
    };

    static NpgsqlParameter Number(int? number) => new()
    {
        Value = (object?)number ?? DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.Integer,
    };
}
