using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>
/// Tries configurations out in the background, one after the other, some hundred identities at a time. How far it is
/// stands in the database with what was found, so that another process goes on where this one ends.
/// </summary>
public sealed class SimulationRunner(
    NpgsqlDataSource data, Vault vault, IDocumentStore store, DomainCatalog domains, IndexKeeper keeper,
    TimeProvider clock,
    ILogger<SimulationRunner> log) : BackgroundService
{
    static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    readonly Guid _runner = Guid.CreateVersion7(clock.GetUtcNow());
    readonly SemaphoreSlim _bell = new(0);

    /// <summary>Identities compared between two commits.</summary>
    internal int Page { get; init; } = 200;

    /// <summary>There is something to do.</summary>
    public void Ring() => _bell.Release();

    public override void Dispose()
    {
        _bell.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await keeper.ReadyAsync(stoppingToken);
                while (await SimulationRows.TakeAsync(data, _runner, clock.GetUtcNow(), stoppingToken) is { } next
                    && await RunAsync(next, stoppingToken))
                {
                    // the next one
                }

                await _bell.WaitAsync(Round, stoppingToken);
            }
            catch (Exception e) when (
                e is NpgsqlException or TimeoutException or StreamMovedException or CommitOutcomeUnknownException)
            {
                LogMessages.SimulationWaits(log, e.GetType().Name);
                await Task.Delay(Round, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>False where this process does not know the domain's present version yet.</summary>
    async Task<bool> RunAsync(RunningSimulation simulation, CancellationToken ct)
    {
        if (await LinkersAsync(simulation, ct) is not { } linkers) return false;
        var trial = new PairTrial(data, vault, simulation.Domain, linkers.Before, linkers.After);
        for (var finished = false; !finished;)
        {
            var identities = await trial.NextAsync(simulation.Reached, Page, ct);
            finished = identities.Count < Page;
            var pairs = await trial.CompareAsync(identities, ct);
            var (tally, listed) = Count(simulation.Tally, pairs, linkers.After.Configuration);
            simulation = simulation with
            {
                Reached = identities.Count == 0 ? simulation.Reached : identities[^1].Identity,
                Done = simulation.Done + identities.Count,
                Tally = tally,
            };
            var drawn = simulation.Sample?.Of(pairs) ?? [];
            var ends = finished && simulation.Sample is null;
            if (!await SimulationRows.AdvanceAsync(
                data, simulation, _runner, ends, clock.GetUtcNow(), listed, drawn, ct)) return true;
        }

        // all are on the worklist before anybody hears that it is done; filed twice changes nothing
        if (simulation.Sample is not null)
        {
            await SampleFiling.FileAsync(simulation, data, store, clock, ct);
            await SimulationRows.AdvanceAsync(data, simulation, _runner, true, clock.GetUtcNow(), [], [], ct);
        }

        return true;
    }

    /// <summary>Counts all; lists as many of each kind as are kept.</summary>
    static (SimulationTally, List<SimulatedPair>) Count(
        SimulationTally tally, IReadOnlyList<TriedPair> pairs, LinkageConfiguration configuration)
    {
        tally = tally with { Bands = new(tally.Bands), Listed = new(tally.Listed) };
        var listed = new List<SimulatedPair>();
        foreach (var pair in pairs)
        {
            tally = tally.Plus(pair.Kind);
            if (pair.After is { } after)
            {
                tally = pair.IsLinked ? tally with { Linked = tally.Linked + 1 }
                    : tally with { Below = tally.Below + 1 };
                var band = ScoreBands.Of(after.Score, ScoreBands.KindOf(configuration));
                tally.Bands[band] = tally.Bands.GetValueOrDefault(band) + 1;
            }

            if (!SimulatedChange.IsListed(pair.Kind)) continue;
            var kind = JsonNamingPolicy.KebabCaseLower.ConvertName(pair.Kind.ToString());
            var known = tally.Listed.GetValueOrDefault(kind);
            if (known == SimulationRows.MostListed) continue;
            tally.Listed[kind] = known + 1;
            listed.Add(new(tally.Listed.Values.Sum(), kind, pair.A, pair.B,
                IdentityComparison.Word(TriedPair.OutcomeOf(pair.Before)), pair.Before?.Score,
                IdentityComparison.Word(TriedPair.OutcomeOf(pair.After)), pair.After?.Score));
        }

        return (tally, listed);
    }

    async Task<(Linker Before, Linker After)?> LinkersAsync(RunningSimulation simulation, CancellationToken ct)
    {
        if (await domains.FindAsync(simulation.Domain, ct) is not { } domain) return null;
        if (domain.Linker.Version != simulation.Base) domain = await domains.RenewAsync(domain, ct) ?? domain;
        var after = await Simulating.LinkerAsync(data, domain, simulation.Version, ct);
        return domain.Linker.Version == simulation.Base && after is not null ? (domain.Linker, after) : null;
    }
}
