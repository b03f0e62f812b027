using Microsoft.Extensions.Logging.Abstractions;

namespace TrustCenter.Events.Tests;

/// <summary>Writes down what it sees, in the transaction of its checkpoint.</summary>
public sealed class Witness(string name, params string[] types) : ISubscription
{
    int _calls;

    public string Name => name;

    public IReadOnlyCollection<string> EventTypes => types;

    public int Calls => _calls;

    /// <summary>Called before an event is written down; may throw.</summary>
    public Action<IEvent> Before { get; set; } = _ => { };

    public Task HandleAsync(IEvent @event, SubscriptionBatch batch, CancellationToken ct)
    {
        Interlocked.Increment(ref _calls);
        Before(@event);
        batch.QueueSqlCommand(Sql.Command("insert into seen values ($1, $2)", @event.Id, name));
        return Task.CompletedTask;
    }
}

public static class Followers
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SubscriptionRunner> FollowAsync(this WalletStore wallets)
    {
        var runner = new SubscriptionRunner(wallets.Store, NullLogger<SubscriptionRunner>.Instance);
        await runner.StartAsync(Ct);
        return runner;
    }

    /// <summary>Waits until as many events were seen, each once and none else.</summary>
    public static async Task SeesAsync(this WalletStore wallets, string follower, long events)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var counts = (string)(await wallets.ScalarAsync(
                $"select count(distinct event_id) || '/' || count(*) from seen where follower = '{follower}'"))!;
            if (counts == $"{events}/{events}")
                return;

            if (TimeProvider.System.GetElapsedTime(deadline) > Patience)
                Assert.Fail($"{follower} saw {counts} (distinct/all), expected {events}");

            await Task.Delay(20, Ct);
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "it did not become so");
            await Task.Delay(20, Ct);
        }
    }
}
