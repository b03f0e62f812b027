using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>
/// What runs beside the requests of one service: the clock's high water, the audit's sealer, subscriptions, and the
/// end of old answers.
/// </summary>
sealed class ServiceUpkeep(string service, ServiceSettings settings, IServiceProvider provider)
    : IHostedService, IDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly ILogger _log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("TrustCenter.Hosting");
    AuditSealer? _sealer;
    Task _cleaning = Task.CompletedTask;

    NpgsqlDataSource Database => provider.GetRequiredKeyedService<NpgsqlDataSource>(service);

    SubscriptionRunner Subscriptions => provider.GetRequiredKeyedService<SubscriptionRunner>(service);

    TimeProvider Clock => provider.GetRequiredService<TimeProvider>();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await RaiseClockAsync(cancellationToken);
        await Subscriptions.StartAsync(cancellationToken);
        if (settings.SealAudit)
        {
            _sealer = new AuditSealer(service, Database, Clock, _log);
            await _sealer.StartAsync(cancellationToken);
        }

        _cleaning = CleanAsync(_stop.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await Subscriptions.StopAsync(cancellationToken);
        await _cleaning;
        if (_sealer is not null)
            await _sealer.StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        _sealer?.Dispose();
        _stop.Dispose();
    }

    // a database that is not up yet is told by readiness, not by a crash
    async Task RaiseClockAsync(CancellationToken ct)
    {
        try
        {
            await using var command = Database.CreateCommand(
                "select recorded_at from events.events order by tx desc, seq desc limit 1");
            if (await command.ExecuteScalarAsync(ct) is not DateTime newest)
                return;

            var clock = provider.GetRequiredService<HighWaterClock>();
            clock.Raise(new DateTimeOffset(newest));
            if (clock.Behind > TimeSpan.FromSeconds(2))
                LogMessages.ClockBehind(_log, service, clock.Behind.TotalSeconds);
        }
        catch (NpgsqlException e)
        {
            LogMessages.UpkeepFailed(_log, service, e.GetType().Name);
        }
    }

    async Task CleanAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var command = Database.CreateCommand("delete from hosting.answers where at < $1");
                command.Parameters.AddWithValue(Clock.GetUtcNow().AddDays(-settings.AnswersKeptDays).UtcDateTime);
                await command.ExecuteNonQueryAsync(ct);
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException or InvalidOperationException)
            {
                if (!ct.IsCancellationRequested)
                    LogMessages.UpkeepFailed(_log, service, e.GetType().Name);
            }

            await Task.Delay(TimeSpan.FromHours(1), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
