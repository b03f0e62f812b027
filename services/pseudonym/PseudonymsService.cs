using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>The table of contents of the pseudonym service.</summary>
public static class PseudonymsService
{
    public const string Name = "pseudonym";
    public const string OpenApi = "pseudonym.v1";

    public static IServiceCollection AddPseudonyms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PseudonymsOptions>().Bind(configuration.GetSection(PseudonymsOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddTrustCenterService(
            Name, configuration.GetSection(PseudonymsOptions.Section).Get<ServiceSettings>() ?? new(), Events,
            Schema);
        services.ConfigureHttpJsonOptions(json => StrictJson.Apply(json.SerializerOptions));
        services.AddOpenApi(OpenApi, api => api.Describe("api/pseudonym", "TrustCenter: pseudonyms"));
        services.AddSingleton(provider =>
            new DomainCatalog(Data(provider), provider.GetRequiredKeyedService<Vault>(Name)));
        services.AddConsented(configuration);
        services.AddOptions<IndexOptions>().Bind(configuration.GetSection(IndexOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<IndexFollower>(
            provider, Data(provider), provider.GetRequiredKeyedService<Vault>(Name),
            new ServiceLink(provider.GetRequiredService<IOptions<IndexOptions>>().Value,
                provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton(provider => new PairDesk(
            Data(provider), provider.GetRequiredService<DomainCatalog>(), provider.GetRequiredService<Ties>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PairEraser(
            Data(provider), provider.GetRequiredService<DomainCatalog>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PairInserter(
            Data(provider), provider.GetRequiredService<DomainCatalog>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ResolveRates>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<KeyRotator>(
            provider, Data(provider), provider.GetRequiredKeyedService<IDocumentStore>(Name),
            provider.GetRequiredKeyedService<Vault>(Name)));
        services.AddHostedService(provider => provider.GetRequiredService<KeyRotator>());
        services.AddGateway();
        services.AddSingleton(provider => new ExistingPseudonyms(
            Data(provider), provider.GetRequiredService<DomainCatalog>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => new SeedDomain(
            provider.GetRequiredKeyedService<IDocumentStore>(Name), provider.GetRequiredKeyedService<Vault>(Name),
            provider.GetRequiredService<IOptions<PseudonymsOptions>>().Value.SeedDomain,
            provider.GetRequiredService<ILogger<SeedDomain>>()));
        services.AddSingleton<PairQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<PairQueue>());
        RequestsService.Add(services, configuration);
        return services;
    }

    public static void MapPseudonyms(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName:regex(^pseudonym)}.json").RequireSignIn();
        var routes = app.MapService(Name, "/api/pseudonym");
        CreatingDomain.Map(routes);
        ChangingDomain.Map(routes);
        ReadingDomains.Map(routes);
        CreatingPseudonyms.Map(routes);
        ResolvingPseudonyms.Map(routes);
        RequestsService.Map(routes);
        CasesService.Map(routes);
        ErasingPseudonyms.Map(routes);
        InsertingPairs.Map(routes);
        ChainingPseudonyms.Map(routes);
        MappingPseudonyms.Map(routes);
        ImportingCsv.Map(routes);
        ExportingCsv.Map(routes);
        CountingPseudonyms.Map(routes);
        RotatingKeys.Map(routes);
        KinSlices.Map(routes);
        app.MapGateway();
        app.MapMii();
    }

    /// <summary>The service's tables, run by the owner's role behind those of events and hosting.</summary>
    public static (string Name, string Sql) Schema { get; } =
        (Name, string.Concat(Read("Schema.sql"), Read("Requests.Schema.sql"), Read("Cases.Schema.sql")));

    /// <summary>Stored names. They stay for thirty years: add, never rename.</summary>
    public static void Events(EventStoreOptions options)
    {
        options.Stream<Domain>("pseudonym-domain");
        options.Event<DomainCreated>("pseudonym-domain-created");
        options.Event<DomainChanged>("pseudonym-domain-changed");
        options.Event<DomainClosed>("pseudonym-domain-closed");
        options.Event<DomainReopened>("pseudonym-domain-reopened");
        options.Event<DomainKeyAdded>("pseudonym-domain-key-added");
        options.Event<DomainKeyRetired>("pseudonym-domain-key-retired");
        options.Projections.Add(new DomainsProjection());
        RequestsService.Events(options);
        CasesService.Events(options);
    }

    static NpgsqlDataSource Data(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<NpgsqlDataSource>(Name);

    static string Read(string file)
    {
        using var stream =
            typeof(PseudonymsService).Assembly.GetManifestResourceStream($"TrustCenter.Pseudonyms.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
