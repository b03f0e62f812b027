using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>
/// What is measured of a service from the inside, every fifteen seconds and not when somebody asks: who reads figures
/// costs the database nothing.
/// </summary>
sealed class Figures(string service, IServiceProvider provider, HealthCheckService health, TimeProvider clock)
    : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    static readonly Meter Meter = new("TrustCenter");

    static readonly Gauge<long> Ready = Meter.CreateGauge<long>(
        "trustcenter.ready", description: "1 where everything a service needs is there, else 0");

    static readonly Gauge<long> Impaired = Meter.CreateGauge<long>(
        "trustcenter.impaired", description: "Checks that do not keep a service from answering but want looking after");

    static readonly Gauge<double> Lag = Meter.CreateGauge<double>(
        "trustcenter.subscription.lag", "s", "Age of the oldest event that a follower of the log has not handled");

    static readonly Gauge<long> Waiting = Meter.CreateGauge<long>(
        "trustcenter.subscription.waiting", description: "Events a follower has not handled, counted up to 10,000");

    static readonly Gauge<long> Letters = Meter.CreateGauge<long>(
        "trustcenter.subscription.dead_letters", description: "Events a follower gave up on");

    static readonly Gauge<long> Size = Meter.CreateGauge<long>(
        "trustcenter.database.size", "By", "Bytes of a service's database");

    static readonly Gauge<long> Unsealed = Meter.CreateGauge<long>(
        "trustcenter.audit.unsealed", description: "Entries of the audit trail that wait for their seal");

    static readonly Gauge<long> Free = Meter.CreateGauge<long>(
        "trustcenter.disk.free", "By", "Bytes free where this process writes");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                await MeasureAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process ends
        }
    }

    async Task MeasureAsync(CancellationToken ct)
    {
        var name = new KeyValuePair<string, object?>("service", service);
        var report = await health.CheckHealthAsync(
            check => check.Name == service || check.Name == "disk"
                || check.Name.StartsWith($"{service}-", StringComparison.Ordinal), ct);
        Ready.Record(report.Status == HealthStatus.Unhealthy ? 0 : 1, name);
        Impaired.Record(report.Entries.Count(entry => entry.Value.Status == HealthStatus.Degraded), name);
        Free.Record(DiskReadiness.Free, name);
        try
        {
            foreach (var lag in await provider.GetRequiredKeyedService<SubscriptionRunner>(service)
                .SubscriptionLagAsync(ct))
            {
                var subscription = new KeyValuePair<string, object?>("subscription", lag.Name);
                Lag.Record(lag.Age.TotalSeconds, name, subscription);
                Waiting.Record(lag.Events, name, subscription);
                Letters.Record(lag.DeadLetters, name, subscription);
            }

            await using var command = provider.GetRequiredKeyedService<NpgsqlDataSource>(service).CreateCommand("""
                select pg_database_size(current_database()),
                    (select count(*) from (
                        select from audit.entries where (tx, seq) > (
                            coalesce((select last_tx from audit.chain order by position desc limit 1), '0'::xid8),
                            coalesce((select seqs[cardinality(seqs)] from audit.chain order by position desc limit 1),
                                0))
                        limit 100000) waiting)
                """);
            await using var row = await command.ExecuteReaderAsync(ct);
            await row.ReadAsync(ct);
            Size.Record(row.GetInt64(0), name);
            Unsealed.Record(row.GetInt64(1), name);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            // readiness says it
        }
    }
}
