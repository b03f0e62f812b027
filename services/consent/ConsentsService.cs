using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The table of contents of the consent service.</summary>
public static class ConsentsService
{
    public const string Name = "consent";
    public const string OpenApi = "consent.v1";

    public static IServiceCollection AddConsents(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsentsOptions>().Bind(configuration.GetSection(ConsentsOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddTrustCenterService(
            Name, configuration.GetSection(ConsentsOptions.Section).Get<ServiceSettings>() ?? new(), Events,
            Schema);
        services.ConfigureHttpJsonOptions(json => StrictJson.Apply(json.SerializerOptions));
        services.AddOpenApi(OpenApi, api => api.Describe("api/consent", "TrustCenter: consents"));
        services.AddSingleton<TemplateCatalog>();
        services.AddGateway();
        services.AddCaptures();
        services.AddPortal(configuration);
        services.AddSingleton(provider => new PdfRenderer(
            Settings(provider.GetRequiredService<IOptions<ConsentsOptions>>().Value),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<SeedTemplates>(
            provider, provider.GetRequiredKeyedService<IDocumentStore>(Name)));
        services.AddSingleton(provider => new CheckQueue(Data(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<CheckQueue>());
        services.AddSingleton(provider => new NewPeople(Data(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<NewPeople>());
        services.AddSingleton(provider => new SignerLookups(
            Data(provider), provider.GetRequiredService<NewPeople>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<SignerLookups>());
        services.AddSingleton(provider => new FeedBell(Data(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<FeedBell>());
        services.AddIndex(configuration);
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<NoticeDays>(
            provider, provider.GetRequiredKeyedService<IDocumentStore>(Name), Data(provider)));
        return services;
    }

    public static void MapConsents(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").RequireSignIn();
        var routes = app.MapService(Name, "/api/consent");
        TemplateSlices.Map(routes);
        RecordingConsent.Map(routes);
        WithdrawingConsent.Map(routes);
        CorrectingConsent.Map(routes);
        ChangingConsent.Map(routes);
        GettingConsent.Map(routes);
        GettingDocument.Map(routes);
        AddingScan.Map(routes);
        AddingIdentifier.Map(routes);
        CheckingConsent.Map(routes);
        CheckingConsents.Map(routes);
        AskingWindow.Map(routes);
        PersonStates.Map(routes);
        PersonCards.Map(routes);
        PersonHistories.Map(routes);
        PersonsOfDocuments.Map(routes);
        Worklists.Map(routes);
        UpcomingDays.Map(routes);
        ConsentFigures.Map(routes);
        DepartmentFigures.Map(routes);
        FollowingConsents.Map(routes);
        AskingPermits.Map(routes);
        WithdrawalTasks.Map(routes);
        IndexState.Map(routes);
        CaptureSlices.Map(routes);
        PortalSlices.Map(routes);
        LoggingTalks.Map(routes);
        AskingQuestions.Map(routes);
        app.MapGateway();
    }

    /// <summary>The service's tables, run by the owner's role behind those of events and hosting.</summary>
    public static (string Name, string Sql) Schema { get; } = (Name, ReadSchema());

    /// <summary>Stored names. They stay for thirty years: add, never rename.</summary>
    public static void Events(EventStoreOptions options)
    {
        TemplateSlices.Events(options);
        CaptureSlices.Events(options);
        options.Stream<Consent>("consent");
        options.Stream<Subject>("subject");
        options.Event<IdentifierAdded>("identifier-added");
        options.Event<PersonsLinked>("persons-linked");
        options.Event<ConsentRecorded>("consent-recorded");
        options.Event<QualityChecked>("quality-checked");
        options.Event<ConsentCorrected>("consent-corrected");
        options.Event<ConsentAnnulled>("consent-annulled");
        options.Event<PolicyUsed>("policy-used");
        options.Event<ScanAdded>("scan-added");
        options.Event<ConsentExpired>("consent-expired");
        options.Event<MajorityReached>("majority-reached");
        options.Stream<Talk>("talk");
        options.Stream<Question>("question");
        options.Event<TalkLogged>("talk-logged");
        options.Event<QuestionAsked>("question-asked");
        options.Event<QuestionAnswered>("question-answered");
        options.Projections.Add(new TalksProjection());
        options.Projections.Add(new DocumentsProjection());
        options.Projections.Add(new WorklistProjection());
        options.Projections.Add(new TasksProjection());
    }

    static PdfSettings Settings(ConsentsOptions options) =>
        new(options.RendererPython, TimeSpan.FromSeconds(options.RenderSeconds));

    static NpgsqlDataSource Data(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<NpgsqlDataSource>(Name);

    static string ReadSchema()
    {
        using var stream =
            typeof(ConsentsService).Assembly.GetManifestResourceStream("TrustCenter.Consents.Schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
