using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Writes down what time has ended and erases the lists. Nobody waits for it: every decision looks at the
/// clock itself.</summary>
public sealed class EndRequests(
    IDocumentStore store, NpgsqlDataSource database, TimeProvider clock, ILogger<EndRequests> log) : BackgroundService
{
    const string Due = """
        select id from pseudonym.requests
        where ends_at < $1 and not emergency and state in ('requested', 'approved', 'executed')
        order by ends_at limit 200
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EndAsync(stoppingToken);
                if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
            }
            catch (Exception e) when (e is NpgsqlException or CommitOutcomeUnknownException or TimeoutException)
            {
                LogMessages.EndingFailed(log, e.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(10), stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>How many were ended.</summary>
    public async Task<int> EndAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ids = new List<Guid>();
        await using (var batch = database.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(Due, now.UtcDateTime));
            await using var row = await batch.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct)) ids.Add(row.GetGuid(0));
        }

        var ended = 0;
        foreach (var id in ids)
        {
            var session = store.LightweightSession(new("system", "end-requests"));
            var decision = await session.Decide<Request>(id, request => Request.Pass(request, now), ct);
            if (decision.Events.Count == 0) continue;
            SealedRequest.Erase(session, id);
            session.Audit(new AuditEntry("request-end", $"request/{id}", "done"));
            try
            {
                await session.SaveChangesAsync(ct);
                ended++;
            }
            catch (StreamMovedException)
            {
                // somebody was first; the next round sees it
            }
        }

        return ended;
    }
}
