using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class DeadLetterTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_cannot_be_handled_is_put_aside_listed_replayed_and_discarded()
    {
        var isBroken = true;
        var witness = new Witness("w")
        {
            Before = e =>
            {
                if (isBroken && e.Data is MoneyPut { Amount: >= 100 })
                    throw new FormatException("Erika Mustermann is not a number");
            },
        };
        await using var wallets = await OpenAsync(witness);
        await using var runner = await wallets.FollowAsync();
        var id = Guid.CreateVersion7();
        int[] amounts = [1, 100, 2, 101, 3];
        for (var n = 0; n < amounts.Length; n++)
            await wallets.AppendAsync(id, n, new MoneyPut(amounts[n], "a"));

        await wallets.SeesAsync("w", 3);
        var letters = new DeadLetters(wallets.Store);
        await Followers.UntilAsync(async () => (await letters.ListAsync("w", Ct)).Count == 2);
        var listed = await letters.ListAsync(ct: Ct);
        var events = await wallets.Store.QuerySession().FetchStreamAsync(id, ct: Ct);
        Assert.Equal([events[1].Id, events[3].Id], listed.Select(letter => letter.EventId));
        Assert.All(listed, letter =>
        {
            Assert.Equal(("w", id, "money-put"), (letter.Subscription, letter.StreamId, letter.EventType));
            Assert.Equal(3, letter.Attempts);
            Assert.Contains("FormatException", letter.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("Mustermann", letter.Error, StringComparison.Ordinal);
        });
        Assert.Equal(2, Assert.Single(await runner.SubscriptionLagAsync(Ct)).DeadLetters);

        Assert.False(await letters.ReplayAsync("w", listed[0].EventId, Ct));
        Assert.Equal(4, (await letters.ListAsync("w", Ct))[0].Attempts);
        isBroken = false;
        Assert.True(await letters.ReplayAsync("w", listed[0].EventId, Ct));
        Assert.False(await letters.ReplayAsync("w", listed[0].EventId, Ct));
        await wallets.SeesAsync("w", 4);
        Assert.True(await letters.DiscardAsync("w", listed[1].EventId, Ct));
        Assert.False(await letters.DiscardAsync("w", listed[1].EventId, Ct));
        Assert.Empty(await letters.ListAsync(ct: Ct));
        await wallets.SeesAsync("w", 4);
        await Assert.ThrowsAsync<ArgumentException>(() => letters.ReplayAsync("nobody", listed[0].EventId, Ct));
    }

    [Fact]
    public async Task A_statement_the_database_refuses_ends_there_too_and_the_others_go_on()
    {
        var twice = new NoteTaker();
        await using var wallets = await OpenAsync(twice);
        await using var runner = await wallets.FollowAsync();
        foreach (var purpose in (string[])["a", "b", "a", "c"])
            await wallets.AppendAsync(Guid.CreateVersion7(), 0, new MoneyPut(1, purpose));

        var letters = new DeadLetters(wallets.Store);
        await Followers.UntilAsync(async () => await wallets.ScalarAsync("select count(*) from notes") is 3L);
        await Followers.UntilAsync(async () => (await letters.ListAsync(ct: Ct)).Count == 1);
        Assert.Contains("23505 notes_pkey", (await letters.ListAsync(ct: Ct))[0].Error, StringComparison.Ordinal);
        await wallets.ExecuteAsync("delete from notes where note = 'a'");
        Assert.True(await letters.ReplayAsync("notes", (await letters.ListAsync(ct: Ct))[0].EventId, Ct));
    }

    [Fact]
    public async Task An_event_this_program_does_not_know_does_not_stop_the_follower()
    {
        var witness = new Witness("w");
        await using var newer = await WalletStore.OpenAsync(postgres, o => o.Event<Novelty>("novelty"));
        await newer.AppendAsync(Guid.CreateVersion7(), 0, new Novelty(), new MoneyPut(1, "a"));
        await using var older = await WalletStore.OpenAsync(postgres, o => Impatient(o, witness), newer.Database);
        await using var runner = await older.FollowAsync();
        await older.SeesAsync("w", 1);
        Assert.Equal("novelty", Assert.Single(await new DeadLetters(older.Store).ListAsync(ct: Ct)).EventType);
    }

    Task<WalletStore> OpenAsync(ISubscription subscription) =>
        WalletStore.OpenAsync(postgres, o => Impatient(o, subscription));

    static void Impatient(EventStoreOptions options, ISubscription subscription)
    {
        options.SubscriptionRetries = 2;
        options.SubscriptionRetryDelay = TimeSpan.FromMilliseconds(1);
        options.Subscriptions.Add(subscription);
    }

    sealed record Novelty;

    sealed class NoteTaker : ISubscription
    {
        public string Name => "notes";

        public IReadOnlyCollection<string> EventTypes => ["money-put"];

        public Task HandleAsync(IEvent @event, SubscriptionBatch batch, CancellationToken ct)
        {
            batch.QueueSqlCommand(Sql.Command("insert into notes values ($1)", ((MoneyPut)@event.Data).Purpose));
            return Task.CompletedTask;
        }
    }
}
