using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What feeds need.</summary>
static class FeedServices
{
    public static void AddFeeds(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<Hl7Options>().Bind(configuration.GetSection(Hl7Options.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FeedDesk>(
            provider, provider.GetRequiredKeyedService<IDocumentStore>(IdentitiesService.Name), Data(provider),
            provider.GetRequiredKeyedService<Vault>(IdentitiesService.Name)));
        services.AddSingleton<FeedListener>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedListener>());
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<FeedUpkeep>(provider, Data(provider)));
    }

    static NpgsqlDataSource Data(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name);
}

/// <summary>Forgets after a while that messages were taken. What a person has to mend stays until somebody
/// has.</summary>
sealed class FeedUpkeep(
    NpgsqlDataSource data, IOptions<Hl7Options> options, TimeProvider clock, ILogger<FeedUpkeep> log)
    : BackgroundService
{
    const string Old = """
        delete from identity.hl7_messages m where m.received_at < $1
            and not exists (select from identity.hl7_faults f where f.message = m.message and f.status = 'open')
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && options.Value.Listeners.Count > 0)
        {
            try
            {
                await using var command = data.CreateCommand(Old);
                command.Parameters.Add(new()
                {
                    Value = clock.GetUtcNow().AddDays(-options.Value.KeptDays).UtcDateTime,
                });
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                LogMessages.NotesNotDeleted(log, e.GetType().Name);
            }

            await Task.Delay(TimeSpan.FromHours(1), clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
