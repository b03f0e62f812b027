using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Testing;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class DomainTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Domains = "/api/pseudonym/domains";
    static readonly PseudonymDomainSettings Usual = new(Label: "A");

    [Fact]
    public void A_domain_closes_and_opens_again_and_saying_it_twice_is_no_error()
    {
        var created = new DomainCreated("a", Usual);
        Spec.Given<Domain>(created).When(ChangingDomain.Closing).Then(new DomainClosed("a"));
        Spec.Given<Domain>(created, new DomainClosed("a")).When(ChangingDomain.Closing).ThenNothing();
        Spec.Given<Domain>(created, new DomainClosed("a")).When(ChangingDomain.Reopening).Then(new DomainReopened("a"));
        Spec.Given<Domain>(created).When(ChangingDomain.Reopening).ThenNothing();
        Spec.Given<Domain>(created).When(domain => CreatingDomain.Decide(domain, "a", Usual))
            .ThenRefused("domain-exists");
    }

    [Fact]
    public async Task What_a_domain_is_made_of_is_answered_with_nothing_left_out()
    {
        var parent = await app.DomainAsync();
        var name = await app.DomainAsync(new(
            new(Alphabet: "Numbers", Length: 8, CheckDigits: "Damm", Prefix: "F-"), "permutation", "Fälle", "für §64e",
            new Dictionary<string, string> { ["project"] = "§ 64e" }, Parents: [parent], Originals: "validate",
            Deletable: true, LifetimeDays: 90, ResolvableBy: [new("diz-1", "quality")], RequiredPolicy: "MDAT"));

        var view = await app.PostAsync<PseudonymDomainView>($"{Domains}/get", new PseudonymDomainName(name));

        Assert.Equal("100000000", view.Capacity);
        Assert.Equal(new("Numbers", 8, "Damm", 2, "F-", ""), view.Settings.Format);
        Assert.Equal("Fälle", view.Settings.Label);
        Assert.Equal([parent], view.Settings.Parents!);
        Assert.Equal(new ResolveGrant("diz-1", "quality", 1000), Assert.Single(view.Settings.ResolvableBy!));
        Assert.Equal("§ 64e", view.Settings.Properties!["project"]);
        Assert.Equal(90, view.Settings.LifetimeDays);
    }

    [Fact]
    public async Task Every_domain_has_keys_of_its_own_that_only_the_key_file_opens()
    {
        var name = await app.DomainAsync();

        Assert.Equal(3, await app.CountAsync($"""
            select count(distinct wrapped) from pseudonym.keys k join pseudonym.domains d on d.id = k.domain
            where d.name = '{name}'
            """));
        Assert.Equal(await app.CountAsync("select count(*) from pseudonym.keys"),
            await app.CountAsync("select count(distinct wrapped) from pseudonym.keys"));
    }

    [Fact]
    public async Task Nobody_is_their_own_ancestor_even_if_two_try_at_once()
    {
        var (top, below) = (await app.DomainAsync(), await app.DomainAsync());
        var middle = await app.DomainAsync(new(Parents: [top]));
        await app.PostAsync<PseudonymDomainView>(
            $"{Domains}/change", new ChangePseudonymDomain(below, new(Parents: [middle, top])));

        Assert.Equal((409, "domain-circle"), await app.RefusalAsync(
            $"{Domains}/change", new ChangePseudonymDomain(top, new(Parents: [below]))));
        Assert.Equal((409, "domain-circle"), await app.RefusalAsync(
            $"{Domains}/change", new ChangePseudonymDomain(top, new(Parents: [top]))));

        for (var i = 0; i < 5; i++)
        {
            var (one, other) = (await app.DomainAsync(), await app.DomainAsync());
            var answers = await Task.WhenAll(
                app.PostAsync($"{Domains}/change", new ChangePseudonymDomain(one, new(Parents: [other]))),
                app.PostAsync($"{Domains}/change", new ChangePseudonymDomain(other, new(Parents: [one]))));
            Assert.Equal([200, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        }

        var trees = await app.PostAsync<PseudonymDomainTree[]>($"{Domains}/tree", new { });
        var tree = trees.Single(tree => tree.Name == top);
        Assert.Equal([middle, below], tree.Children.Select(child => child.Name).OrderBy(child => child != middle));
        Assert.Equal(below, tree.Children.Single(child => child.Name == middle).Children.Single().Name);
    }

    [Fact]
    public async Task The_format_stays_once_there_are_pseudonyms()
    {
        var name = await app.DomainAsync();
        await app.PostAsync<PseudonymDomainView>(
            $"{Domains}/change", new ChangePseudonymDomain(name, new(new(Length: 12))));
        Assert.Equal(12, (await app.CreateAsync(name, "4711")).Results[0].Pseudonym!.Length);

        Assert.Equal((409, "format-fixed"), await app.RefusalAsync(
            $"{Domains}/change", new ChangePseudonymDomain(name, new(new(Length: 13)))));
        await app.PostAsync<PseudonymDomainView>(
            $"{Domains}/change", new ChangePseudonymDomain(name, new(new(Length: 12), Label: "another")));
    }

    [Fact]
    public async Task A_closed_domain_gives_what_is_there_and_makes_nothing()
    {
        var name = await app.DomainAsync();
        var before = await app.CreateAsync(name, "4711");
        await app.PostAsync<PseudonymDomainView>($"{Domains}/close", new PseudonymDomainName(name));

        Assert.Equal(before.Results[0].Pseudonym, (await app.CreateAsync(name, "4711")).Results[0].Pseudonym);
        Assert.Equal((409, "domain-closed"), await app.RefusalAsync(
            "/api/pseudonym/pseudonyms", new CreatePseudonyms(name, ["4711", "4712"])));
        await app.PostAsync<PseudonymDomainView>($"{Domains}/reopen", new PseudonymDomainName(name));
        Assert.True((await app.CreateAsync(name, "4712")).Results[0].Created);
    }

    [Fact]
    public async Task Outside_its_validity_a_domain_makes_nothing()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var settings in new PseudonymDomainSettings[]
            { new(ValidFrom: now.AddDays(1)), new(ValidUntil: now.AddSeconds(-1)) })
        {
            Assert.Equal((409, "domain-not-valid"), await app.RefusalAsync("/api/pseudonym/pseudonyms",
                new CreatePseudonyms(await app.DomainAsync(settings), ["4711"])));
        }
    }

    [Fact]
    public async Task A_domain_that_is_not_the_callers_looks_like_none()
    {
        var name = await app.DomainAsync();
        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/pseudonym/pseudonyms", new CreatePseudonyms(name, ["4711"])),
            ("/api/pseudonym/pseudonyms/get", new GetPseudonyms(name, ["4711"])),
            ($"{Domains}/get", new PseudonymDomainName(name)), ($"{Domains}/close", new PseudonymDomainName(name)),
            ($"{Domains}/change", new ChangePseudonymDomain(name, new())),
        })
            Assert.Equal((404, "domain-unknown"), await app.RefusalAsync(path, body, domains: ["another"]));
    }

    [Theory]
    [InlineData("""{"name":"","settings":{}}""", "domain-name-invalid")]
    [InlineData("""{"name":" a","settings":{}}""", "domain-name-invalid")]
    [InlineData("""{"name":"a\u0000b","settings":{}}""", "domain-name-invalid")]
    [InlineData("""{"name":"x1","settings":{"generation":"md5"}}""", "generation-invalid")]
    [InlineData("""{"name":"x2","settings":{"format":{"alphabet":"Klingon"}}}""", "format-invalid")]
    [InlineData("""{"name":"x3","settings":{"format":{"length":0}}}""", "format-invalid")]
    [InlineData("""{"name":"x4","settings":{"format":{"checkDigits":"7"}}}""", "format-invalid")]
    [InlineData("""{"name":"x5","settings":{"generation":"permutation","format":{"length":2}}}""", "format-invalid")]
    [InlineData("""{"name":"x6","settings":{"originals":"validate"}}""", "parent-missing")]
    [InlineData("""{"name":"x7","settings":{"parents":["none such"]}}""", "parent-unknown")]
    [InlineData("""{"name":"x8","settings":{"warnAtFill":2}}""", "fill-invalid")]
    [InlineData("""{"name":"x9","settings":{"lifetimeDays":0}}""", "lifetime-invalid")]
    [InlineData("""{"name":"x10","settings":{"secret":true}}""", "malformed-json")]
    [InlineData("""{"name":"x11","settings":{"resolvableBy":[{"client":"","purpose":"x"}]}}""", "grant-invalid")]
    [InlineData("""{"name":"x12","settings":{"comment":"a\u0007"}}""", "character-not-allowed")]
    public async Task What_is_no_domain_is_refused_and_nothing_is_stored(string body, string code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var (status, given) = await app.RefusalAsync(Domains, content);
        Assert.Equal(code, given);
        Assert.InRange(status, 400, 422);
        Assert.Equal(0, await app.CountAsync("select count(*) from pseudonym.domains where name like 'x%'"));
    }
}
