using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What a clerk has to look at.</summary>
public static class Worklists
{
    const string Open = """
        select id, kind, consent_id, due from consent.worklist
        where domain = $1 and done_at is null order by due, id limit $2 offset $3
        """;

    const string Done = """
        update consent.worklist set done_at = $3, done_by = $4
        where domain = $1 and id = $2 and done_at is null
        """;

    const string Exists = "select count(*) from consent.worklist where domain = $1 and id = $2";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/domains/{domain}/worklist", List)
            .RequirePermission("consent.read")
            .WithSummary("Open entries of the worklist, the most overdue first")
            .Produces<IReadOnlyList<WorklistEntry>>();
        routes.MapPost("/domains/{domain}/worklist/{id:guid}/done", Finish)
            .RequirePermission("consent.quality")
            .WithSummary("Strike an entry off the worklist");
    }

    static async Task<IResult> List(
        string domain, Caller caller, IDocumentSession session, int? offset, int? count, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await DomainSettings.FindAsync(session, domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        if (offset is < 0) return Problem.From(
            Rejection.Invalid("paging-invalid", "An offset is not negative.", "offset"));
        if (count is < 1 or > 500) return Problem.From(
            Rejection.Invalid("paging-invalid", "A page has 1 to 500 entries.", "count"));
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Open, domain, count ?? 100, offset ?? 0));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var entries = new List<WorklistEntry>();
        while (await row.ReadAsync(ct))
            entries.Add(new(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetFieldValue<DateOnly>(3)));
        return TypedResults.Ok<IReadOnlyList<WorklistEntry>>(entries);
    }

    static async Task<IResult> Finish(
        string domain, Guid id, HttpContext http, Caller caller, IDocumentSession session, TimeProvider clock,
        CancellationToken ct)
    {
        if (!caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        await using (var batch = session.DataSource.CreateBatch())
        {
            batch.Timeout = Sql.Patience;
            batch.BatchCommands.Add(Sql.Command(Exists, domain, id));
            if (await batch.ExecuteScalarAsync(ct) is not 1L)
                return Problem.From(Rejection.NotFound("entry-unknown", "There is no such worklist entry."));
        }

        session.QueueSqlCommand(Sql.Command(Done, domain, id, clock.GetUtcNow(), caller.Name));
        session.Audit(new("worklist-done", id.ToString(), "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }
}
