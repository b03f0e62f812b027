using System.Diagnostics;
using TrustCenter.Postgres;

namespace TrustCenter.Bench;

/// <summary>From starting the process to "ready", each time after SIGKILL.</summary>
static class StartTimes
{
    const int Runs = 7;
    const int ColdRuns = 3;

    public static async Task RunAsync(Place place, Report report)
    {
        await using (var postgres = await EmbeddedPostgres.StartAsync(place.Postgres))
        {
            report.Start("the service alone, PostgreSQL running", await RepeatAsync(Runs,
                () => place.StartSuiteAsync(postgres.ConnectionString)));
        }

        report.Start("the service and its PostgreSQL, both killed before (recovery included)", await RepeatAsync(Runs,
            () => place.StartSuiteAsync(null)));
        report.Start("the same, the database's files not in memory", await RepeatAsync(ColdRuns, async () =>
        {
            await ForgetFilesAsync(place);
            return await place.StartSuiteAsync(null);
        }));
    }

    static async Task<double[]> RepeatAsync(int runs, Func<Task<ServerProgram>> start)
    {
        var seconds = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            await using var program = await start();
            seconds[i] = program.ReadyAfter.TotalSeconds;
            await program.KillAsync();
        }

        return seconds;
    }

    // the kernel forgets these files only, so that nobody else on the machine is slowed down
    static async Task ForgetFilesAsync(Place place)
    {
        await Task.Delay(3_000); // the killed server's processes let go of them
        using var process = Process.Start(new ProcessStartInfo("/bin/sh",
        [
            "-c", "sync; find \"$1/data\" -type f -exec dd if={} iflag=nocache count=0 status=none \\;", "sh",
                place.Postgres,
        ]))!;
        await process.WaitForExitAsync();
    }
}
