using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>
/// Whether a service's database answers, takes writes, has the tables this program was built with and lets the service
/// no more than add to its log.
/// </summary>
sealed class DatabaseReadiness(NpgsqlDataSource database, IReadOnlyList<(string Name, string Sql)> scripts)
    : IHealthCheck
{
    bool _migrated;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            soon.CancelAfter(TimeSpan.FromSeconds(2));
            if (!_migrated && await Migrations.MissingAsync(database, scripts, soon.Token) is [_, ..] missing)
                return HealthCheckResult.Unhealthy($"not migrated: {string.Join(", ", missing)}");

            _migrated = true; // what has run is never taken back
            await using var command = database.CreateCommand("""
                select pg_is_in_recovery() or current_setting('transaction_read_only')::bool,
                    pg_has_role(current_user, c.relowner, 'member') from pg_class c
                where c.oid = 'events.events'::regclass
                """);
            await using var reader = await command.ExecuteReaderAsync(soon.Token);
            await reader.ReadAsync(soon.Token);
            return reader.GetBoolean(0) ? HealthCheckResult.Unhealthy("read only")
                : reader.GetBoolean(1) ? HealthCheckResult.Unhealthy("the service's role may change the log")
                : HealthCheckResult.Healthy();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InsufficientPrivilege)
        {
            return HealthCheckResult.Unhealthy("not migrated");
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

    static async Task<IResult> ReadyAsync(
        HttpContext http, HealthCheckService health, Draining draining, CancellationToken ct)
    {
        if (draining.Began)
            return Results.Text("no", statusCode: 503);

        var isOperator = Grant.Of(http.User)?.Permissions.Contains(Permissions.OperationsManage) == true;
        var report = await health.CheckHealthAsync(
            check => isOperator || !check.Tags.Contains(ServiceReadiness.Aside), ct);
        var status = report.Status == HealthStatus.Unhealthy ? 503 : 200;
        return isOperator
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
