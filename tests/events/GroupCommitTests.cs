using Npgsql;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class GroupCommitTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_thirty_two_appenders_exactly_one_wins_each_version()
    {
        await using var here = await WalletStore.OpenAsync(postgres);
        await using var there = await WalletStore.OpenAsync(postgres, existing: here.Database);
        var id = Guid.CreateVersion7();
        const int rounds = 40;
        for (var version = 0L; version < rounds; version++)
        {
            var expected = version;
            var tries = Enumerable.Range(0, 32).Select(n => Task.Run(async () =>
            {
                try
                {
                    await (n % 2 is 0 ? here : there).AppendAsync(id, expected, new MoneyPut(n, "race"));
                    return true;
                }
                catch (StreamMovedException)
                {
                    return false;
                }
            }, Ct));
            Assert.Equal(1, (await Task.WhenAll(tries)).Count(won => won));
        }

        var events = await here.Store.QuerySession().FetchStreamAsync(id, ct: Ct);
        Assert.Equal(Enumerable.Range(1, rounds).Select(n => (long)n), events.Select(e => e.Version));
        Assert.Equal(rounds, await here.ScalarAsync("select movements from wallets"));
    }

    [Fact]
    public async Task Many_sessions_share_a_transaction_and_lose_nothing()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(
            () => wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "x")), Ct)));
        Assert.Equal(500L, await wallets.ScalarAsync("select count(*) from wallets where balance = 1"));
        var transactions = (long)(await wallets.ScalarAsync("select count(distinct tx) from events.events"))!;
        Assert.InRange(transactions, 1, 250);
    }

    [Fact]
    public async Task One_at_fault_does_not_harm_its_neighbours()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Writers = 1);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(async () =>
        {
            try
            {
                var bad = n % 40 is 0;
                await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(bad ? 2_000_000 : 1, "x"));
                return "stored";
            }
            catch (PostgresException e)
            {
                return e.SqlState;
            }
        }, Ct)));
        Assert.Equal(195, outcomes.Count(o => o is "stored"));
        Assert.Equal(5, outcomes.Count(o => o is PostgresErrorCodes.CheckViolation));
        Assert.Equal(195L, await wallets.ScalarAsync("select count(*) from events.events"));
        Assert.Equal(195L, await wallets.ScalarAsync("select count(*) from wallets"));
    }

    [Fact]
    public async Task A_value_that_cannot_be_sent_fails_alone_too()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Writers = 1);
        var tasks = Enumerable.Range(0, 50).Select(n => Task.Run(async () =>
        {
            var session = wallets.Session();
            object note = n is 25 ? new object() : $"note {n}";
            session.QueueSqlCommand(Sql.Command("insert into notes values ($1)", note));
            await session.SaveChangesAsync(Ct);
        }, Ct)).ToArray();
        var failed = 0;
        foreach (var task in tasks)
        {
            try
            {
                await task;
            }
            catch (Exception e) when (e is InvalidCastException or NotSupportedException or ArgumentException)
            {
                failed++;
            }
        }

        Assert.Equal(1, failed);
        Assert.Equal(49L, await wallets.ScalarAsync("select count(*) from notes"));
    }

    [Fact]
    public async Task A_connection_killed_in_the_middle_is_reported_as_outcome_unknown_and_not_repeated()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        var session = wallets.Session();
        var id = Guid.CreateVersion7();
        session.Events.StartStream<Wallet>(id, new MoneyPut(1, "x"));
        session.QueueSqlCommand(Sql.Command("select pg_sleep(30)"));
        var saving = session.SaveChangesAsync(Ct);
        await using var superuser = wallets.Database.SuperuserDataSource();
        await using var kill = superuser.CreateCommand("""
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where query like '%pg_sleep(30)%' and pid <> pg_backend_pid()
            """);
        while ((long)(await kill.ExecuteScalarAsync(Ct))! is 0)
            await Task.Delay(20, Ct);

        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => saving);
        Assert.Equal(0L, await wallets.ScalarAsync("select count(*) from events.events"));
        await wallets.AppendAsync(id, 0, new MoneyPut(1, "the store goes on"));
    }

    [Fact]
    public async Task An_unreachable_server_is_no_unknown_outcome()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Password=x;Timeout=2");
        await using var store = new DocumentStore(nowhere, WalletStore.Options(), TimeProvider.System);
        var session = store.LightweightSession(WalletStore.Somebody);
        session.Events.StartStream<Wallet>(Guid.CreateVersion7(), new MoneyPut(1, "x"));
        await Assert.ThrowsAsync<NpgsqlException>(() => session.SaveChangesAsync(Ct));
    }

    [Fact]
    public async Task Giving_up_while_waiting_writes_nothing_and_what_is_being_written_gets_its_outcome()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Writers = 1);
        var (first, second) = (wallets.Session(), wallets.Session());
        using var stop = new CancellationTokenSource();
        first.QueueSqlCommand(Sql.Command("select pg_sleep(0.5)"));
        first.Events.StartStream<Wallet>(Guid.CreateVersion7(), new MoneyPut(1, "being written"));
        second.Events.StartStream<Wallet>(Guid.CreateVersion7(), new MoneyPut(1, "waiting"));
        var writing = first.SaveChangesAsync(stop.Token);
        await Task.Delay(100, Ct);
        var waiting = second.SaveChangesAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(writing.IsCompleted);
        await writing;
        Assert.Equal(1L, await wallets.ScalarAsync("select count(*) from events.events"));
    }

    [Fact]
    public async Task Closing_the_store_waits_for_what_was_handed_over()
    {
        var wallets = await WalletStore.OpenAsync(postgres);
        var saving = Enumerable.Range(0, 100)
            .Select(_ => wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "x"))).ToArray();
        await wallets.Store.DisposeAsync();
        Assert.All(saving, task => Assert.True(task.IsCompleted));
        await Task.WhenAll(saving);
        Assert.Equal(100L, await wallets.ScalarAsync("select count(*) from events.events"));
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, "too late")));
    }
}
