using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class DocumentSessionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly Guid Id = Guid.CreateVersion7();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_appended_is_read_back_with_who_why_and_when()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        var taken = new MoneyTaken(3, wallets.Clock.Now.AddYears(-1));
        await wallets.AppendAsync(Id, 0, new MoneyPut(5, "süß"), taken);

        var events = await wallets.Store.QuerySession().FetchStreamAsync(Id, ct: Ct);
        Assert.Equal([new MoneyPut(5, "süß"), taken], events.Select(e => e.Data));
        Assert.Equal([1L, 2L], events.Select(e => e.Version));
        Assert.Equal(["money-put", "money-taken"], events.Select(e => e.EventType));
        Assert.All(events, e => Assert.Equal(Id, e.StreamId));
        Assert.True(events[0].Sequence < events[1].Sequence);
        Assert.Equal(2, events.Select(e => e.Id).Distinct().Count());
        var metadata = new EventMetadata("somebody", "because", "trace-1", wallets.Clock.Now);
        Assert.Equal([metadata, metadata with { EffectiveAt = taken.EffectiveAt }], events.Select(e => e.Metadata));
    }

    [Fact]
    public async Task Nothing_is_written_before_the_changes_are_saved()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        var session = wallets.Session();
        session.Events.StartStream<Wallet>(Id, new MoneyPut(5, "rent"));
        Assert.Equal(0L, await wallets.ScalarAsync("select count(*) from events.events"));
        await session.SaveChangesAsync(Ct);
        await session.SaveChangesAsync(Ct);
        Assert.Equal(1L, await wallets.ScalarAsync("select count(*) from events.events"));
    }

    [Fact]
    public async Task A_decision_is_made_on_the_folded_state_and_only_its_events_are_stored()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        await wallets.AppendAsync(Id, 0, new MoneyPut(5, "rent"));
        var session = wallets.Session();
        var now = wallets.Clock.Now;
        var refused = await session.Decide<Wallet>(Id, wallet => Wallet.Take(wallet, 6, now), Ct);
        Assert.Equal("not-enough", refused.Rejection?.Code);
        await session.Decide<Wallet>(Id, wallet => Wallet.Take(wallet, 2, now), Ct);
        await session.SaveChangesAsync(Ct);
        Assert.Equal(3, (await wallets.Store.QuerySession().AggregateStreamAsync<Wallet>(Id, ct: Ct)).Balance);
        Assert.Equal(2L, await wallets.ScalarAsync("select count(*) from events.events"));
    }

    [Fact]
    public async Task The_past_can_be_read_by_version_and_by_what_was_known_when()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        await wallets.AppendAsync(Id, 0, new MoneyPut(1, "a"));
        var known = wallets.Clock.Now;
        wallets.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await wallets.AppendAsync(Id, 1, new MoneyPut(2, "b"), new MoneyPut(4, "c"));

        var query = wallets.Store.QuerySession();
        Assert.Equal(3, (await query.AggregateStreamAsync<Wallet>(Id, version: 2, ct: Ct)).Balance);
        Assert.Equal(1, (await query.AggregateStreamAsync<Wallet>(Id, knownAt: known, ct: Ct)).Balance);
        Assert.Equal(7, (await query.AggregateStreamAsync<Wallet>(Id, ct: Ct)).Balance);
        Assert.Equal(Wallet.Initial, await query.AggregateStreamAsync<Wallet>(Guid.CreateVersion7(), ct: Ct));
    }

    [Fact]
    public async Task A_failing_statement_stores_nothing_at_all()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        var session = wallets.Session();
        session.Events.StartStream<Wallet>(Id, new MoneyPut(2_000_000, "more than the read model takes"));
        session.QueueSqlCommand(Sql.Command("insert into notes values ($1)", "noted"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => session.SaveChangesAsync(Ct));
        foreach (var table in (string[])["events.events", "wallets", "notes"])
            Assert.Equal(0L, await wallets.ScalarAsync($"select count(*) from {table}"));
    }

    [Fact]
    public async Task Events_read_models_and_own_statements_arrive_together_for_several_streams()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        var session = wallets.Session();
        var other = Guid.CreateVersion7();
        session.Events.StartStream<Wallet>(Id, new MoneyPut(5, "rent"));
        session.Events.StartStream<Wallet>(other, new MoneyPut(6, "food"), new MoneyPut(1, "food"));
        session.Events.Append<Wallet>(Id, 1, new MoneyPut(2, "rent"));
        session.QueueSqlCommand(Sql.Command("insert into notes values ($1)", "noted"));
        await session.SaveChangesAsync(Ct);
        Assert.Equal(14L, await wallets.ScalarAsync("select sum(balance) from wallets"));
        Assert.Equal(1L, await wallets.ScalarAsync("select count(distinct tx) from events.events"));
        Assert.Equal(1L, await wallets.ScalarAsync("select count(*) from notes"));
    }

    [Fact]
    public async Task A_stream_that_moved_refuses_the_late_writer_and_uses_no_number()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        await wallets.AppendAsync(Id, 0, new MoneyPut(1, "a"));
        await using var elsewhere = await WalletStore.OpenAsync(postgres, existing: wallets.Database);
        foreach (var expected in (long[])[0, 2, 7])
        {
            var moved = await Assert.ThrowsAsync<StreamMovedException>(
                () => elsewhere.AppendAsync(Id, expected, new MoneyPut(1, "late")));
            Assert.Equal((Id, expected), (moved.StreamId, moved.Expected));
        }

        await elsewhere.AppendAsync(Id, 1, new MoneyPut(1, "in time"));
        Assert.Equal(2L, await wallets.ScalarAsync("select max(seq) from events.events"));
    }

    [Fact]
    public async Task A_stream_of_another_kind_is_not_written_to()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, o => o.Stream<Purse>("purse"));
        await wallets.AppendAsync(Id, 0, new MoneyPut(1, "a"));
        var session = wallets.Session();
        session.Events.Append<Purse>(Id, 1, new MoneyPut(1, "b"));
        await Assert.ThrowsAsync<StreamMovedException>(() => session.SaveChangesAsync(Ct));
    }

    [Fact]
    public async Task The_events_visible_at_a_position_can_be_read_again_later()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        await wallets.AppendAsync(Id, 0, new MoneyPut(1, "a"));
        var position = await wallets.Store.PositionAsync(Ct);
        await wallets.AppendAsync(Id, 1, new MoneyPut(2, "b"));
        var visible = await wallets.Store.FetchVisibleAtAsync(position, Ct);
        Assert.Equal([new MoneyPut(1, "a")], visible.Select(e => e.Data));
    }

    [Fact]
    public async Task An_event_without_a_stored_name_is_refused_before_anything_is_sent()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres);
        var session = wallets.Session();
        session.Events.StartStream<Wallet>(Id, new Purse());
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.SaveChangesAsync(Ct));
    }

    sealed record Purse : IFold<Purse>
    {
        public static Purse Initial { get; } = new();

        public static Purse Evolve(Purse state, object @event) => state;
    }
}
