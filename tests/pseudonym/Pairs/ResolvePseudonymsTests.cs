using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class ResolvePseudonymsTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Resolve = "/api/pseudonym/pseudonyms/resolve";

    [Fact]
    public async Task The_client_that_is_named_gets_originals_for_the_purpose_that_is_named()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "quality")]));
        string[] originals = ["4711", "Łukasz Żółć", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \t|/\\\"'"];
        var pseudonyms = (await app.CreateAsync(domain, originals)).Results.Select(result => result.Pseudonym!);

        var answer = await app.PostAsync<OriginalAnswers>(
            Resolve, new ResolvePseudonyms(domain, [.. pseudonyms, "AAAAAAAAAA"], "quality"), "diz");

        Assert.Equal([.. originals.Select(original => new OriginalAnswer(original, "found")), new(null, "unknown")],
            answer.Results);
        Assert.Equal(1, await app.CountAsync($$"""
            select count(*) from audit.entries e where action = 'pseudonym-resolve' and outcome = 'seen'
            and purpose = 'quality' and jsonb_array_length(detail -> 'pairs') = 4
            and detail -> 'pairs' ->> 3 = '- unknown'
            and detail -> 'pairs' @> (select jsonb_agg(p.id || ' found') from pseudonym.pairs p
                join pseudonym.domains d on d.id = p.domain where d.name = '{{domain}}')
            """));
    }

    [Fact]
    public async Task Everybody_else_learns_nothing_and_it_is_written_down()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "quality"), new("somebody", "care")]));
        var pseudonym = (await app.CreateAsync(domain, "4711")).Results[0].Pseudonym!;
        var before = await Refused();
        var told = new HashSet<string>();
        foreach (var (target, purpose, role, domains) in new[]
        {
            (domain, "care", "diz", (string[]?)null), (domain, "Quality", "diz", null),
            (domain, "quality", "clerk", null),
            ("no such domain", "quality", "diz", null), (domain, "quality", "diz", new[] { "another" }),
        })
        {
            using var response = await app.PostAsync(
                Resolve, new ResolvePseudonyms(target, [pseudonym], purpose), role, domains: domains);
            Assert.Equal(403, (int)response.StatusCode);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            told.Add(text[..text.IndexOf("requestId", StringComparison.Ordinal)]);
        }

        Assert.Single(told);
        Assert.Equal(before + 5, await Refused());
    }

    [Fact]
    public async Task No_more_originals_an_hour_than_are_granted()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "quality", ValuesPerHour: 5)]));
        var pseudonym = (await app.CreateAsync(domain, "4711")).Results[0].Pseudonym!;
        var three = new ResolvePseudonyms(domain, [pseudonym, pseudonym, pseudonym], "quality");
        await app.PostAsync<OriginalAnswers>(Resolve, three, "diz");

        using var refused = await app.PostAsync(Resolve, three, "diz");

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 3_000, 3_600);
        Assert.Equal(2, (await app.PostAsync<OriginalAnswers>(
            Resolve, three with { Pseudonyms = [pseudonym, pseudonym] }, "diz")).Results.Count);
    }

    [Fact]
    public async Task A_sealed_original_that_was_moved_to_another_pair_does_not_open()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "quality")]));
        var made = await app.CreateAsync(domain, "mine", "yours");
        await app.CountAsync($"""
            with moved as (update pseudonym.pairs p set original = o.original from pseudonym.pairs o
                where p.pseudonym = '{made.Results[0].Pseudonym}' and o.pseudonym = '{made.Results[1].Pseudonym}'
                returning p.id) select count(*) from moved
            """);

        using var response = await app.PostAsync(
            Resolve, new ResolvePseudonyms(domain, [made.Results[0].Pseudonym!], "quality"), "diz");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.DoesNotContain("yours",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    Task<long> Refused() => app.CountAsync(
        "select count(*) from audit.entries where action = 'pseudonym-resolve' and outcome = 'refused'");
}
