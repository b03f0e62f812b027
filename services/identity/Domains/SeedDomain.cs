using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Puts the first domain in place, where one is wanted.</summary>
sealed class SeedDomain(IDocumentStore store, IOptions<IdentitiesOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.SeedDomain is not { Length: > 0 } name
            || DomainRules.Read(name, Usual, out var settings) is not null) return;
        var session = store.LightweightSession(new("trustcenter", "start"));
        await session.Decide<IdentityDomain>(
            StreamIds.OfDomain(name), domain => DomainDecisions.Decide(domain, name, settings), cancellationToken);
        try
        {
            await session.SaveChangesAsync(cancellationToken);
        }
        catch (StreamMovedException)
        {
            // another instance starts at the same time
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    static DomainSettingsView Usual { get; } = new(
        Sources: [new("default"), new("kis", "Krankenhausinformationssystem", 80)],
        Authorities:
        [
            new("patient-number", "Patientennummer"),
            new("insurance-number", "Krankenversichertennummer", "http://fhir.de/sid/gkv/kvid-10", Compared: true),
        ]);
}
