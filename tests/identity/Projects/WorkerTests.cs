using System.Diagnostics;

namespace TrustCenter.Identities.Tests;

/// <summary>Workers as processes of their own, which are killed while they work.</summary>
public sealed class WorkerTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const int Kills = 20;

    [Fact(Timeout = 900_000)]
    public async Task Killed_workers_cost_time_and_the_result_is_that_of_one_worker()
    {
        await using var instance = await app.StartAsync(
            ("Identity:Linkage:Workers", "0"), ("Identity:Linkage:TileRecords", "4096"));
        var (alone, two, three) = (new Sites(app), new Sites(app), new Sites(app));
        foreach (var sites in new[] { alone, two, three })
        {
            await sites.OpenAsync("east", "north", "south");
            await sites.SendAsync("east", LinkingTests.Records(1, 9000, 1));
            await sites.SendAsync("north", LinkingTests.Records(6001, 15_000, 2));
            await sites.SendAsync("south", LinkingTests.Records(3001, 12_000, 3));
        }

        await BeginAsync(instance, alone);
        await EndAsync(alone, [Start("--until-empty")], kills: 0);
        await BeginAsync(instance, two);
        await EndAsync(two, [Start(), Start()], kills: 0);
        await BeginAsync(instance, three);
        await EndAsync(three, [Start(), Start(), Start()], Kills);

        var one = await app.LinkageTableAsync(alone);
        Assert.Equal(one, await app.LinkageTableAsync(two));
        Assert.Equal(one, await app.LinkageTableAsync(three));
        Assert.True(one.GroupBy(row => row.Person).Count(person => person.Count() > 1) > 4000);
    }

    async Task BeginAsync(Microsoft.AspNetCore.Builder.WebApplication instance, Sites sites)
    {
        using var client = IdentityApp.NewClient(instance);
        using var request = app.Request(HttpMethod.Post, $"{sites.Path}/linking", new { }, "lead");
        using var begun = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(begun.IsSuccessStatusCode, $"{begun.StatusCode}");
    }

    async Task EndAsync(Sites sites, List<Process> workers, int kills)
    {
        try
        {
            var killed = 0;
            for (var kill = 0; kill < kills; kill++)
            {
                // while one holds a tile, and spread over all of the work
                var from = kill;
                var view = await app.UntilAsync(sites, view => view.Links is not null
                    || (view.Workers > 0 && view.Done >= view.Tiles * from / (kills + 1)));
                if (view.Links is not null) break;
                killed++;
                var victim = workers[kill % workers.Count];
                victim.Kill();
                await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
                victim.Dispose();
                workers[kill % workers.Count] = Start();
            }

            await app.UntilAsync(sites, view => view.Links is not null);
            Assert.True(killed >= kills * 3 / 4, $"Only {killed} were killed before the work was done.");
        }
        finally
        {
            foreach (var worker in workers)
            {
                if (!worker.HasExited) worker.Kill();
                worker.Dispose();
            }
        }
    }

    Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "TrustCenter.Identities.dll"), "worker", .. arguments]);
        start.Environment["Identity__ConnectionString"] = app.Database.AppConnectionString;
        start.Environment["Identity__KeysFile"] = app.Tokens.ServiceKeysFile(IdentitiesService.Name);
        start.Environment["Identity__Linkage__LeaseSeconds"] = "2";
        start.Environment["Identity__Linkage__PollMilliseconds"] = "50";
        return Process.Start(start)!;
    }
}
