using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Puts the domain in place that the options name, so that a first start has one to try.</summary>
public sealed class SeedDomain(
    IDocumentStore store, Vault vault, string name, ILogger<SeedDomain> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (name.Length > 0 && !await TryAsync(name, stoppingToken))
        {
            await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
        }
    }

    async Task<bool> TryAsync(string domain, CancellationToken ct)
    {
        try
        {
            var session = store.LightweightSession(new("seed", "seed", "First start"));
            DomainRules.Read(domain, new(), out var settings);
            var decision = await CreatingDomain.QueueAsync(session, vault, domain, settings, ct);
            if (decision.Events.Count > 0) await session.SaveChangesAsync(ct);
            return true;
        }
        catch (StreamMovedException)
        {
            return true; // another replica was first
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or CommitOutcomeUnknownException)
        {
            LogMessages.SeedFailed(log, e.GetType().Name);
            return ct.IsCancellationRequested;
        }
    }
}
