using System.Diagnostics;
using System.Net;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>Somebody who keeps asking while PostgreSQL is away, and judges each answer.</summary>
static class Outage
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Kills PostgreSQL alone and waits until the suite has a new one by itself and answers.</summary>
    /// <returns>How long nobody was answered.</returns>
    public static async Task<TimeSpan> CauseAsync(
        SuiteProcess suite, LoadClient client, string person, List<string> faults, CancellationToken ct)
    {
        var killed = suite.PostgresProcessId;
        var clock = Stopwatch.StartNew();
        await PostgresProcesses.KillAsync(suite, ct);
        while (true)
        {
            var reply = await client.CheckAsync(person, Load.Samples, ct);
            if (reply.Status == HttpStatusCode.OK)
            {
                // no process of the old server lived when this was asked
                if (PostgresProcesses.Postmaster(suite) is not { } now || now == killed)
                    faults.Add($"Answered without a database: {reply.Body}");

                return clock.Elapsed;
            }

            if (reply.Status != HttpStatusCode.ServiceUnavailable || !reply.SaysWhen)
                faults.Add($"check: {(int)reply.Status} {reply.Body}");

            Assert.True(clock.Elapsed < Patience, $"No PostgreSQL after {clock.Elapsed}.\n{suite.Errors}");
            await Task.Delay(100, ct); // every attempt costs the starting server a process
        }
    }
}
