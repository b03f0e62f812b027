using System.Diagnostics;
using System.Globalization;

namespace TrustCenter.Bench;

/// <summary>Seconds by this thread's own time, as Linux counts it, and by the clock.</summary>
readonly record struct Timing(double Own, double Wall)
{
    public static Timing Of(Action work)
    {
        var (own, clock) = (OwnTime(), Stopwatch.StartNew());
        work();
        return new(OwnTime() - own, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The best of several, each figure by itself: others use the machine as well.</summary>
    public static Timing Best(int times, Action work)
    {
        var best = new Timing(double.MaxValue, double.MaxValue);
        for (var i = 0; i < times; i++)
        {
            var now = Of(work);
            best = new(Math.Min(best.Own, now.Own), Math.Min(best.Wall, now.Wall));
        }

        return best;
    }

    /// <summary>Several threads at once; the first figure is the mean of their own times.</summary>
    public static Timing Threads(int threads, Action<int> work)
    {
        var own = new double[threads];
        var clock = Stopwatch.StartNew();
        var running = Enumerable.Range(0, threads).Select(number => new Thread(() =>
            own[number] = Of(() => work(number)).Own)).ToArray();
        foreach (var thread in running) thread.Start();
        foreach (var thread in running) thread.Join();
        return new(own.Average(), clock.Elapsed.TotalSeconds);
    }

    static double OwnTime() => double.Parse(
        File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;
}
