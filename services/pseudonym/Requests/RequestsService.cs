using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>The table of contents of requests for originals.</summary>
static class RequestsService
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RequestsOptions>().Bind(configuration.GetSection(RequestsOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PermitsOptions>().Bind(configuration.GetSection(PermitsOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Permits>();
        services.AddSingleton<Revealing>();
        services.AddSingleton(provider => new SendAlerts(
            Data(provider), provider.GetRequiredService<IOptions<RequestsOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SendAlerts>>()));
        services.AddHostedService(provider => provider.GetRequiredService<SendAlerts>());
        services.AddSingleton(provider => new EndRequests(
            provider.GetRequiredKeyedService<IDocumentStore>(PseudonymsService.Name), Data(provider),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EndRequests>>()));
        services.AddHostedService(provider => provider.GetRequiredService<EndRequests>());
    }

    public static void Map(RouteGroupBuilder service)
    {
        var routes = service.MapGroup("");
        routes.AddEndpointFilter(AccountLocks.Filter);
        AskingForOriginals.Map(routes);
        ReadingRequests.Map(routes);
        DecidingOnRequest.Map(routes);
        ExecutingRequest.Map(routes);
        BreakingGlass.Map(routes);
        ReviewingEmergencies.Map(routes);
        AccountLocks.Map(routes);
    }

    public static void Events(EventStoreOptions options)
    {
        options.Stream<Request>("pseudonym-request");
        options.Event<RequestMade>("pseudonym-request-made");
        options.Event<RequestApproved>("pseudonym-request-approved");
        options.Event<RequestRejected>("pseudonym-request-rejected");
        options.Event<RequestExecuted>("pseudonym-request-executed");
        options.Event<RequestClosed>("pseudonym-request-closed");
        options.Event<RequestExpired>("pseudonym-request-expired");
        options.Event<RequestCancelled>("pseudonym-request-cancelled");
        options.Event<RequestReviewed>("pseudonym-request-reviewed");
        options.Stream<GlassRight>("break-glass-right");
        options.Event<GlassBroken>("glass-broken");
        options.Event<GlassReviewed>("glass-reviewed");
        options.Projections.Add(new RequestsProjection());
    }

    static NpgsqlDataSource Data(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<NpgsqlDataSource>(PseudonymsService.Name);
}
