using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class SnapshotTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const int Every = 5;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_from_a_snapshot_equals_the_fold_of_all_events()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.SnapshotEvery<Wallet>(Every));
        var chunks = Gen.ListOf(Gen.NonEmptyListOf(Movement())).ToArbitrary();
        await Task.Run(() => Prop.ForAll(chunks, history => HoldsAsync(wallets, history).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60)), Ct);
        Assert.NotEqual(0L, await wallets.ScalarAsync("select count(*) from events.snapshots"));
    }

    [Fact]
    public async Task A_long_stream_is_read_from_its_snapshot_and_the_few_events_behind_it()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.SnapshotEvery<Wallet>(Every));
        var id = Guid.CreateVersion7();
        for (var n = 0; n < 12; n++)
            await DecideAsync(wallets, id, [new MoneyPut(1, "a")]);

        Assert.Equal(10L, await wallets.ScalarAsync("select version from events.snapshots"));
        await using (var superuser = wallets.Database.SuperuserDataSource())
        await using (var mark = superuser.CreateCommand(
            "update events.snapshots set state = jsonb_set(state, '{name}', '\"from the snapshot\"')"))
            await mark.ExecuteNonQueryAsync(Ct);

        var state = await wallets.Store.QuerySession().AggregateStreamAsync<Wallet>(id, ct: Ct);
        Assert.Equal(("from the snapshot", 12), (state.Name, state.Balance));
        Assert.Equal(12, (await wallets.Session().Events.FetchForWriting<Wallet>(id, Ct)).StartingVersion);
    }

    [Fact]
    public async Task A_snapshot_of_an_older_way_of_folding_is_ignored()
    {
        await using var old = await WalletStore.OpenAsync(postgres, o => o.SnapshotEvery<Wallet>(Every));
        var id = Guid.CreateVersion7();
        await DecideAsync(old, id, [.. Enumerable.Repeat(new MoneyPut(1, "a"), 6)]);
        await old.ExecuteAsync("update events.snapshots set state = '{\"balance\": 99}'");
        await using var today = await WalletStore.OpenAsync(
            postgres, o => o.SnapshotEvery<Wallet>(Every, foldVersion: 2), old.Database);
        Assert.Equal(6, (await today.Store.QuerySession().AggregateStreamAsync<Wallet>(id, ct: Ct)).Balance);
        await DecideAsync(today, id, [.. Enumerable.Repeat(new MoneyPut(1, "a"), 6)]);
        Assert.Equal(2, await old.ScalarAsync("select fold_version from events.snapshots"));
        await today.Store.DisposeAsync();
    }

    static async Task<bool> HoldsAsync(WalletStore wallets, IReadOnlyList<IReadOnlyList<object>> history)
    {
        var id = Guid.CreateVersion7();
        var query = wallets.Store.QuerySession();
        foreach (var events in history)
        {
            await DecideAsync(wallets, id, events);
            var all = await query.FetchStreamAsync(id, ct: Ct);
            var folded = all.Select(e => e.Data).Aggregate(Wallet.Initial, Wallet.Evolve);
            var quick = await query.AggregateStreamAsync<Wallet>(id, ct: Ct);
            if (JsonSerializer.Serialize(folded) != JsonSerializer.Serialize(quick))
                return false;
        }

        return true;
    }

    static async Task DecideAsync(WalletStore wallets, Guid id, IReadOnlyList<object> events)
    {
        var session = wallets.Session();
        await session.Decide<Wallet>(id, _ => Decision.Of([.. events]), Ct);
        await session.SaveChangesAsync(Ct);
    }

    static Gen<object> Movement() => Gen.OneOf(
        Gen.Choose(1, 1000).SelectMany(amount => Gen.Elements("rent", "süß", "\"quoted\"", "")
            .Select(purpose => (object)new MoneyPut(amount, purpose))),
        Gen.Choose(1, 1000).Select(amount => (object)new MoneyTaken(amount, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))),
        Gen.Elements("Erste", "Zweite").SelectMany(name => Gen.Elements(WalletKind.Plain, WalletKind.SafeBox)
            .Select(kind => (object)new WalletNamed(name, kind, [name, "ß"]))));
}
