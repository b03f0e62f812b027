using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>All documents of a person and what happened to each.</summary>
public static class PersonHistories
{
    const string Documents = """
        select d.consent_id, d.kind, d.template, d.signed_at, d.quality, d.answers,
            e.version, e.type, e.recorded_at, e.effective_at, e.actor, e.reason
        from consent.documents d join events.events e on e.stream_id = d.consent_id
        where d.subject = any($1) and ($2::timestamptz is null or e.recorded_at <= $2)
        order by d.signed_at, d.position, e.version
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/persons/history", Handle)
        .RequirePermission("consent.read")
        .WithSummary("History of a person: every document and every event, oldest first")
        .Produces<PersonHistory>();

    static async Task<IResult> Handle(
        PersonQuestion question, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        if (PersonLook.TryRead(question, clock.GetUtcNow(), out var look) is { } fault) return Problem.From(fault);
        if (!caller.MayUse(question.Domain)
            || await DomainSettings.FindAsync(session, question.Domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);

        var person = Persons.Of(vault, question.Domain, question.Identifiers);
        var known = await SignerIds.FindAsync(session.DataSource, question.Domain, person.Lookups, ct);
        var subjects = known.Select(signer => signer.Subject).Distinct().ToArray();
        var history = new PersonHistory(subjects.Length > 0, await ReadAsync(session, subjects, look.KnownAt, ct));
        session.Audit(new("person-history",
            subjects.Length > 0 ? subjects[0].ToString() : "unknown:"
                + Convert.ToHexStringLower(person.Lookups[0].AsSpan(0, 8)),
            "answered", Detail: new { documents = history.Documents.Count }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(history);
    }

    static async Task<List<DocumentHistory>> ReadAsync(
        IQuerySession session, Guid[] subjects, DateTimeOffset? knownAt, CancellationToken ct)
    {
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Documents, subjects, new NpgsqlParameter<DateTimeOffset?>
        {
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz,
            TypedValue = knownAt?.ToUniversalTime(),
        }));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var documents = new List<DocumentHistory>();
        var events = new List<HistoryEvent>();
        while (await row.ReadAsync(ct))
        {
            var id = row.GetGuid(0);
            if (documents.Count == 0 || documents[^1].Id != id)
            {
                events = [];
                documents.Add(new(id, AnswerNames.Of((DocumentKind)row.GetInt16(1)), row.GetString(2),
                    LegalDays.InBerlin(row.GetFieldValue<DateTimeOffset>(3)), row.GetString(4),
                    JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(5), StoredJson.Options)!,
                    events));
            }

            events.Add(new(row.GetInt64(6), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8),
                row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9), row.GetString(10),
                row.IsDBNull(11) ? null : row.GetString(11)));
        }

        return documents;
    }
}
