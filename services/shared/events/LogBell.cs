using Npgsql;

namespace TrustCenter.Events;

/// <summary>
/// Wakes who follows the log, by NOTIFY. Not part of the commit: PostgreSQL lets only one notifying transaction commit
/// at a time. So it rings afterwards, at most every few milliseconds; who misses a ring looks by itself every second.
/// </summary>
sealed class LogBell(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    public const string Channel = "trustcenter_events";

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    int _wanted;
    Task _ringing = Task.CompletedTask;

    public void Ring()
    {
        if (Interlocked.Exchange(ref _wanted, 1) == 0)
            _ringing = Task.Run(RingAsync);
    }

    public async ValueTask DisposeAsync() => await _ringing;

    async Task RingAsync()
    {
        await Task.Delay(Pause);
        Volatile.Write(ref _wanted, 0); // what is committed from here on rings again
        try
        {
            await using var command = dataSource.CreateCommand($"notify {Channel}");
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException or ObjectDisposedException)
        {
            // followers look by themselves
        }
    }
}
