using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Tablets and the sessions on them: their addresses and their stored names.</summary>
public static class CaptureSlices
{
    public static void AddCaptures(this IServiceCollection services)
    {
        services.AddTabletTokens();
        services.AddSingleton<CaptureCopies>();
        services.AddScoped<CaptureReading>();
        services.AddScoped<SignedDocuments>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<CaptureUpkeep>(
            provider, provider.GetRequiredKeyedService<IDocumentStore>(ConsentsService.Name)));
    }

    public static void Map(RouteGroupBuilder routes)
    {
        Tablets.Map(routes);
        TabletAlerts.Map(routes);
        StaffPins.Map(routes);
        PlanningCapture.Map(routes);
        HandingOverCapture.Map(routes);
        OpeningCapture.Map(routes);
        TakingCapture.Map(routes);
        TakingBackInCapture.Map(routes);
        PreparingCapture.Map(routes);
        ReceivingCapture.Map(routes);
        CaptureCopies.Map(routes);
    }

    /// <summary>Stored names. They stay for thirty years: add, never rename.</summary>
    public static void Events(EventStoreOptions options)
    {
        options.Stream<Capture>("capture");
        options.Event<CapturePlanned>("capture-planned");
        options.Event<CaptureHandedOver>("capture-handed-over");
        options.Event<CaptureOpened>("capture-opened");
        options.Event<CaptureIdentityConfirmed>("capture-identity-confirmed");
        options.Event<CaptureIdentityMissed>("capture-identity-missed");
        options.Event<CapturePrepared>("capture-prepared");
        options.Event<CaptureReceived>("capture-received");
        options.Event<CaptureEnded>("capture-ended");
        options.Projections.Add(new CapturesProjection());
    }
}
