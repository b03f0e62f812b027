using Npgsql;

namespace TrustCenter.Consents;

/// <summary>Checks that wait at the same moment are answered together: one read, one audit write, one commit.</summary>
public sealed class CheckQueue(NpgsqlDataSource dataSource, TimeProvider clock) : BackgroundService
{
    readonly Gathering<Check, CheckResult> _waiting = new(
        128, 2, clock, (checks, ct) => Checker.AnswerAsync(dataSource, checks, clock.GetUtcNow(), ct));

    public Task<CheckResult> AskAsync(Check check, CancellationToken ct) => _waiting.AskAsync(check, ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _waiting.RunAsync(stoppingToken);
}
