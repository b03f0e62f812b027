using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// Wakes the followers that wait: one connection listens for all of them. What is missed on the way (a bell is no
/// promise) is seen at the next stroke of the clock.
/// </summary>
public sealed class FeedBell(NpgsqlDataSource database, TimeProvider clock) : BackgroundService
{
    static readonly TimeSpan Stroke = TimeSpan.FromSeconds(1);

    TaskCompletionSource _next = New();

    /// <summary>Ends with the next ring. To be taken before looking, so that nothing slips in between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>The service ends: nobody waits any more.</summary>
    public bool IsSilent { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException)
            {
                Ring();
                await Task.Delay(Stroke, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // the service ends
            }
        }

        IsSilent = true;
        Ring();
    }

    async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var listen = new NpgsqlCommand($"listen {DocumentStore.Bell}", connection))
            await listen.ExecuteNonQueryAsync(ct);
        try
        {
            while (true)
            {
                await connection.WaitAsync(Stroke, ct);
                Ring();
            }
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await using var hush = new NpgsqlCommand("unlisten *", connection);
                await hush.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    void Ring() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
