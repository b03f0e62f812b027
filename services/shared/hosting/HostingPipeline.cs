using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TrustCenter.Hosting;

/// <summary>The way of every request.</summary>
public static class HostingPipeline
{
    /// <summary>
    /// Adds the middleware and the routes of operation, audit and health. Call it after <c>Build</c> and before mapping
    /// the services' routes.
    /// </summary>
    public static WebApplication UseTrustCenter(this WebApplication app)
    {
        app.Services.GetRequiredService<ServiceRegister>().Routes = app;
        app.Use(Middleware.SecurityHeaders);
        app.Use(Telemetry.NameSpan);
        app.Use(Middleware.SingleSlashes);
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Middleware.StatusPages(context.HttpContext));
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.Use(Middleware.Scope);
        app.UseAuthorization();
        app.UseMiddleware<IdempotencyKeys>();
        OperationRoutes.Map(app);
        SubscriptionRoutes.Map(app, app.Services.GetRequiredService<ServiceRegister>());
        AccountRoutes.Map(app, app.Services.GetRequiredService<ServiceRegister>());
        AuditRoutes.Map(app, app.Services.GetRequiredService<ServiceRegister>());
        return app;
    }

    /// <summary>The headers every answer of the suite bears, for a program that only serves files.</summary>
    public static IApplicationBuilder UseTrustCenterHeaders(this IApplicationBuilder app) =>
        app.Use(Middleware.SecurityHeaders);

    /// <summary>
    /// Runs the application until it is stopped. A refusal to start is one plain sentence on standard error, not a
    /// stack.
    /// </summary>
    /// <returns>The process's exit code: 0, or 78 (EX_CONFIG) where it refused to start.</returns>
    public static async Task<int> RunTrustCenterAsync(this WebApplication app, CancellationToken ct = default)
    {
        try
        {
            await app.RunAsync(ct);
            return 0;
        }
        catch (Exception e) when (Refusal(e) is not null)
        {
            await Console.Error.WriteLineAsync(Refusal(e));
            return 78;
        }
    }

    /// <summary>The plain sentence for a refusal to start, or null where the exception is something else.</summary>
    public static string? Refusal(Exception exception) => exception switch
    {
        RefusedToStartException refusal => refusal.Message,
        OptionsValidationException options => string.Join(' ', options.Failures),
        AggregateException many => many.InnerExceptions.Select(Refusal).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
