using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities.Tests;

public sealed class SimulationKillTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    // far ahead of the host's own clock, so that its runner leaves these alone
    static readonly DateTimeOffset Start = new(2090, 1, 1, 9, 0, 0, TimeSpan.Zero);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    NpgsqlDataSource Data => app.Services.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name);

    [Fact]
    public async Task Killed_at_any_step_it_is_gone_on_with_and_finds_and_draws_what_one_does_that_nobody_kills()
    {
        var domain = await app.DomainAsync();
        for (var i = 0; i < 9; i++)
        {
            var (one, _, _) = await app.PairAsync(domain);
            Assert.NotNull(one.Identity);
        }

        var wish = SampleWish.New(4, 3);
        var expected = await FinishAsync(domain, wish, Start, null);
        Assert.Equal((9, 3), (expected.View.Below.Pairs, expected.Pairs.Count));
        // the clock is asked at birth, when a simulation is taken and when it gets on
        for (var steps = 2; steps < 8; steps++)
        {
            var found = await FinishAsync(domain, wish, Start.AddHours(steps), steps);
            Assert.Equal(expected.Pairs, found.Pairs);
            Assert.Equal(
                (expected.View.Done, expected.View.Linked.Pairs, expected.View.Below.Pairs, expected.View.Below.Drawn),
                (found.View.Done, found.View.Linked.Pairs, found.View.Below.Pairs, found.View.Below.Drawn));
        }

        Assert.Equal(3, (await app.WorklistAsync(domain, "&sample=true")).Total);
    }

    /// <summary>Runs one, first by a runner that dies if so told, then by another one.</summary>
    async Task<(QualitySample View, List<DrawnPair> Pairs)> FinishAsync(
        string domain, SampleWish wish, DateTimeOffset now, int? dies)
    {
        var id = Guid.CreateVersion7(now);
        await using (var batch = Data.CreateBatch())
        {
            batch.BatchCommands.Add(SimulationRows.Insert(id, domain, 1, 1, "lead", now, wish));
            batch.BatchCommands.Add(Sql.Command(
                "update identity.simulations set beat = $2 where simulation = $1", id, now.AddMinutes(-5)));
            await batch.ExecuteNonQueryAsync(Ct);
        }

        if (dies is { } steps)
        {
            using var victim = Runner(new DyingClock(now, steps));
            await victim.StartAsync(Ct);
            await Assert.ThrowsAsync<KilledException>(() => victim.ExecuteTask!.WaitAsync(Ct));
            Assert.Equal("running", (await ReadAsync(id)).Status);
        }

        using var runner = Runner(new DyingClock(now.AddMinutes(5), int.MaxValue));
        await runner.StartAsync(Ct);
        while ((await ReadAsync(id)).Status == "running") await Task.Delay(20, Ct);
        await runner.StopAsync(Ct);
        return (await ReadAsync(id), await SampleRows.PairsAsync(Data, id, Ct));
    }

    async Task<QualitySample> ReadAsync(Guid id) => Assert.Single(await SampleRows.ReadAsync(Data, null, id, Ct));

    SimulationRunner Runner(TimeProvider clock) => new(
        Data, app.Services.GetRequiredKeyedService<Vault>(IdentitiesService.Name),
        app.Services.GetRequiredKeyedService<IDocumentStore>(IdentitiesService.Name),
        app.Services.GetRequiredService<DomainCatalog>(), app.Services.GetRequiredService<IndexKeeper>(), clock,
        NullLogger<SimulationRunner>.Instance)
    {
        Page = 5,
    };

    sealed class KilledException : Exception;

    /// <summary>Ends whoever asks it once too often, wherever that is.</summary>
    sealed class DyingClock(DateTimeOffset now, int steps) : TimeProvider
    {
        int _left = steps;

        public override DateTimeOffset GetUtcNow() =>
            Interlocked.Decrement(ref _left) < 0 ? throw new KilledException() : now;
    }
}
