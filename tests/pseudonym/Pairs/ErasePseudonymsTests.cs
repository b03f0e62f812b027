using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class ErasePseudonymsTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Anonymise = "/api/pseudonym/pseudonyms/anonymise";
    const string Delete = "/api/pseudonym/pseudonyms/delete";

    [Fact]
    public async Task Anonymising_cuts_the_link_for_good_and_keeps_the_pseudonym_taken()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "test")]));
        var before = await app.CreateAsync(domain, "4711", "4712");
        var pseudonym = before.Results[0].Pseudonym!;

        var answer = await app.PostAsync<ErasureAnswers>(
            Anonymise, new ErasePseudonyms(domain, ["4711", "unheard of"]));

        Assert.Equal(["done", "unknown"], answer.Results);
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from pseudonym.pairs where pseudonym = '{pseudonym}' and anonymised and lookup is null
            and original is null
            """));
        Assert.Null((await app.GetAsync(domain, "4711")).Results[0].Pseudonym);
        var resolved = await app.PostAsync<OriginalAnswers>("/api/pseudonym/pseudonyms/resolve",
            new ResolvePseudonyms(domain, [pseudonym, before.Results[1].Pseudonym!], "test"), "diz");
        Assert.Equal([new(null, "anonymised"), new("4712", "found")], resolved.Results);
        Assert.NotEqual(pseudonym, (await app.CreateAsync(domain, "4711")).Results[0].Pseudonym);
        Assert.Equal("different-value-for-pseudonym-exists", (await app.PostAsync<InsertVerdicts>(
            "/api/pseudonym/pseudonyms/insert", new InsertPairs(domain, [new("4711", pseudonym)]))).Results[0]);
    }

    [Fact]
    public async Task All_pseudonyms_of_an_original_are_anonymised_or_only_the_one_that_is_named()
    {
        var domain = await app.DomainAsync(new(Several: true));
        await app.PostAsync<PseudonymAnswers>(
            "/api/pseudonym/pseudonyms/add", new AddPseudonyms(domain, ["a", "b"], 3));
        var one = (await app.GetAsync(domain, "b")).Results[0].Pseudonym!;

        Assert.Equal(3, (await app.PostAsync<ErasureAnswers>(Anonymise, new ErasePseudonyms(domain, ["a"]))).Pairs);
        Assert.Equal(1, (await app.PostAsync<ErasureAnswers>(
            Anonymise, new ErasePseudonyms(domain, Pseudonyms: [one]))).Pairs);
        Assert.Equal(["unknown"], (await app.PostAsync<ErasureAnswers>(
            Anonymise, new ErasePseudonyms(domain, Pseudonyms: [one]))).Results);
        Assert.Equal(2, (await app.GetAsync(domain, "b")).Results[0].Number);
    }

    [Fact]
    public async Task Pairs_are_deleted_only_where_the_domain_allows_it()
    {
        var (kept, loose) = (await app.DomainAsync(), await app.DomainAsync(new(Deletable: true)));
        var before = await app.CreateAsync(loose, "4711");
        await app.CreateAsync(kept, "4711");

        Assert.Equal((409, "deletion-not-allowed"),
            await app.RefusalAsync(Delete, new ErasePseudonyms(kept, ["4711"])));
        Assert.Equal(1, (await app.PostAsync<ErasureAnswers>(Delete, new ErasePseudonyms(loose, ["4711"]))).Pairs);

        Assert.Equal(0, await app.CountAsync(
            $"select count(*) from pseudonym.pairs where pseudonym = '{before.Results[0].Pseudonym}'"));
        Assert.NotNull((await app.GetAsync(kept, "4711")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task What_is_deleted_above_is_deleted_below_where_the_domain_below_says_so()
    {
        var top = await app.DomainAsync(new(Deletable: true));
        var middle = await app.DomainAsync(new(Parents: [top], Originals: "cascade-delete"));
        var bottom = await app.DomainAsync(new(Parents: [middle, top], Originals: "cascade-delete"));
        var aside = await app.DomainAsync(new(Parents: [top], Originals: "ensure-exists"));
        var first = (await app.CreateAsync(top, "a", "b")).Results.Select(result => result.Pseudonym!).ToArray();
        var second = (await app.CreateAsync(middle, first)).Results.Select(result => result.Pseudonym!).ToArray();
        await app.CreateAsync(bottom, [.. second, first[0]]);
        await app.CreateAsync(aside, first);

        var answer = await app.PostAsync<ErasureAnswers>(Delete, new ErasePseudonyms(top, ["a"]));

        Assert.Equal((1, 3), (answer.Pairs, answer.Below));
        Assert.Equal([null, second[1]], (await app.GetAsync(middle, first)).Results.Select(result => result.Pseudonym));
        Assert.Equal(1, (await app.GetAsync(bottom, [.. second, first[0]])).Results.Count(result => result.Number > 0));
        Assert.Equal(2, (await app.GetAsync(aside, first)).Results.Count(result => result.Number > 0));
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("ensure-exists")]
    public async Task Originals_have_to_be_pseudonyms_of_a_parent_where_the_domain_says_so(string rule)
    {
        var parent = await app.DomainAsync();
        var other = await app.DomainAsync(new(new(Alphabet: "Numbers", Length: 12, CheckDigits: "Damm")));
        var child = await app.DomainAsync(new(Parents: [parent, other], Originals: rule));
        var known = (await app.CreateAsync(other, "4711")).Results[0].Pseudonym!;
        var wellFormed = PseudonymFormat.Create(new() { Length = 10 }).Random();

        Assert.True((await app.CreateAsync(child, known)).Results[0].Created);
        foreach (var (text, refused) in new[] { ("4711", true), (wellFormed, rule == "ensure-exists") })
        {
            if (refused)
            {
                Assert.Equal((422, "original-not-in-parent"), await app.RefusalAsync(
                    "/api/pseudonym/pseudonyms", new CreatePseudonyms(child, [known, text])));
            }
            else Assert.Equal(1, (await app.CreateAsync(child, known, text)).Created);
        }
    }

    [Fact]
    public async Task Sixteen_who_anonymise_create_and_delete_the_same_originals_never_wait_in_a_circle()
    {
        var domain = await app.DomainAsync(new(Deletable: true));
        var eraser = (PairEraser)app.Services.GetService(typeof(PairEraser))!;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async worker =>
        {
            for (var turn = 0; turn < 6; turn++)
            {
                string[] originals =
                    [.. Enumerable.Range(0, 100).Select(i => $"o{(i * 37 + worker * 11 + turn) % 150}")];
                if (worker % 4 == 0)
                {
                    await eraser.EraseAsync(new(domain, originals, null, worker % 8 == 0, app.Caller()),
                        TestContext.Current.CancellationToken);
                }
                else
                {
                    var reply = await app.Desk.AnswerAsync(new PairAsk(domain, originals, PairWish.CreateOrGet,
                        app.Caller()), TestContext.Current.CancellationToken);
                    Assert.All(reply.Answers, answer => Assert.NotNull(answer.Pseudonym));
                }
            }
        }));

        Assert.Equal(0, await app.CountAsync(
            "select deadlocks from pg_stat_database where datname = current_database()"));
        var statistics = await app.PostAsync<PseudonymStatistics[]>(
            "/api/pseudonym/statistics", new PseudonymStatisticsQuestion(domain));
        Assert.Equal(await app.CountAsync($"""
            select count(*) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain where d.name = '{domain}'
            """), statistics[0].Pseudonyms);
        var day = Assert.Single(statistics[0].Days);
        Assert.Equal(statistics[0].Pseudonyms, day.Created - day.Deleted);
        Assert.Equal(statistics[0].Anonymised, day.Anonymised);
    }
}
