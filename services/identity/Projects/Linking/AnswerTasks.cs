using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Questions on possible matches, asked of both sites: each sees its own record and nothing of the other's,
/// and only where both confirm are the records one person's.</summary>
static class AnsweringTasks
{
    const int Most = 10_000;

    static readonly Rejection Unknown = Rejection.NotFound("task-unknown", "There is no such question to your site.");

    static readonly Rejection Settled = Rejection.Conflict("task-settled",
        "Both sites have answered, or time is up; the answer can't be changed any more.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/projects/{project:guid}/tasks", List).RequirePermission(Permissions.ProjectSite)
            .WithSummary("Questions on possible matches to your site's clearing; all=true: answered ones too")
            .Produces<IReadOnlyList<ClearingTask>>();
        routes.MapPost("/projects/{project:guid}/tasks/{task:guid}/answer", Answer)
            .RequirePermission(Permissions.ProjectSite)
            .WithSummary("Answer a question on a possible match").Produces(StatusCodes.Status204NoContent);
    }

    static async Task<IResult> List(
        Guid project, bool? all, Caller caller, IQuerySession session, Vault vault, CancellationToken ct)
    {
        if (await session.FindSiteAsync(project, caller, ct) is not var (found, site))
            return Problem.From(ProjectDecisions.Unknown);
        if (found.Result is not { } result
            || await VaultRows.FindKeyAsync(session.DataSource, result, ct) is not { } key)
            return Results.Ok(Array.Empty<ClearingTask>());
        using var seal = new TaskSeal(vault.OpenKey(result, key));
        await using var command = session.DataSource.CreateCommand("""
            select t.task, t.content, t.answer, q.verdict is not null
            from identity.linkage_tasks t join identity.linkage_questions q using (question)
            where t.project = $1 and t.site = $2 and ($3 or (t.answer is null and q.verdict is null))
            order by t.task limit $4
            """);
        foreach (var value in (object[])[project, site, all ?? false, Most])
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tasks = new List<ClearingTask>();
        while (await reader.ReadAsync(ct))
        {
            tasks.Add(new(reader.GetGuid(0), seal.OpenTask(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)),
                found.Terms!.Deadlines.AnswersUntil, reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetBoolean(3)));
        }

        return Results.Ok(tasks);
    }

    static async Task<IResult> Answer(
        Guid project, Guid task, AnswerClearingTask command, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct)
    {
        if (command.Answer is not (ClearingAnswers.Confirmed or ClearingAnswers.Rejected or ClearingAnswers.Unsure))
        {
            return Problem.From(Rejection.Invalid("value-unknown",
                $"{ClearingAnswers.Confirmed}, {ClearingAnswers.Rejected} or {ClearingAnswers.Unsure}.", "answer"));
        }

        if (await session.FindSiteAsync(project, caller, ct) is not var (found, site))
            return Problem.From(ProjectDecisions.Unknown);
        if (!await ClearingSql.IsOfAsync(session.DataSource, project, task, site, ct)) return Problem.From(Unknown);
        if (found.Status != ProjectStatuses.Linking
            || Days.Of(session.RecordedAt) > found.Terms!.Deadlines.AnswersUntil) return Problem.From(Settled);
        session.QueueSqlCommand(ClearingSql.Answer(task, command.Answer, caller.Name, session.RecordedAt));
        session.Audit(new("task-answered", $"project/{project}", "done",
            Detail: new { task, answer = command.Answer }));
        try
        {
            return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
        }
        catch (PostgresException e) when (e.SqlState == ClearingSql.TooLate)
        {
            return Problem.From(Settled);
        }
    }
}

/// <summary>Statements on questions and their tasks.</summary>
static class ClearingSql
{
    public const string TooLate = "TC013";

    /// <summary>Keeps an answer; with the second one the question has its verdict.</summary>
    public static NpgsqlBatchCommand Answer(Guid task, string answer, string by, DateTimeOffset at) => Sql.Command(
        "select identity.answer_linkage_task($1, $2, $3, $4)", task, answer, by, at.UtcDateTime);

    /// <summary>Whoever has not answered has not confirmed.</summary>
    public static NpgsqlBatchCommand SettleAll(Guid project) => Sql.Command(
        "update identity.linkage_questions set verdict = 'distinct' where project = $1 and verdict is null", project);

    public static async Task<bool> IsOfAsync(
        NpgsqlDataSource data, Guid project, Guid task, string site, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select from identity.linkage_tasks where task = $1 and project = $2 and site = $3");
        foreach (var value in (object[])[task, project, site]) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct);
    }
}
