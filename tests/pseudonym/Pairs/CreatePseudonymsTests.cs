using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class CreatePseudonymsTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Create = "/api/pseudonym/pseudonyms";
    const string Add = "/api/pseudonym/pseudonyms/add";

    [Fact]
    public async Task The_same_original_has_the_same_pseudonym_however_it_is_asked_for()
    {
        var domain = await app.DomainAsync();

        var one = await app.CreateAsync(domain, "4711");
        var many = await app.CreateAsync(domain, "4712", "4711", "4712");
        var read = await app.GetAsync(domain, "4711", "4712", "unheard of");

        Assert.True(one.Results[0].Created);
        Assert.Equal(1, many.Created);
        Assert.Equal(one.Results[0].Pseudonym, many.Results[1].Pseudonym);
        Assert.Equal(many.Results[0].Pseudonym, many.Results[2].Pseudonym);
        Assert.NotEqual(many.Results[0].Pseudonym, many.Results[1].Pseudonym);
        Assert.Equal([one.Results[0].Pseudonym, many.Results[0].Pseudonym, null],
            read.Results.Select(result => result.Pseudonym));
    }

    [Fact]
    public async Task Other_domains_have_other_pseudonyms()
    {
        var (one, other) = (await app.DomainAsync(), await app.DomainAsync());

        Assert.NotEqual((await app.CreateAsync(one, "4711")).Results[0].Pseudonym,
            (await app.CreateAsync(other, "4711")).Results[0].Pseudonym);
        Assert.Null((await app.GetAsync(other, "4712")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task Sixty_four_clients_that_race_for_one_original_get_one_pseudonym()
    {
        var domain = await app.DomainAsync();
        await using var second = await app.StartAsync();
        var address = second.Urls.First();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(client => app.PostAsync<PseudonymAnswers>(
            (client % 2 == 0 ? "" : address) + Create,
            new CreatePseudonyms(domain, client % 3 == 0 ? ["one", "one"] : ["one"]), "diz")));

        Assert.Single(answers.SelectMany(answer => answer.Results).Select(result => result.Pseudonym).Distinct());
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain where d.name = '{domain}'
            """));
        await second.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Sixteen_writers_on_overlapping_batches_never_contradict_each_other_and_never_deadlock()
    {
        var domain = await app.DomainAsync(new(new(Alphabet: "Numbers", Length: 9)));
        var deadlocks = await Deadlocks();
        var answers = new System.Collections.Concurrent.ConcurrentBag<(string Original, string Pseudonym)>();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            var order = Enumerable.Range(0, 2_000).Select(i => (i * 7 + writer * 131) % 3_000);
            foreach (var batch in order.Chunk(250))
            {
                var reply = await app.Desk.AnswerAsync(new PairAsk(domain, [.. batch.Select(i => $"original {i}")],
                    PairWish.CreateOrGet, app.Caller()), TestContext.Current.CancellationToken);
                Assert.Null(reply.Rejection);
                for (var i = 0; i < batch.Length; i++)
                    answers.Add(($"original {batch[i]}", reply.Answers[i].Pseudonym!));
            }
        }));

        var byOriginal = answers.Distinct().ToLookup(answer => answer.Original);
        Assert.All(byOriginal, group => Assert.Single(group));
        Assert.Equal(byOriginal.Count, answers.Select(answer => answer.Pseudonym).Distinct().Count());
        Assert.Equal(byOriginal.Count, await app.CountAsync($"""
            select count(*) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain where d.name = '{domain}'
            """));
        Assert.Equal(deadlocks, await Deadlocks());
    }

    [Fact]
    public async Task Text_that_Unicode_holds_for_the_same_is_the_same_original()
    {
        var domain = await app.DomainAsync();

        var answer = await app.CreateAsync(domain, "Mu\u0308ller|1940", "M\u00fcller|1940", "m\u00fcller|1940");

        Assert.Equal(answer.Results[0].Pseudonym, answer.Results[1].Pseudonym);
        Assert.NotEqual(answer.Results[0].Pseudonym, answer.Results[2].Pseudonym);
    }

    [Fact]
    public async Task Several_pseudonyms_of_one_original_are_numbered()
    {
        var domain = await app.DomainAsync(new(Several: true));

        var first = await app.CreateAsync(domain, "sample");
        var further = await app.PostAsync<PseudonymAnswers>(
            Add, new AddPseudonyms(domain, ["sample", "other", "sample"], 2));

        Assert.Equal([2, 3, 1, 2, 4, 5], further.Results.Select(result => result.Number));
        Assert.Equal(6, further.Results.Select(result => result.Pseudonym).Distinct().Count());
        Assert.Equal(first.Results[0].Pseudonym, (await app.GetAsync(domain, "sample")).Results[0].Pseudonym);
    }

    [Fact]
    public async Task Further_pseudonyms_are_refused_where_an_original_has_one() =>
        Assert.Equal((422, "several-not-allowed"),
            await app.RefusalAsync(Add, new AddPseudonyms(await app.DomainAsync(), ["sample"])));

    [Fact]
    public async Task A_repeated_request_with_the_same_key_adds_nothing()
    {
        var domain = await app.DomainAsync(new(Several: true));
        var command = new AddPseudonyms(domain, ["sample"], 3);

        var first = await app.PostAsync<PseudonymAnswers>(Add, command, key: "k-1");
        var again = await app.PostAsync<PseudonymAnswers>(Add, command, key: "k-1");

        Assert.Equal(first.Results, again.Results);
        Assert.Equal(4, (await app.PostAsync<PseudonymAnswers>(Add, command)).Results[0].Number);
    }

    [Fact]
    public async Task A_temporary_pseudonym_ends_and_the_next_one_is_another()
    {
        var domain = await app.DomainAsync();
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(1.5);
        var first = await app.PostAsync<PseudonymAnswers>(Create, new CreatePseudonyms(domain, ["4711"], soon));
        Assert.Equal(first.Results[0].Pseudonym, (await app.GetAsync(domain, "4711")).Results[0].Pseudonym);

        await Task.Delay(TimeSpan.FromSeconds(1.6), TestContext.Current.CancellationToken);

        Assert.Null((await app.GetAsync(domain, "4711")).Results[0].Pseudonym);
        var second = await app.CreateAsync(domain, "4711");
        Assert.Equal(2, second.Results[0].Number);
        Assert.NotEqual(first.Results[0].Pseudonym, second.Results[0].Pseudonym);
    }

    [Fact]
    public async Task Every_answer_is_in_the_audit_trail_with_counts_and_nothing_else()
    {
        var domain = await app.DomainAsync();
        await app.CreateAsync(domain, "audited 1", "audited 2");
        await app.CreateAsync(domain, "audited 2", "audited 3");

        Assert.Equal(1, await app.CountAsync($$"""
            select count(*) from audit.entries where action = 'pseudonym-create' and object = (
                select 'domain/' || stream from pseudonym.domains where name = '{{domain}}')
            and detail = '{"asked": 2, "found": 1, "created": 1}'
            """));
        Assert.Equal(0, await app.CountAsync("select count(*) from audit.entries e where e::text like '%audited%'"));
    }

    Task<long> Deadlocks() => app.CountAsync(
        "select deadlocks from pg_stat_database where datname = current_database()");
}
