using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Workers beside the requests of a service, as many as its settings say.</summary>
sealed class LinkageWorkers(
    [FromKeyedServices(IdentitiesService.Name)] IDocumentStore store,
    [FromKeyedServices(IdentitiesService.Name)] NpgsqlDataSource data,
    [FromKeyedServices(IdentitiesService.Name)] Vault vault, IOptions<LinkageOptions> options, TimeProvider clock,
    ILogger<LinkageWorkers> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        RunAsync(options.Value.Workers, untilEmpty: false, stoppingToken);

    public Task RunAsync(int workers, bool untilEmpty, CancellationToken ct) => Task.WhenAll(
        Enumerable.Range(0, workers).Select(_ => Task.Run(
            () => new LinkageWorker(store, data, vault, options.Value, clock, log).RunAsync(untilEmpty, ct),
            CancellationToken.None)));
}

/// <summary>What happens to projects as time passes: questions end, pseudonyms and the linkage table are erased, pages
/// nobody finished writing are swept.</summary>
sealed class ProjectUpkeep(
    [FromKeyedServices(IdentitiesService.Name)] IDocumentStore store,
    [FromKeyedServices(IdentitiesService.Name)] NpgsqlDataSource data, TimeProvider clock,
    ILogger<ProjectUpkeep> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    static readonly TimeSpan UploadsWithin = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or CommitOutcomeUnknownException
                or StreamMovedException or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) LogMessages.LinkageWaits(log, e.GetType().Name);
            }

            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task LookAsync(CancellationToken ct)
    {
        await using (var batch = data.CreateBatch())
        {
            batch.BatchCommands.Add(SealedPages.Sweep(clock.GetUtcNow() - UploadsWithin));
            await batch.ExecuteNonQueryAsync(ct);
        }

        foreach (var (id, open) in await DueAsync(ct)) await MoveAsync(id, open, ct);
    }

    async Task MoveAsync(Guid id, long open, CancellationToken ct)
    {
        var session = store.LightweightSession(new("trustcenter", "linkage"));
        var stream = await session.Events.FetchForWriting<LinkageProject>(id, ct);
        var (project, today) = (stream.Aggregate, Days.Of(clock.GetUtcNow()));
        var decision = project.Status == ProjectStatuses.Linking
            ? open == 0 || today > project.Terms!.Deadlines.AnswersUntil ? ProjectDecisions.Finish(project)
                : Decision.Nothing
            : today > project.Terms!.Deadlines.ResultsUntil ? ProjectDecisions.Erase(project) : Decision.Nothing;
        if (decision.Events is not [var @event]) return;
        stream.AppendMany(@event);
        foreach (var statement in @event is ProjectErased ? ProjectErasure.OfEverything(id, project)
            : [ClearingSql.SettleAll(id)]) session.QueueSqlCommand(statement);
        session.Audit(new(@event is ProjectErased ? "project-erased" : "project-finished", $"project/{id}", "done"));
        await session.SaveChangesAsync(ct);
    }

    async Task<List<(Guid, long)>> DueAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select p.project, (select count(*) from identity.linkage_questions q
                where q.project = p.project and q.verdict is null)
            from identity.projects p
            where not p.erased and (p.status = 'linking' or p.status in ('finished', 'cancelled')
                and p.results_until < $1)
            """);
        command.Parameters.Add(new() { Value = Days.Of(clock.GetUtcNow()) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<(Guid, long)>();
        while (await reader.ReadAsync(ct)) due.Add((reader.GetGuid(0), reader.GetInt64(1)));
        return due;
    }
}
