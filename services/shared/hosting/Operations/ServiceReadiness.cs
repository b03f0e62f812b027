using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>
/// What is looked at besides the database. None of it keeps a service from answering, so none takes it out of the
/// balance: it is told to who runs the suite, and as a figure.
/// </summary>
static class ServiceReadiness
{
    /// <summary>Tag of checks that whoever spreads requests is not told of.</summary>
    public const string Aside = "aside";

    public static void Add(IServiceCollection services, string service, ServiceSettings settings)
    {
        services.AddHealthChecks()
            .Add(new($"{service}-keys", _ => new KeyReadiness(service, settings), null, [Aside]))
            .Add(new($"{service}-followers", provider => new FollowerReadiness(
                provider.GetRequiredKeyedService<SubscriptionRunner>(service)), null, [Aside]));
    }
}

/// <summary>Whether the keys could be read again: they are in memory, but a restart would miss them.</summary>
sealed class KeyReadiness(string service, ServiceSettings settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            ServiceKeys.Read(settings.KeysFile, service);
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (Exception e) when (e is RefusedToStartException or IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(HealthCheckResult.Degraded("keys unreadable: a restart would fail"));
        }
    }
}

/// <summary>Whether followers of the log keep up, and whether they gave something up.</summary>
sealed class FollowerReadiness(SubscriptionRunner subscriptions) : IHealthCheck
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            soon.CancelAfter(TimeSpan.FromSeconds(2));
            var lags = await subscriptions.SubscriptionLagAsync(soon.Token);
            string[] faults =
            [
                .. lags.Where(lag => lag.Age > Longest)
                    .Select(lag => $"{lag.Name} is {lag.Age.TotalMinutes:0} min behind"),
                .. lags.Where(lag => lag.DeadLetters > 0).Select(lag => $"{lag.Name} gave up on {lag.DeadLetters}"),
            ];
            return faults is [] ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", faults));
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException
            or InvalidOperationException)
        {
            return HealthCheckResult.Degraded(e.GetType().Name);
        }
    }
}

/// <summary>Whether there is room where this process writes.</summary>
sealed class DiskReadiness : IHealthCheck
{
    const long Least = 64L << 20;

    /// <summary>Bytes free there; 0 where nobody can say.</summary>
    public static long Free
    {
        get
        {
            try
            {
                return new DriveInfo(Path.GetTempPath()).AvailableFreeSpace;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Free >= Least
            ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"{Free >> 20} MiB left to write"));
}
