using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Notices the days on which something ends: the last permission of a document, the majority of a child. Checks never
/// wait for this; it makes the events that clerks and other services follow.
/// </summary>
public sealed class NoticeDays(
    IDocumentStore store, NpgsqlDataSource dataSource, TimeProvider clock, ILogger<NoticeDays> log) : BackgroundService
{
    // both days may have come at once
    const string Due = """
        select d.consent_id, e.kind, e.due
        from (select consent_id, expires_on, majority_on from consent.documents
            where least(expires_on, majority_on) <= $1 order by least(expires_on, majority_on) limit 500) as d,
            lateral (values ('expired', d.expires_on), ('majority-reached', d.majority_on)) as e (kind, due)
        where e.due <= $1 order by e.due
        """;

    static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                while (await NoticeAsync(stoppingToken) > 0) { }
            }
            catch (Exception e) when (e is NpgsqlException or CommitOutcomeUnknownException)
            {
                LogMessages.NoticeDaysFailed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Handles what is due; returns how many documents changed.</summary>
    public async Task<int> NoticeAsync(CancellationToken ct)
    {
        var noticed = 0;
        foreach (var (id, kind, due) in await DueAsync(ct))
        {
            var session = store.LightweightSession(new("system", "notice-days"));
            var stream = await session.Events.FetchForWriting<Consent>(id, ct);
            var decision = Decide(id, stream.Aggregate, kind, due);
            if (decision.Events.Count == 0) continue;
            stream.AppendMany([.. decision.Events]);
            session.Audit(new("day-noticed", id.ToString(), kind));
            try
            {
                await session.SaveChangesAsync(ct);
                noticed++;
            }
            catch (StreamMovedException)
            {
                // somebody changed the document, or another instance was first; the next round sees it
            }
        }

        return noticed;
    }

    public static Decision Decide(Guid id, Consent consent, string kind, DateOnly due) => kind switch
    {
        _ when !consent.Exists || consent.Annulled => Decision.Nothing,
        WorklistProjection.Expiry when consent.ExpiredOn is null => Decision.Of(new ConsentExpired(id, due)),
        WorklistProjection.Majority when !consent.MajorityPassed => Decision.Of(new MajorityReached(id, due)),
        _ => Decision.Nothing,
    };

    async Task<List<(Guid Id, string Kind, DateOnly Due)>> DueAsync(CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Due, LegalDays.Of(clock.GetUtcNow())));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var due = new List<(Guid, string, DateOnly)>();
        while (await row.ReadAsync(ct)) due.Add((row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateOnly>(2)));
        return due;
    }
}
