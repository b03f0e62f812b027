using System.Runtime.InteropServices;

namespace TrustCenter.Local;

/// <summary>Ctrl-C and SIGTERM end the suite in order, also while it is still starting.</summary>
sealed class Signals : IDisposable
{
    readonly PosixSignalRegistration[] _registrations;

    public Signals(CancellationTokenSource stop) => _registrations =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
            PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                stop.Cancel();
            })),
    ];

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }
}
