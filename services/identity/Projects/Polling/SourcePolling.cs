using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Fetches encoded files from the addresses that sites agreed to. What is fetched goes through the checks of
/// an upload; the same file again changes nothing, and what went wrong is tried again, ever more seldom.</summary>
sealed class SourcePolling(
    [FromKeyedServices(IdentitiesService.Name)] IDocumentStore store,
    [FromKeyedServices(IdentitiesService.Name)] NpgsqlDataSource data,
    [FromKeyedServices(IdentitiesService.Name)] Vault vault, IOptions<LinkageOptions> options, TimeProvider clock,
    ILogger<SourcePolling> log) : BackgroundService
{
    const int FirstPauseSeconds = 30;
    static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    readonly SourceLink _link = new([.. options.Value.Sources]);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Sources is []) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await LookAsync(stoppingToken)) continue;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or CommitOutcomeUnknownException
                or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) LogMessages.LinkageWaits(log, e.GetType().Name);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks at one address that is due.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        if (await PollRows.ClaimAsync(data, ct) is not { } due) return false;
        var (problem, tag) = (default(string), due.Tag);
        try
        {
            (problem, tag) = await FetchAsync(due, ct);
        }
        catch (SourceException e)
        {
            problem = e.Code;
        }
        catch (StreamMovedException)
        {
            problem = "source-later";
        }

        if (problem is not null) LogMessages.SourceFailed(log, due.Project, problem);
        await PollRows.DoneAsync(data, due, Pause(problem, due.Failures), problem, tag, ct);
        return true;
    }

    public override void Dispose()
    {
        _link.Dispose();
        base.Dispose();
    }

    TimeSpan Pause(string? problem, int failures) => problem is null
        ? TimeSpan.FromMinutes(options.Value.FetchMinutes)
        : TimeSpan.FromSeconds(Math.Min(
            LongestPause.TotalSeconds, FirstPauseSeconds * Math.Pow(2, Math.Min(failures, 20))));

    /// <returns>What was wrong with the file, and its tag.</returns>
    async Task<(string? Problem, string? Tag)> FetchAsync(DueSource due, CancellationToken ct)
    {
        var session = store.LightweightSession(new("trustcenter", "polling"));
        var project = await session.AggregateStreamAsync<LinkageProject>(due.Project, ct: ct);
        if (project.Terms?.Sites.FirstOrDefault(site => site.Name == due.Site)?.Source != due.Source
            || ProjectDecisions.OfSending(project, Days.Of(session.RecordedAt)) is not null)
        {
            return (null, due.Tag);
        }

        var response = await _link.GetAsync(due.Source, due.Tag, 0, null, ct);
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            response.Dispose();
            return (null, due.Tag);
        }

        var tag = response.Headers.ETag is { IsWeak: false } strong ? strong.ToString() : null;
        await using var content = new ResumingStream(
            _link, due.Source, response, SendingEncodings.MostBytes, clock);
        var file = new ReceivedFile(session, vault, options.Value.MostRecords);
        if (await file.ReadAsync(project, due.Site, PipeReader.Create(content), ct) is { } fault)
            return (fault.Code, null);
        var stream = await session.Events.FetchForWriting<LinkageProject>(due.Project, ct);
        var (decision, _) = await file.KeepAsync(stream);
        if (decision.Rejection is { } rejection) return (rejection.Code, null);
        await session.SaveChangesAsync(ct);
        return (null, tag);
    }
}
