using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>One row per submission: what waits for whom.</summary>
public sealed class CasesProjection : IInlineProjection
{
    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        SubmissionMade e =>
        [
            Sql.Command("""
                insert into pseudonym.submissions (case_id, number, scheme, work_number, numbered)
                values ($1, $2, $3, $4, $5)
                """, @event.StreamId, e.Number, e.Scheme, e.WorkNumber, e.Genome is not null),
        ],
        NumbersReceived e =>
        [
            Sql.Command("update pseudonym.submissions set numbered = true where case_id = $1 and number = $2",
                @event.StreamId, e.Number),
        ],
        SubmissionHandedOver e =>
        [
            Sql.Command("""
                update pseudonym.submissions set handed_to = handed_to || $3::text where case_id = $1 and number = $2
                """, @event.StreamId, e.Number, e.Recipient),
        ],
        _ => [],
    };
}
