using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace TrustCenter.Hosting;

/// <summary>Whether a service's database answers and takes writes.</summary>
sealed class DatabaseReadiness(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            soon.CancelAfter(TimeSpan.FromSeconds(2));
            await using var command = database.CreateCommand("select not pg_is_in_recovery()");
            return await command.ExecuteScalarAsync(soon.Token) is true
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("read only");
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException
            or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy(e.GetType().Name);
        }
    }
}

/// <summary>Routes for whoever runs the suite.</summary>
static class OperationRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("yes"))
            .AllowPublic("says only that the process runs").DisableRateLimiting().ExcludeFromDescription();
        routes.MapGet("/health/ready", ReadyAsync)
            .AllowPublic("says only yes or no").DisableRateLimiting().ExcludeFromDescription();
        var metrics = routes.MapGet("/metrics", (MetricsListener listener) =>
            Results.Text(listener.Write(), "text/plain; version=0.0.4; charset=utf-8")).ExcludeFromDescription();
        if (routes.ServiceProvider.GetRequiredService<IOptions<TelemetryOptions>>().Value.MetricsOnLoopback)
            metrics.AllowPublic("for this machine only").AddEndpointFilter(OnlyThisMachine);
        else
            metrics.RequirePermission(Permissions.OperationsManage);
    }

    static async Task<IResult> ReadyAsync(HttpContext http, HealthCheckService health, CancellationToken ct)
    {
        var report = await health.CheckHealthAsync(ct);
        var status = report.Status == HealthStatus.Healthy ? 200 : 503;
        return Grant.Of(http.User)?.Permissions.Contains(Permissions.OperationsManage) == true
            ? Results.Json(
                report.Entries.ToDictionary(e => e.Key, e => e.Value.Description ?? "ready"), statusCode: status)
            : Results.Text(status == 200 ? "yes" : "no", statusCode: status);
    }

    static async ValueTask<object?> OnlyThisMachine(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address)
        || Grant.Of(context.HttpContext.User)?.Permissions.Contains(Permissions.OperationsManage) == true
            ? await next(context)
            : Problem.NoSuchAddress;
}
