using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class InsertPairsTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Insert = "/api/pseudonym/pseudonyms/insert";
    static readonly DomainFormat Digits = new(Alphabet: "Numbers", Length: 8, CheckDigits: "Damm", Prefix: "P-");
    static readonly PseudonymFormat Format = PseudonymFormat.Create(
        new() { Alphabet = "Numbers", Length = 8, CheckDigits = CheckDigits.Damm, Prefix = "P-" });

    [Fact]
    public async Task Every_pair_gets_its_verdict_and_the_good_ones_are_stored()
    {
        var domain = await app.DomainAsync(new(Digits));
        var stored = (await app.CreateAsync(domain, "stored")).Results[0].Pseudonym!;
        var (one, two, three) = (Format.Encode(1), Format.Encode(2), Format.Encode(3));

        var answer = await app.PostAsync<InsertVerdicts>(Insert, new InsertPairs(domain,
        [
            new("a", one), new("a", one), new("a", two), new("b", one), new("b", "P-12345678"), new(" ", two),
            new("stored", two), new("c", stored), new("stored", stored), new("c", three),
        ]));

        Assert.Equal(
        [
            "created", "exists", "different-pseudonym-for-value-exists", "different-value-for-pseudonym-exists",
            "pseudonym-invalid", "value-invalid", "different-pseudonym-for-value-exists",
            "different-value-for-pseudonym-exists", "exists", "created",
        ], answer.Results);
        Assert.Equal(2, answer.Created);
        Assert.Equal([one, null, three],
            (await app.GetAsync(domain, "a", "b", "c")).Results.Select(result => result.Pseudonym));
        Assert.Equal(0, (await app.PostAsync<InsertVerdicts>(Insert,
            new InsertPairs(domain, [new("a", one), new("c", three)]))).Created);
    }

    [Fact]
    public async Task Where_an_original_may_have_several_a_second_one_is_brought_in_as_second()
    {
        var domain = await app.DomainAsync(new(Digits, Several: true));

        var answer = await app.PostAsync<InsertVerdicts>(Insert,
            new InsertPairs(domain, [new("a", Format.Encode(1)), new("a", Format.Encode(2))]));

        Assert.Equal(["created", "created"], answer.Results);
        Assert.Equal(2, await app.CountAsync($"""
            select max(number) from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain
            where d.name = '{domain}'
            """));
    }

    [Fact]
    public async Task Pairs_brought_in_are_no_trouble_for_those_who_count_or_look_for_free_ones()
    {
        var counting = await app.DomainAsync(new(new(Alphabet: "Numbers", Length: 6), Generation: "permutation"));
        var first = (await app.CreateAsync(counting, "x")).Results[0].Pseudonym!;
        var plain = PseudonymFormat.Create(new() { Alphabet = "Numbers", Length = 6 });
        var pairs = Enumerable.Range(0, 5_000).Select(i => new ExistingPair($"in {i}", plain.Encode(i * 200)))
            .Where(pair => pair.Pseudonym != first).ToArray();
        Assert.Equal(pairs.Length,
            (await app.PostAsync<InsertVerdicts>(Insert, new InsertPairs(counting, pairs))).Created);

        var made = await app.CreateAsync(counting, [.. Enumerable.Range(0, 2_000).Select(i => $"new {i}")]);

        Assert.Equal(2_000, made.Created);
        Assert.Empty(made.Results.Select(result => result.Pseudonym).Intersect(pairs.Select(pair => pair.Pseudonym)));
    }

    [Fact]
    public async Task Texts_are_validated_and_corrected_where_the_code_allows_it()
    {
        var domain = await app.DomainAsync(new(new(Alphabet: "Pid", Length: 6, CheckDigits: "Pid")));
        var good = (await app.CreateAsync(domain, "4711")).Results[0].Pseudonym!;
        var wrong = (good[0] == 'A' ? 'C' : 'A') + good[1..];

        var answer = await app.PostAsync<ValidationAnswers>("/api/pseudonym/pseudonyms/validate",
            new ValidatePseudonyms(domain, [good, wrong, $" {good.ToLowerInvariant()}", "123"]));

        Assert.Equal(new(true), answer.Results[0]);
        Assert.Equal(new(false, "check-digits", 7, good), answer.Results[1]);
        Assert.Equal(good, answer.Results[2].Proposal);
        Assert.Equal("length", answer.Results[3].Fault);
        Assert.Null(answer.Results[3].Proposal);
    }
}
