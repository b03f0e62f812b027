using System.Diagnostics;
using System.Globalization;

namespace TrustCenter.Identities.Tests;

/// <summary>Workers as processes of their own, which are killed while they work.</summary>
public sealed class WorkerTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    /// <summary>Four in every run; TRUSTCENTER_KILL_CYCLES=20 for more.</summary>
    static int Kills => int.Parse(
        Environment.GetEnvironmentVariable("TRUSTCENTER_KILL_CYCLES") ?? "4", CultureInfo.InvariantCulture);

    [Fact(Timeout = 900_000)]
    public async Task Killed_workers_cost_time_and_the_result_is_that_of_one_worker()
    {
        await using var instance = await app.StartAsync(
            ("Identity:Linkage:Workers", "0"), ("Identity:Linkage:TileRecords", "4096"));
        var (alone, together) = (new Sites(app), new Sites(app));
        foreach (var sites in new[] { alone, together })
        {
            await sites.OpenAsync("east", "north", "south");
            await sites.SendAsync("east", LinkingTests.Records(1, 9000, 1));
            await sites.SendAsync("north", LinkingTests.Records(6001, 15_000, 2));
            await sites.SendAsync("south", LinkingTests.Records(3001, 12_000, 3));
        }

        await BeginAsync(instance, alone);
        await EndAsync(alone, [Start("--until-empty")], kills: 0);
        await BeginAsync(instance, together);
        await EndAsync(together, [Start(), Start(), Start()], Kills);

        var (one, many) = (await app.LinkageTableAsync(alone), await app.LinkageTableAsync(together));
        Assert.Equal(one, many);
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
            for (var kill = 0; kill < kills; kill++)
            {
                // while one holds a tile, not just anywhere
                await app.UntilAsync(sites, view => view.Links is not null || view.Workers > 0);
                var victim = workers[kill % workers.Count];
                victim.Kill();
                await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
                victim.Dispose();
                workers[kill % workers.Count] = Start();
            }

            await app.UntilAsync(sites, view => view.Links is not null);
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
