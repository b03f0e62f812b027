using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The patient portal: its addresses.</summary>
public static class PortalSlices
{
    public static void AddPortal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PortalOptions>().Bind(configuration.GetSection(PortalOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PortalSite>();
        services.AddSingleton<PortalSessions>();
        services.AddScoped<PortalVisits>();
        services.AddScoped<PortalOpening>();
        services.AddPortalTokens();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<PortalUpkeep>(
            provider, provider.GetRequiredKeyedService<IDocumentStore>(ConsentsService.Name)));
    }

    public static void Map(RouteGroupBuilder routes)
    {
        var desk = routes.MapGroup("/portal");
        OrderingPortalLetter.Map(desk);
        PrintingPortalLetter.Map(desk);
        PortalDeskRoutes.Map(desk);
        ReportingRelease.Map(desk);
        AnsweringQuestions.Map(desk);

        // these give a cookie; those that take one are refused at the door (SameOrigin)
        var doors = routes.MapGroup("/portal").RefuseOtherOrigins();
        ActivatingPortal.Map(doors);
        SigningInToPortal.Map(doors);
        var people = routes.MapGroup("/portal");
        SettingUpPasskey.Map(people);
        SettingUpTotp.Map(people);
        ReauthenticatingAtPortal.Map(people);
        PortalSecurityRoutes.Map(people);
        MyConsents.Map(people);
        MyHistory.Map(people);
        MyDocumentRoutes.Map(people);
        MyUses.Map(people);
        MyAccess.Map(people);
        MyQuestions.Map(people);
        PreviewingWithdrawal.Map(people);
        ConfirmingWithdrawal.Map(people);
    }
}
