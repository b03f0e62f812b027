using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class SubscriptionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_commits_after_a_later_numbered_one_is_not_skipped()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(new Witness("w")));
        await using var runner = await wallets.FollowAsync();
        await using var one = await wallets.DataSource.OpenConnectionAsync(Ct);
        await using var two = await wallets.DataSource.OpenConnectionAsync(Ct);
        await using var early = await one.BeginTransactionAsync(Ct);
        await using var late = await two.BeginTransactionAsync(Ct);
        await AppendAsync(early);
        await AppendAsync(late);
        await late.CommitAsync(Ct);
        Assert.Equal(2L, await wallets.ScalarAsync("select seq from events.events"));
        await Task.Delay(300, Ct);
        await early.CommitAsync(Ct);
        await wallets.SeesAsync("w", 2);
    }

    [Fact]
    public async Task No_event_is_skipped_or_repeated_while_transactions_commit_in_any_order()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(new Witness("w")));
        await using var runner = await wallets.FollowAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var connection = await wallets.DataSource.OpenConnectionAsync(Ct);
            for (var n = 0; n < 50; n++)
            {
                await using var transaction = await connection.BeginTransactionAsync(Ct);
                await using (var number = new NpgsqlCommand("select pg_current_xact_id()::text", connection))
                    await number.ExecuteScalarAsync(Ct); // before its event gets one, so that the two orders differ
                await AppendAsync(transaction);
                await Task.Delay(RandomNumberGenerator.GetInt32(0, 12), Ct);
                if (n % 10 is 9)
                    await transaction.RollbackAsync(Ct);
                else
                    await transaction.CommitAsync(Ct);
            }
        }, Ct)));
        Assert.NotEqual(0L, await wallets.ScalarAsync("""
            select count(*) from (
                select seq, lag(seq) over (order by tx, seq) as before from events.events) o
            where seq < before
            """));
        await wallets.SeesAsync("w", 360);
    }

    [Fact]
    public async Task A_follower_takes_the_types_it_asked_for_and_starts_again_where_it_ended()
    {
        var witness = new Witness("puts", "money-put");
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(witness));
        var id = Guid.CreateVersion7();
        await wallets.AppendAsync(id, 0, new MoneyPut(5, "a"), new MoneyTaken(1, wallets.Clock.Now));
        await using (await wallets.FollowAsync())
            await wallets.SeesAsync("puts", 1);

        await wallets.AppendAsync(id, 2, new MoneyTaken(1, wallets.Clock.Now), new MoneyPut(5, "a"));
        await using var again = await wallets.FollowAsync();
        await wallets.SeesAsync("puts", 2);
        Assert.Equal(2, witness.Calls);
    }

    [Fact]
    public async Task Of_two_instances_one_follows_and_the_other_takes_over()
    {
        await using var one = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(new Witness("w")));
        var first = await one.FollowAsync();
        await one.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "a"));
        await one.SeesAsync("w", 1);
        var second = new Witness("w");
        await using var two = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(second), one.Database);
        await using var other = await two.FollowAsync();
        await one.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "b"));
        await one.SeesAsync("w", 2);
        Assert.Equal(0, second.Calls);
        await first.DisposeAsync();
        await one.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "c"));
        await one.SeesAsync("w", 3);
        Assert.Equal(1, second.Calls);
        await two.Store.DisposeAsync();
    }

    [Fact]
    public async Task A_follower_whose_connection_is_killed_comes_back_and_view_and_checkpoint_still_agree()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(new Witness("w")));
        await using var runner = await wallets.FollowAsync();
        await using var superuser = wallets.Database.SuperuserDataSource();
        for (var round = 1; round <= 3; round++)
        {
            for (var n = 0; n < 50; n++)
                await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "a"));

            await using var kill = superuser.CreateCommand("""
                select count(pg_terminate_backend(l.pid)) from pg_locks l
                join pg_database d on d.oid = l.database and d.datname = current_database()
                where l.locktype = 'advisory' and l.granted
                """);
            await Followers.UntilAsync(async () => await kill.ExecuteScalarAsync(Ct) is 1L);
            await wallets.SeesAsync("w", 50 * round);
        }
    }

    [Fact]
    public async Task A_follower_is_woken_long_before_it_would_look_by_itself()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(new Witness("w")));
        await using var runner = await wallets.FollowAsync();
        await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "a"));
        await wallets.SeesAsync("w", 1);
        var quickest = TimeSpan.MaxValue;
        for (var n = 2; n < 8; n++)
        {
            await Task.Delay(50, Ct); // it waits again
            var appended = TimeProvider.System.GetTimestamp();
            await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "a"));
            await wallets.SeesAsync("w", n);
            var took = TimeProvider.System.GetElapsedTime(appended);
            quickest = took < quickest ? took : quickest;
        }

        Assert.InRange(quickest.TotalMilliseconds, 0, 300);
    }

    [Fact]
    public async Task What_fails_for_a_while_is_tried_again_and_nothing_is_lost()
    {
        var failures = 3;
        var witness = new Witness("w") { Before = _ => Fail(ref failures) };
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(witness));
        await using var runner = await wallets.FollowAsync();
        for (var n = 0; n < 5; n++)
            await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(n, "a"));

        await wallets.SeesAsync("w", 5);
        Assert.Empty(await new DeadLetters(wallets.Store).ListAsync(ct: Ct));

        static void Fail(ref int left)
        {
            if (left-- > 0)
                throw new TimeoutException("not now");
        }
    }

    [Fact]
    public async Task Health_can_read_how_far_a_follower_is_behind()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Subscriptions.Add(new Witness("w")));
        await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "a"), new MoneyPut(1, "a"));
        wallets.Clock.Advance(TimeSpan.FromMinutes(2));
        await using var runner = new SubscriptionRunner(
            wallets.Store, Microsoft.Extensions.Logging.Abstractions.NullLogger<SubscriptionRunner>.Instance);
        Assert.Equal([new("w", 2, TimeSpan.FromMinutes(2), 0)], await runner.SubscriptionLagAsync(Ct));
        await runner.StartAsync(Ct);
        await wallets.SeesAsync("w", 2);
        Assert.Equal([new("w", 0, TimeSpan.Zero, 0)], await runner.SubscriptionLagAsync(Ct));
    }

    static async Task AppendAsync(NpgsqlTransaction transaction)
    {
        await using var command = new NpgsqlCommand("""
            select events.append(array[$1], '{wallet}', '{1}', array[gen_random_uuid()],
                '{money-put}', '{1}', array['{"amount": 1, "purpose": "x"}'::jsonb], array[null]::timestamptz[],
                '{a}', array[null]::text[], '{c}', array[now()])
            """, transaction.Connection) { Parameters = { new() { Value = Guid.CreateVersion7() } } };
        await command.ExecuteNonQueryAsync(Ct);
    }
}
