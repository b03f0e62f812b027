namespace TrustCenter.Bench;

/// <summary>One run of one kind of request against one address.</summary>
/// <param name="Kind">Name in <see cref="RequestKinds"/>.</param>
/// <param name="First">Number of the first request; what is recorded under a number is recorded once.</param>
/// <param name="People">People numbered from 0 that may be asked about.</param>
/// <param name="PerSecond">Requests a second, evenly, each timed from when it was due; null: each client asks as soon
/// as it was answered.</param>
public sealed record LoadJob(
    string Kind, string Address, string Token, int Clients, double Seconds, long First, int People,
    double? PerSecond = null);

/// <summary>What came of it.</summary>
/// <param name="Items">People answered for, or rows; the same as requests where a request is about one.</param>
/// <param name="Median">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Fault">The first answer that was not as it must be.</param>
public sealed record LoadResult(
    long Requests, long Items, double Seconds, double Median, double P99, long Faults, string? Fault)
{
    public double RequestsPerSecond => Requests / Seconds;

    public double ItemsPerSecond => Items / Seconds;
}
