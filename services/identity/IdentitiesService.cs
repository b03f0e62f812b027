using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The table of contents of the identity service.</summary>
public static class IdentitiesService
{
    public const string Name = "identity";
    public const string OpenApi = "identity.v1";

    public static IServiceCollection AddIdentities(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IdentitiesOptions>().Bind(configuration.GetSection(IdentitiesOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LinkageOptions>().Bind(configuration.GetSection(LinkageOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddTrustCenterService(
            Name, configuration.GetSection(IdentitiesOptions.Section).Get<ServiceSettings>() ?? new(), Events,
            Schema);
        services.ConfigureHttpJsonOptions(json => StrictJson.Apply(json.SerializerOptions));
        services.AddOpenApi(OpenApi, api => api.Describe("api/identity", "TrustCenter: identities"));
        services.AddSingleton<TokenGate>();
        services.AddSingleton(provider => new RecordNumbers(Data(provider)));
        services.AddSingleton<KeptIndexes>();
        services.AddSingleton(provider => new DomainCatalog(
            Keys(provider), Data(provider), provider.GetRequiredService<KeptIndexes>()));
        services.AddSingleton(provider => new IndexFollower(
            Data(provider), Keys(provider), provider.GetRequiredService<DomainCatalog>(),
            provider.GetRequiredService<ILogger<IndexFollower>>()));
        services.AddSingleton(provider => new MpiStock(Data(provider), Keys(provider)));
        services.AddSingleton(provider => new IndexFile(
            provider.GetRequiredService<IOptions<IdentitiesOptions>>().Value.IndexFolder, Data(provider),
            Keys(provider), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<IndexFile>>()));
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<IndexKeeper>(provider, Data(provider), Keys(provider)));
        services.AddHealthChecks().Add(new(
            "identity-index", provider => provider.GetRequiredService<IndexKeeper>(), null, null));
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<Registrar>(provider, Data(provider), Keys(provider)));
        services.AddSingleton(provider => new EpixDomains(
            provider.GetRequiredService<DomainCatalog>(), Data(provider)));
        services.AddSingleton(provider => new EpixPages(Keys(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<SeedDomain>(
            provider, provider.GetRequiredKeyedService<IDocumentStore>(Name)));
        services.AddHostedService(provider => provider.GetRequiredService<IndexKeeper>());
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<SimulationRunner>(
                provider, Data(provider), Keys(provider), provider.GetRequiredKeyedService<IDocumentStore>(Name)));
        services.AddHostedService(provider => provider.GetRequiredService<SimulationRunner>());
        services.AddFeeds(configuration);
        services.AddSingleton(provider => new StudyIndexFile(
            provider.GetRequiredService<IOptions<IdentitiesOptions>>().Value.IndexFolder, Data(provider),
            Keys(provider), provider.GetRequiredService<ILogger<StudyIndexFile>>()));
        services.AddSingleton<StudyIndexes>();
        services.AddHostedService<StudyIndexKeeper>();
        services.AddHostedService<LinkageWorkers>();
        services.AddHostedService<ProjectUpkeep>();
        services.AddHostedService<SourcePolling>();
        services.AddSessions(configuration);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ImportRunner>(
            provider, Data(provider), Keys(provider), provider.GetRequiredKeyedService<IDocumentStore>(Name)));
        services.AddHostedService(provider => provider.GetRequiredService<ImportRunner>());
        return services;
    }

    public static void MapIdentities(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName:regex(^identity)}.json").RequireSignIn();
        var routes = app.MapService(Name, "/api/identity");
        DomainSlices.Map(routes);
        Configuring.Map(routes);
        RegisteringIdentities.Map(routes);
        RegisteringBatches.Map(routes);
        StartingImports.Map(routes);
        UploadingImports.Map(routes);
        ReportingImports.Map(routes);
        ReadingPersons.Map(routes);
        ResolvingPersons.Map(routes);
        LivingPersons.Map(routes);
        LinkingPersons.Map(routes);
        ErasingPersons.Map(routes);
        Clearing.Map(routes);
        FollowingChanges.Map(routes);
        FeedFaults.Map(routes);
        app.MapSessions();
        routes.MapProjects();
        app.MapEpix();
        app.MapIhe();
        app.MapDispatcher();
    }

    /// <summary>The service's tables, run by the owner's role behind those of events and hosting.</summary>
    public static (string Name, string Sql) Schema { get; } = (Name, ReadSchema());

    /// <summary>Stored names. They stay for thirty years: add, never rename.</summary>
    public static void Events(EventStoreOptions options)
    {
        options.Stream<IdentityDomain>("identity-domain");
        options.Event<DomainCreated>("identity-domain-created");
        options.Event<DomainSettingsChanged>("identity-domain-settings-changed");
        options.Event<ConfigurationAdded>("linkage-configuration-added");
        options.Event<ConfigurationActivated>("linkage-configuration-activated");
        options.Stream<Person>("person");
        options.Event<PersonRegistered>("person-registered");
        options.Event<IdentityAdded>("identity-added");
        options.Event<ContactsAdded>("contacts-added");
        options.Event<ContactEnded>("contact-ended");
        options.Event<IdentifiersEnded>("identifiers-ended");
        options.Event<ReferenceSet>("reference-set");
        options.Event<IdentityDeactivated>("identity-deactivated");
        options.Event<IdentityReactivated>("identity-reactivated");
        options.Event<PersonDeactivated>("person-deactivated");
        options.Event<PersonReactivated>("person-reactivated");
        options.Event<VitalStatusRecorded>("vital-status-recorded");
        options.Event<PersonAbsorbed>("person-absorbed");
        options.Event<PersonMerged>("person-merged");
        options.Event<MergeUndone>("merge-undone");
        options.Event<PersonRestored>("person-restored");
        options.Event<PersonSplit>("person-split");
        options.Event<PersonSplitOff>("person-split-off");
        options.Event<SplitUndone>("split-undone");
        options.Event<SplitOffUndone>("split-off-undone");
        options.Event<IdentityMovedOut>("identity-moved-out");
        options.Event<IdentityMovedIn>("identity-moved-in");
        options.Event<IdentityDeleted>("identity-deleted");
        options.Event<PersonDeleted>("person-deleted");
        options.Stream<PossibleMatch>("possible-match");
        options.Event<PossibleMatchFound>("possible-match-found");
        options.Event<PossibleMatchAdded>("possible-match-added");
        options.Event<OpinionGiven>("opinion-given");
        options.Event<FoundSame>("found-same");
        options.Event<FoundDistinct>("found-distinct");
        options.Event<PairPostponed>("pair-postponed");
        options.Event<DecisionTakenBack>("decision-taken-back");
        options.Event<PairSampled>("pair-sampled");
        options.Event<LinkConfirmed>("link-confirmed");
        options.Event<LinkRefuted>("link-refuted");
        options.Projections.Add(new DomainsProjection());
        options.Projections.Add(new PersonsProjection());
        options.Projections.Add(new PairsProjection());
        ProjectsService.Events(options);
    }

    static NpgsqlDataSource Data(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<NpgsqlDataSource>(Name);

    static Vault Keys(IServiceProvider provider) => provider.GetRequiredKeyedService<Vault>(Name);

    static string ReadSchema()
    {
        using var stream =
            typeof(IdentitiesService).Assembly.GetManifestResourceStream("TrustCenter.Identities.Schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
