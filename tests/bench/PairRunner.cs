using System.Diagnostics;

namespace TrustCenter.Bench;

/// <summary>Runs the suite and the bare endpoint by turns and counts what each costs.</summary>
sealed class PairRunner(
    LoadProcess load, ServerProgram suite, ServerProgram bare, int postgres, string token, Settings settings)
{
    const int WarmUps = 4;
    static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public async Task<(Comparison, long Next)> CompareAsync(
        string name, string kind, string bareKind, int clients, long next)
    {
        var pairs = new List<(Measured, Measured)>();
        // both until their hot paths are compiled: that is not what is measured here
        for (var i = 0; i < WarmUps; i++)
        {
            next += (await MeasureAsync(kind, suite, clients, next)).Load.Requests + clients;
            next += (await MeasureAsync(bareKind, bare, clients, next)).Load.Requests + clients;
        }

        for (var i = 0; i < settings.Pairs; i++)
        {
            var runs = new Measured[2];
            foreach (var side in i % 2 == 0 ? new[] { 0, 1 } : [1, 0])
            {
                runs[side] = await MeasureAsync(side == 0 ? kind : bareKind, side == 0 ? suite : bare, clients, next);
                next += runs[side].Load.Requests + clients;
            }

            pairs.Add((runs[0], runs[1]));
        }

        return (new(name, clients, pairs), next);
    }

    /// <summary>The suite alone, asked evenly, so often a second: what people wait for while it isn't at its
    /// limit.</summary>
    public async Task<(IReadOnlyList<Measured> Runs, long Next)> EvenlyAsync(
        string kind, int clients, double perSecond, long next)
    {
        var runs = new List<Measured>();
        for (var i = 0; i < settings.Pairs; i++)
        {
            runs.Add(await MeasureAsync(kind, suite, clients, next, perSecond));
            next += runs[^1].Load.Requests + clients;
        }

        return (runs, next);
    }

    async Task<Measured> MeasureAsync(
        string kind, ServerProgram server, int clients, long first, double? perSecond = null)
    {
        await Task.Delay(Between);
        var before = Use(server);
        var begin = Stopwatch.GetTimestamp();
        var result = await load.RunAsync(
            new(kind, server.Address, token, clients, settings.Seconds, first, settings.People,
                perSecond));
        var (after, passed) = (Use(server), Stopwatch.GetElapsedTime(begin));
        var ours = after.Server - before.Server + (after.Postgres - before.Postgres) + (after.Load - before.Load);
        return new(result, after.Server - before.Server, after.Postgres - before.Postgres,
            Math.Max(0,
                after.Machine - before.Machine - ours) / (passed.TotalMilliseconds * Environment.ProcessorCount));
    }

    (double Server, double Postgres, double Load, double Machine) Use(ServerProgram server) => (
        ProcessUse.Milliseconds(server.ProcessId), ProcessUse.FamilyMilliseconds(postgres),
        ProcessUse.Milliseconds(load.ProcessId), ProcessUse.MachineMilliseconds());
}
