using System.Diagnostics;
using System.Net;

namespace TrustCenter.Deploy.Tests;

/// <summary>A process's beginning and end, as whoever runs it sees them.</summary>
public sealed class LifeTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_waits_for_the_migration_and_takes_its_leave_before_it_goes()
    {
        await using var services = new ApartServices();
        await services.InitializeAsync();
        var environment = services.Environment("identity");
        environment["Stop__DrainSeconds"] = "2";
        await using var process = ServiceProcess.Launch("TrustCenter.Identities", environment);
        await UntilAsync(async () => await StatusAsync(process, "/health/live") == HttpStatusCode.OK, process);
        Assert.False(await process.IsReadyAsync(Ct));

        var (code, ran, errors) = await services.MigrateAsync("identity");
        Assert.True(code == 0, errors);
        Assert.Equal("Ran: events, hosting, identity.", ran.Trim());
        Assert.Equal("Nothing to do.", (await services.MigrateAsync("identity")).Output.Trim());
        await UntilAsync(() => process.IsReadyAsync(Ct), process);

        var asked = Stopwatch.StartNew();
        await process.SignalAsync("TERM");
        await UntilAsync(async () => !await process.IsReadyAsync(Ct), process);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(process, "/health/live"));
        Assert.Equal(0, await process.EndAsync(Ct));
        Assert.InRange(asked.Elapsed.TotalSeconds, 1.9, 60);
    }

    static async Task<HttpStatusCode?> StatusAsync(ServiceProcess process, string path)
    {
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var answer = await client.GetAsync(new Uri(process.Url + path), Ct);
            return answer.StatusCode;
        }
        catch (Exception early) when (early is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    static async Task UntilAsync(Func<Task<bool>> happened, ServiceProcess process)
    {
        for (var waited = Stopwatch.StartNew(); !await happened(); await Task.Delay(30, Ct))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(150), process.Errors);
    }
}
