using Npgsql;

namespace TrustCenter.Pseudonyms;

/// <summary>What ties pseudonyms to consents.</summary>
static class ConsentedServices
{
    public static void AddConsented(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsentLinkOptions>().Bind(configuration.GetSection(ConsentLinkOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ConsentLink>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Ties>(provider, Data(provider)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TieSweep>(provider, Data(provider)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ExportedPairs>(provider, Data(provider)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WithdrawalDesk>(provider, Data(provider)));
        services.AddHostedService(provider => provider.GetRequiredService<WithdrawalDesk>());
        services.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<FeedFollower>(provider, Data(provider)));
    }

    static NpgsqlDataSource Data(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<NpgsqlDataSource>(PseudonymsService.Name);
}
