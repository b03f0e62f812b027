using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TrustCenter.Hosting;

/// <summary>
/// Ends in two steps: asked to stop, a replica first says that it is no longer ready and goes on answering for a while,
/// so that whoever spreads requests has time to look elsewhere; then it stops taking connections and finishes what it
/// has begun. Asked a second time, it stops at once.
/// </summary>
sealed class DrainingLifetime(
    IHostApplicationLifetime application, IOptions<DrainOptions> options, Draining draining, TimeProvider clock)
    : IHostLifetime, IDisposable
{
    readonly List<PosixSignalRegistration> _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
            _signals.Add(PosixSignalRegistration.Create(signal, Stop));

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true; // not at once
        if (draining.Begin() && options.Value.DrainSeconds > 0)
            _ = StopLaterAsync();
        else
            application.StopApplication();
    }

    async Task StopLaterAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(options.Value.DrainSeconds), clock, application.ApplicationStopping)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        application.StopApplication();
    }
}

/// <summary>Whether this replica has been asked to stop.</summary>
sealed class Draining
{
    int _begun;

    public bool Began => Volatile.Read(ref _begun) == 1;

    /// <returns>True the first time.</returns>
    public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;
}
