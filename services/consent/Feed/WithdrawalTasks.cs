using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What became of withdrawals elsewhere: each receiver reports, clerks see who has not finished.</summary>
public static partial class WithdrawalTasks
{
    const string Columns = """
        select id, withdrawal, domain, receiver, status, requested_at, accepted_at, completed_at, results
        from consent.tasks
        """;

    const string Report = """
        update consent.tasks set status = $3, accepted_at = coalesce(accepted_at, $4),
            completed_at = case when $3 = 'accepted' then completed_at else $4 end, results = results || $5
        where id = $1 and receiver = $2 and status <> 'completed'
            and not (status = $3 and $3 = 'accepted')
        """;

    /// <summary>Off the worklist when nobody has anything left to do.</summary>
    const string Strike = """
        update consent.worklist w set done_at = $2, done_by = $3 from consent.tasks t
        where t.id = $1 and w.consent_id = t.withdrawal and w.kind = $4 and w.done_at is null
            and not exists(select from consent.tasks o where o.withdrawal = t.withdrawal and o.status <> 'completed')
        """;

    static readonly string[] States = ["requested", "accepted", "completed", "failed"];

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}\\z")]
    private static partial Regex CountName();

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/tasks", List)
            .RequirePermission(Permissions.ConsentRead)
            .WithSummary("What other services have to do because of withdrawals, oldest first")
            .Produces<IReadOnlyList<WithdrawalTask>>();
        routes.MapGet("/tasks/{id:guid}", Get)
            .RequirePermission(Permissions.ConsentRead)
            .WithSummary("What one service has to do because of one withdrawal")
            .Produces<WithdrawalTask>();
        routes.MapPost("/tasks/{id:guid}/status", SetStatus)
            .RequirePermission(Permissions.ConsentFeed)
            .WithSummary("Report how far the own task is")
            .Produces<WithdrawalTask>();
    }

    static async Task<IResult> List(
        string domain, Caller caller, IDocumentSession session, string? status, Guid? withdrawal, int? offset,
        int? count, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await DomainSettings.FindAsync(session, domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        if (offset is < 0 || count is < 1 or > 500)
        {
            return Problem.From(Rejection.Invalid(
                "paging-invalid", "An offset is not negative, a page has 1 to 500 entries.", "count"));
        }

        if (status is not null && !States.Contains(status)) return Problem.From(Status);
        return TypedResults.Ok<IReadOnlyList<WithdrawalTask>>(await ReadAsync(session, Sql.Command(Columns + """
             where domain = $1 and ($2 is null or status = $2) and ($3 is null or withdrawal = $3)
            order by requested_at, id limit $4 offset $5
            """, domain, Typed(status, NpgsqlDbType.Text), Typed(withdrawal, NpgsqlDbType.Uuid), count ?? 100,
            offset ?? 0), ct));
    }

    static async Task<IResult> Get(Guid id, Caller caller, IDocumentSession session, CancellationToken ct) =>
        await FindAsync(id, session, ct) is { } task && caller.MayUse(task.Domain)
            ? TypedResults.Ok(task) : Problem.From(Unknown);

    static async Task<IResult> SetStatus(
        Guid id, ReportTask command, Caller caller, IDocumentSession session, TimeProvider clock,
        CancellationToken ct)
    {
        if (!States.Contains(command.Status) || command.Status == States[0]) return Problem.From(Status);
        var results = command.Results ?? new Dictionary<string, long>();
        if (results.Count > 20 || results.Any(count => !CountName().IsMatch(count.Key) || count.Value < 0))
        {
            return Problem.From(Rejection.Invalid("task-results-invalid",
                "Results are up to 20 counts with names of a-z, 0-9 and -.", "results"));
        }

        if (await FindAsync(id, session, ct) is not { } task || task.Receiver != caller.Name)
            return Problem.From(Unknown);
        var now = clock.GetUtcNow();
        session.QueueSqlCommand(Sql.Command(Report, id, caller.Name, command.Status, now,
            new NpgsqlParameter { Value = JsonSerializer.Serialize(results), NpgsqlDbType = NpgsqlDbType.Jsonb }));
        session.QueueSqlCommand(Sql.Command(Strike, id, now, caller.Name, TasksProjection.Open));
        session.Audit(new("withdrawal-task", id.ToString(), command.Status,
            Detail: new { withdrawal = task.Withdrawal, results }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(await FindAsync(id, session, ct));
    }

    static async Task<WithdrawalTask?> FindAsync(Guid id, IDocumentSession session, CancellationToken ct) =>
        (await ReadAsync(session, Sql.Command(Columns + " where id = $1", id), ct)) is [var task] ? task : null;

    static async Task<List<WithdrawalTask>> ReadAsync(
        IDocumentSession session, NpgsqlBatchCommand command, CancellationToken ct)
    {
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(command);
        await using var row = await batch.ExecuteReaderAsync(ct);
        var tasks = new List<WithdrawalTask>();
        while (await row.ReadAsync(ct))
        {
            tasks.Add(new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetFieldValue<DateTimeOffset>(5), Time(row, 6), Time(row, 7),
                JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(8))!));
        }

        return tasks;
    }

    static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    static NpgsqlParameter Typed(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    static Rejection Status { get; } = Rejection.Invalid("status-invalid",
        "A task is requested, accepted, completed or failed; a receiver reports the last three.", "status");

    static Rejection Unknown { get; } = Rejection.NotFound("task-unknown", "There is no such task.");
}
