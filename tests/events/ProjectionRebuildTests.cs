using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class ProjectionRebuildTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Dump = "select string_agg(w::text, E'\\n' order by id) from wallets w";

    const string TrueDump = """
        select string_agg(format('(%s,%s,%s)', stream_id, balance, movements), E'\n' order by stream_id) from (
            select stream_id, count(*) as movements,
                sum((data ->> 'amount')::int * case type when 'money-put' then 1 else -1 end)
                as balance
            from events.events group by stream_id) w
        """;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rebuild_while_writers_write_gives_exactly_what_the_events_say()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        var ids = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids)
            await wallets.AppendAsync(id, 0, Enumerable.Repeat<object>(new MoneyPut(3, "a"), 60).ToArray());

        await wallets.ExecuteAsync($"""
            update wallets set balance = 77 where id in ('{ids[0]}', '{ids[1]}');
            delete from wallets where id = '{ids[2]}';
            insert into wallets values (gen_random_uuid(), 1, 1)
            """);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var writers = ids.Skip(3).Chunk(10).Select(mine => Task.Run(() => WriteAsync(wallets, mine, stop.Token), Ct));
        var writing = Task.WhenAll(writers.ToArray());
        var rebuild = new ProjectionRebuild(wallets.Store, wallets.Database.OwnerDataSource());
        var outcome = await rebuild.RunAsync(new WalletBalances(), ["wallets"], Ct);
        await stop.CancelAsync();
        var written = (await writing).Sum();

        Assert.True(written > 10, $"only {written} events were written meanwhile");
        Assert.Equal((3L, 3L), (outcome.RowsRemoved, outcome.RowsAdded));
        Assert.InRange(outcome.Events, 2400, 2400 + written);
        Assert.Equal(await wallets.ScalarAsync(TrueDump), await wallets.ScalarAsync(Dump));
        var again = await rebuild.RunAsync(new WalletBalances(), ["wallets"], Ct);
        Assert.Equal(new RebuildOutcome(2400 + written, 0, 0), again);
    }

    [Fact]
    public async Task A_read_model_that_was_dropped_comes_back_whole()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        for (var n = 0; n < 20; n++)
            await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(n, "a"));

        await wallets.ExecuteAsync("truncate wallets");
        var rebuild = new ProjectionRebuild(wallets.Store, wallets.Database.OwnerDataSource());
        Assert.Equal(new RebuildOutcome(20, 0, 20), await rebuild.RunAsync(new WalletBalances(), ["wallets"], Ct));
        Assert.Equal(await wallets.ScalarAsync(TrueDump), await wallets.ScalarAsync(Dump));
        Assert.Equal(false, await wallets.ScalarAsync("select to_regnamespace('events_rebuild') is not null"));
    }

    static async Task<int> WriteAsync(WalletStore wallets, Guid[] ids, CancellationToken stop)
    {
        var written = 0;
        for (var version = 60; !stop.IsCancellationRequested; version++)
        {
            foreach (var id in ids)
            {
                await wallets.AppendAsync(id, version,
                    version % 2 is 0 ? new MoneyPut(2, "b") : new MoneyTaken(1, wallets.Clock.Now));
                written++;
            }
        }

        return written;
    }
}
