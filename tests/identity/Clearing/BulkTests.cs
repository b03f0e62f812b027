using System.Net;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class BulkTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string Path = "/api/identity/bulks";

    [Fact]
    public async Task Many_pairs_are_seen_first_and_then_decided_each_by_itself()
    {
        var domain = await app.DomainAsync();
        var pairs = new List<Guid>();
        for (var i = 0; i < 6; i++) pairs.Add((await app.PairAsync(domain)).Pair);
        var before = await app.CountAsync("select count(*) from events.events");
        var prepared = await app.PostAsync<BulkView>(Path, new PrepareBulk(Verdicts.Distinct, Filter: new(domain)));
        Assert.Equal((6, 6, 6), (prepared.Total, prepared.Remaining, prepared.Outcomes["decided"]));
        Assert.Equal(pairs.Order(), prepared.Sample.Select(pair => pair.Pair).Order());
        Assert.Equal(before, await app.CountAsync("select count(*) from events.events"));

        await app.DecideAsync(pairs[0], Verdicts.Same); // somebody was quicker with one of them
        await app.DecideAsync(pairs[1], Verdicts.Postponed);
        var done = await app.PostAsync<BulkView>($"{Path}/{prepared.Bulk}/run", new RunBulk("alles Zwillinge"));
        Assert.Equal(0, done.Remaining);
        Assert.Equal((4, 1, 1),
            (done.Outcomes["decided"], done.Outcomes["pair-decided"], done.Outcomes["stream-moved"]));
        var items = await app.GetAsync<BulkItem[]>($"{Path}/{prepared.Bulk}/items");
        Assert.Equal("pair-decided", items.Single(item => item.Pair == pairs[0]).Outcome);
        Assert.Equal(4, await app.CountAsync($"""
            select count(*) from audit.entries e join identity.pairs p on e.object = 'pair/' || p.pair
            where p.domain = '{domain}' and e.action = 'pair-decided' and e.outcome = 'done' and e.roles = 'lead'
            """));

        // again: what is done stays done
        var again = await app.PostAsync<BulkView>($"{Path}/{prepared.Bulk}/run", new RunBulk("alles Zwillinge"));
        Assert.Equal(done.Outcomes.OrderBy(outcome => outcome.Key), again.Outcomes.OrderBy(outcome => outcome.Key));
    }

    [Fact]
    public async Task What_would_happen_says_where_another_person_or_a_decision_stands_in_the_way()
    {
        var domain = await app.DomainAsync(new("merges"));
        var (_, _, fresh) = await app.PairAsync(domain);
        var (_, _, waiting) = await app.PairAsync(domain);
        await app.DecideAsync(waiting, Verdicts.Same);
        var prepared = await app.PostAsync<BulkView>(Path, new PrepareBulk(Verdicts.Same, [fresh, waiting]));
        Assert.Equal((1, 1), (prepared.Outcomes["first-opinion"], prepared.Outcomes["second-opinion"]));
        var done = await app.PostAsync<BulkView>($"{Path}/{prepared.Bulk}/run", new RunBulk("eine Person"));
        Assert.Equal((1, 1), (done.Outcomes["first-opinion"], done.Outcomes["decided"]));
    }

    [Fact]
    public async Task A_list_is_nobody_elses_and_has_to_be_one()
    {
        var domain = await app.DomainAsync();
        var (_, _, pair) = await app.PairAsync(domain);
        var prepared = await app.PostAsync<BulkView>(Path, new PrepareBulk(Verdicts.Distinct, [pair]));
        using var other = await app.PostAsAsync("cleo", "lead", $"{Path}/{prepared.Bulk}/run", new RunBulk("nein"));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        foreach (var wrong in new[] { new PrepareBulk(Verdicts.Distinct), new PrepareBulk("maybe", [pair]) })
        {
            using var refused = await app.PostAsync(Path, wrong);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }
}
