using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Talks and questions as lists need them, and what the end of a session does to them.</summary>
public sealed class TalksProjection : IInlineProjection
{
    // without a document nothing that the person typed stays
    const string Drop = """
        with gone as (delete from consent.questions where capture = $1 returning id),
            items as (delete from vault.items where subject in (select id from gone))
        delete from vault.keys where subject in (select id from gone)
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        TalkLogged e => [Sql.Command("""
            insert into consent.talks (id, domain, capture, way, held_at, minutes, logged_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            """, e.TalkId, e.Domain, e.Capture, e.Way, e.HeldAt, e.Minutes, @event.Metadata.RecordedAt)],
        QuestionAsked e => [Sql.Command("""
            insert into consent.questions (id, domain, capture, asked_at, lookups)
            select $1, $2, $3, $4, lookups from consent.captures where id = $3
            """, e.QuestionId, e.Domain, e.Capture, @event.Metadata.RecordedAt)],
        QuestionAnswered e => [Sql.Command("update consent.questions set answered_at = $2 where id = $1",
            e.QuestionId, @event.Metadata.RecordedAt)],
        CaptureReceived e => [Sql.Command("update consent.talks set documents = $2 where capture = $1",
            e.CaptureId, e.Documents.Select(document => document.DocumentId).ToArray())],
        CaptureEnded e => [Sql.Command(Drop, e.CaptureId)],
        _ => [],
    };
}
