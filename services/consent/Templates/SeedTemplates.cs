using Microsoft.Extensions.Options;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Puts the shipped forms in place before the service takes its first request.</summary>
public sealed class SeedTemplates(IDocumentStore store, TimeProvider clock,
    IOptions<ConsentsOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.SeedBroadConsent) await ShippedTemplates.SeedAsync(store, clock, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
