using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The table of contents of sessions: a browser's page sends identifying data straight here, and the study's
/// server sees the pseudonym only. Spoken as the Mainzelliste speaks it.</summary>
static class SessionsService
{
    public const string Prefix = "/mainzelliste";

    public static void AddSessions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SessionsOptions>().Bind(configuration.GetSection(SessionsOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PseudonymLinkOptions>().Bind(configuration.GetSection(PseudonymLinkOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SessionsOptions>, SessionsRules>();
        services.AddSingleton<SessionDoor>();
        services.AddSingleton<PseudonymLink>();
        services.AddSingleton<SessionCallbacks>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SessionDesk>(provider,
            provider.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name),
            provider.GetRequiredKeyedService<IDocumentStore>(IdentitiesService.Name),
            provider.GetRequiredKeyedService<Vault>(IdentitiesService.Name)));
    }

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var routes = Greeted(app.MapService(IdentitiesService.Name, Prefix));
        routes.MapGet("/", () => Results.Ok(new { distname = "TrustCenter" }))
            .AllowPublic("says that it is there and nothing else").WithSummary("Whether it is there");
        OpeningSessions.Map(routes);
        AddingPatients.Map(routes);
        AddingManyPatients.Map(routes);
        SeeingPatients.Map(routes);
        EditingPatients.Map(routes);
        DeletingPatients.Map(routes);
        CheckingMatches.Map(routes);
        PatientPages.Map(routes);
        routes.MapMethods("/{**anything}", [HttpMethods.Options], () => Results.NoContent())
            .AllowPublic("a browser asks whether its page may send").WithSummary("Whether a page may send");
        AddingFhirPatients.Map(Greeted(app.MapFhirService(IdentitiesService.Name, Prefix + "/fhir")));
    }

    static RouteGroupBuilder Greeted(RouteGroupBuilder routes)
    {
        routes.AddEndpointFilter((context, next) =>
        {
            context.HttpContext.RequestServices.GetRequiredService<SessionDoor>().Greet(context.HttpContext);
            return next(context);
        });
        return routes;
    }
}
