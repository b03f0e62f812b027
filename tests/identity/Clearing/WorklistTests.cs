using System.Net;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class WorklistTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task Pages_hold_every_pair_once_in_the_order_of_priority_while_pairs_come_and_go()
    {
        var domain = await app.DomainAsync();
        for (var i = 0; i < 9; i++) await app.PairAsync(domain);
        var whole = await app.WorklistAsync(domain);
        Assert.Equal((9, null), (whole.Total, whole.Next));
        Assert.Equal(whole.Pairs.Select(pair => pair.Priority).OrderDescending(),
            whole.Pairs.Select(pair => pair.Priority));

        var (seen, next) = (new List<Guid>(), "");
        do
        {
            var page = await app.WorklistAsync(domain, $"&count=2&after={next}");
            seen.AddRange(page.Pairs.Select(pair => pair.Pair));
            next = page.Next;
            // what was shown is decided meanwhile; what is still to come keeps its place
            await app.DecideAsync(page.Pairs[0].Pair, Verdicts.Distinct);
        }
        while (next is not null);
        Assert.Equal(whole.Pairs.Select(pair => pair.Pair), seen);
    }

    [Fact]
    public async Task Priority_is_chance_age_and_what_else_hangs_on_the_two_people()
    {
        var domain = await app.DomainAsync();
        var (one, other, _) = await app.PairAsync(domain);
        var stranger = await app.RegisterAsync(People.New(), domain: domain);
        await app.PostAsync<AddedPair>(ClearingDesk.Path, new AddPair(one.Identity!.Value, stranger.Identity!.Value));
        await app.PostAsync<AddedPair>(ClearingDesk.Path, new AddPair(other.Identity!.Value, stranger.Identity!.Value));
        await app.CountAsync($"""
            with old as (update identity.pairs set found_at = found_at - interval '40 days'
                where domain = '{domain}' and score < 0 returning 1) select count(*) from old
            """);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var pair in (await app.WorklistAsync(domain)).Pairs)
        {
            Assert.Equal(2, pair.OtherPairs);
            var chance = PairPriority.Chance(pair.Score, ScoreKind.FellegiSunter);
            var expected = 60 * chance + 5 * 2 + (now - pair.FoundAt).TotalDays;
            Assert.Equal(expected, pair.Priority, 0.06);
        }
    }

    [Fact]
    public async Task The_database_ranks_as_the_rule_says()
    {
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            for (var i = 0; i < 40; i++)
            {
                var (score, others) = (i * 733 % 811 / 10.0 - 40, i % 9);
                var at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + i * 2_654_435L);
                await using var command = app.Superuser.CreateCommand($"""
                    select {PairPriority.Sql} from (values ($1, $2, $3, $4)) as x (score, kind, others, found_at)
                    """);
                var letter = kind switch
                {
                    ScoreKind.FellegiSunter => "f",
                    ScoreKind.Epix => "e",
                    ScoreKind.Mainzelliste => "m",
                    _ => "",
                };
                command.Parameters.AddWithValue(score);
                command.Parameters.AddWithValue(letter);
                command.Parameters.AddWithValue(others);
                command.Parameters.AddWithValue(at);
                var rank = (double)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
                Assert.Equal(PairPriority.Rank(PairPriority.Chance(score, kind), others, at), rank, 1e-6);
            }
        }
    }

    [Fact]
    public async Task Filters_leave_what_they_say()
    {
        var domain = await app.DomainAsync();
        var (_, _, first) = await app.PairAsync(domain);
        var (_, other, second) = await app.PairAsync(domain, "lab");
        await app.DecideAsync(first, Verdicts.Postponed, until: "2999-01-01");
        Assert.Equal([second], await KeysAsync(""));
        Assert.Equal([second], await KeysAsync("&source=lab"));
        Assert.Empty(await KeysAsync("&source=kis"));
        Assert.Equal([first], await KeysAsync("&status=postponed"));
        Assert.Equal(2, (await KeysAsync("&status=postponed,open")).Length);
        Assert.Equal([second], await KeysAsync($"&person={other.Person}"));
        Assert.Empty(await KeysAsync("&minScore=900"));
        Assert.Equal([second], await KeysAsync("&minScore=-900&maxScore=900"));
        Assert.Equal([second], await KeysAsync("&assignedTo=nobody"));
        await app.PostAsAsync<PairClaim>("ada", "clerk", $"{ClearingDesk.Path}/{second}/claim", new { });
        Assert.Empty(await KeysAsync("&assignedTo=nobody"));
        Assert.Equal([second], await KeysAsync("&assignedTo=me"));
        var counts = await app.GetAsAsync<PairCounts>("ada", "clerk", $"{ClearingDesk.Path}/counts?domain={domain}");
        Assert.Equal((1, 1, 1, 1, 0),
            (counts.Open, counts.Postponed, counts.ForYou, counts.ClaimedByYou, counts.ClaimedByOthers));

        async Task<Guid[]> KeysAsync(string query) =>
            [.. (await app.WorklistAsync(domain, query)).Pairs.Select(pair => pair.Pair)];
    }

    [Fact]
    public async Task What_is_postponed_comes_back_on_its_day()
    {
        var domain = await app.DomainAsync();
        var (_, _, pair) = await app.PairAsync(domain);
        var today = Days.Of(TimeProvider.System.GetUtcNow());
        await app.DecideAsync(pair, Verdicts.Postponed, until: today.ToString("yyyy-MM-dd", null));
        Assert.Equal(pair, Assert.Single((await app.WorklistAsync(domain)).Pairs).Pair);
    }

    [Fact]
    public async Task Clerks_who_take_the_next_pair_at_once_never_take_the_same()
    {
        var domain = await app.DomainAsync();
        for (var i = 0; i < 12; i++) await app.PairAsync(domain);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(clerk => app.PostAsAsync<PairView[]>(
            $"clerk-{clerk}", "clerk", $"{ClearingDesk.Path}/next", new TakePairs(new(domain), 3))));
        var keys = taken.SelectMany(pairs => pairs.Select(pair => pair.Pair)).ToArray();
        Assert.Equal(12, keys.Distinct().Count());
        Assert.Equal(12, keys.Length);

        // asked again, one's own come first
        var again = await app.PostAsAsync<PairView[]>(
            "clerk-0", "clerk", $"{ClearingDesk.Path}/next", new TakePairs(new(domain), 3));
        Assert.Equal(taken[0].Select(pair => pair.Pair).Order(), again.Select(pair => pair.Pair).Order());
        using var refused = await app.PostAsAsync("clerk-1", "clerk",
            $"{ClearingDesk.Path}/{taken[0][0].Pair}/decision", new DecidePair(Verdicts.Same, "nachgesehen"));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        using (var released = await app.PostAsAsync(
            "clerk-0", "clerk", $"{ClearingDesk.Path}/{taken[0][0].Pair}/release", new { }))
            Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        await app.DecideAsync(taken[0][0].Pair, Verdicts.Same, "clerk-1");
    }

    [Fact]
    public async Task A_lead_gives_work_to_somebody_and_a_claim_that_is_over_holds_nobody_up()
    {
        var domain = await app.DomainAsync();
        var (_, _, pair) = await app.PairAsync(domain);
        await app.PostAsAsync<PairClaim[]>(
            "cleo", "lead", $"{ClearingDesk.Path}/assignments", new AssignPairs("ben", [pair]));
        Assert.Empty(await app.PostAsAsync<PairView[]>(
            "ada", "clerk", $"{ClearingDesk.Path}/next", new TakePairs(new(domain))));
        await app.CountAsync($"""
            with over as (update identity.pair_claims set until = now() - interval '1 second' where pair = '{pair}'
                returning 1) select count(*) from over
            """);
        Assert.Single(await app.PostAsAsync<PairView[]>(
            "ada", "clerk", $"{ClearingDesk.Path}/next", new TakePairs(new(domain))));
    }
}
