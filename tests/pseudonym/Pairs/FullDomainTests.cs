using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class FullDomainTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Create = "/api/pseudonym/pseudonyms";
    static readonly DomainFormat Thousand = new(Alphabet: "Numbers", Length: 3);

    [Fact]
    public async Task A_domain_of_a_thousand_fills_to_the_last_one_and_then_says_so()
    {
        var domain = await app.DomainAsync(new(Thousand));
        var pseudonyms = new HashSet<string>();
        foreach (var originals in Enumerable.Range(0, 999).Select(n => $"original {n}").Chunk(37))
            pseudonyms.UnionWith((await app.CreateAsync(domain, originals)).Results.Select(one => one.Pseudonym!));

        Assert.Equal(999, pseudonyms.Count);
        Assert.Equal((409, "domain-full"),
            await app.RefusalAsync(Create, new CreatePseudonyms(domain, ["two", "more"])));
        var last = await app.CreateAsync(domain, "last");
        Assert.True(pseudonyms.Add(last.Results[0].Pseudonym!));
        Assert.Equal(1, last.Fill);

        Assert.Equal((409, "domain-full"), await app.RefusalAsync(Create, new CreatePseudonyms(domain, ["one more"])));
        Assert.Equal(last.Results[0].Pseudonym, (await app.CreateAsync(domain, "last")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task Sixteen_clients_fill_a_domain_together_without_a_gap()
    {
        var domain = await app.DomainAsync(new(Thousand));
        var (taken, refused) = (-1, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref taken)) < 1_010;)
            {
                var reply = await app.Desk.AnswerAsync(
                    new PairAsk(domain, [$"original {i}"], PairWish.CreateOrGet, app.Caller()),
                    TestContext.Current.CancellationToken);
                if (reply.Rejection is not { } rejection) continue;
                Assert.Equal("domain-full", rejection.Code);
                Interlocked.Increment(ref refused);
            }
        }));

        Assert.Equal(10, refused);
        Assert.Equal(1_000, await app.CountAsync($"""
            select count(distinct pseudonym) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain
            where d.name = '{domain}'
            """));
    }

    [Fact]
    public async Task A_domain_warns_from_the_share_on_that_it_names()
    {
        var domain = await app.DomainAsync(new(Thousand, WarnAtFill: 0.5));

        var below = await app.CreateAsync(domain, [.. Enumerable.Range(0, 499).Select(i => $"{i}")]);
        var at = await app.CreateAsync(domain, "the 500th");

        Assert.Null(below.Fill);
        Assert.Equal(0.5, at.Fill);
    }

    [Fact]
    public async Task The_refusal_names_the_domain_its_capacity_and_what_to_do()
    {
        var domain = await app.DomainAsync(new(Thousand), "Ganz kleine Domäne");
        using var response = await app.PostAsync(Create,
            new CreatePseudonyms(domain, [.. Enumerable.Range(0, 1_001).Select(i => $"{i}")]));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("1000 possible", text);
        Assert.Contains("longer pseudonyms", text);
        Assert.Contains("kleine", text);
        Assert.Equal(0, await app.CountAsync("select count(*) from pseudonym.pairs p join pseudonym.domains d "
            + "on d.id = p.domain where d.name like 'Ganz%'"));
    }

    [Fact]
    public async Task A_domain_that_counts_makes_all_its_pseudonyms_and_none_twice()
    {
        var domain = await app.DomainAsync(new(new(Alphabet: "Numbers", Length: 6), Generation: "permutation"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => app.CreateAsync(
            domain, [.. Enumerable.Range(writer * 100, 200).Select(i => $"original {i}")])));

        var pairs = answers.SelectMany(answer => answer.Results).Select(result => result.Pseudonym!).ToHashSet();
        Assert.Equal(1_700, pairs.Count);
        Assert.Equal(1_700, await app.CountAsync($"""
            select next from pseudonym.counters c join pseudonym.domains d on d.id = c.domain where d.name = '{domain}'
            """));
    }
}
