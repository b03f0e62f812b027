using System.Net;
using FsCheck;
using FsCheck.Fluent;
using TrustCenter.Contracts.Identity;
using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

public sealed class SampleTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task Drawn_pairs_are_looked_at_without_a_hint_and_tell_how_good_the_links_are()
    {
        var domain = await app.DomainAsync();
        var (linked, shown) = await PopulateAsync(domain);
        var sample = await DrawAsync(domain, new(5, 3));
        Assert.Equal((linked.Count, shown.Count), (sample.Linked.Pairs, sample.Below.Pairs));
        Assert.Equal((5, 5, 3, 3), (sample.Linked.Drawn, sample.Linked.Waiting, sample.Below.Drawn,
            sample.Below.Waiting));
        Assert.Equal((null, null), (sample.Precision, sample.Recall));

        var waiting = (await app.WorklistAsync(domain, "&sample=true")).Pairs;
        Assert.Equal(8, waiting.Count);
        Assert.Equal(shown.Count - 3, (await app.WorklistAsync(domain, "&sample=false")).Total);
        Assert.Single(waiting.Select(pair =>
            (pair.Score, pair.PersonA, pair.PersonB, pair.Status, pair.OtherPairs, pair.Sample)).Distinct());
        foreach (var pair in waiting) await LookAsync(pair);
        Assert.Equal(shown.Count - 3, (await GatewayAsync(domain)).Length);

        var wrong = waiting.First(pair => linked.Contains(PossibleMatch.IdOf(pair.IdentityA, pair.IdentityB)));
        Assert.Equal(PairStatuses.ToPart, (await app.DecideAsync(wrong.Pair, Verdicts.Distinct)).Status);
        foreach (var pair in waiting.Where(pair => pair != wrong))
            await app.DecideAsync(pair.Pair, linked.Contains(pair.Pair) ? Verdicts.Same : Verdicts.Distinct);
        var report = (await app.GetAsync<QualityReport>($"/api/identity/domains/{domain}/quality")).Sample!;
        Assert.Equal((sample.Sample, 4, 1, 0), (report.Sample, report.Linked.Same, report.Linked.Distinct,
            report.Linked.Waiting));
        Assert.Equal((0, 3), (report.Below.Same, report.Below.Distinct));
        var (lower, upper) = Intervals.Wilson(0.8, 5);
        Assert.Equal(5, report.Precision!.Decided);
        Assert.Equal(0.8, report.Precision.Value, 9);
        Assert.Equal(lower, report.Precision.Lower, 9);
        Assert.Equal(upper, report.Precision.Upper, 9);
        Assert.Equal(1, report.Recall!.Value, 9);
        Assert.Equal(shown.Count - 3, (await GatewayAsync(domain)).Length);
        await PartAsync(domain, wrong.Pair);
    }

    [Fact]
    public async Task Whoever_brings_up_a_drawn_pair_is_not_told_what_the_comparison_says_before_it_is_decided()
    {
        var domain = await app.DomainAsync();
        var (one, other, pair) = await app.PairAsync(domain);
        string[] told = ["item", "item", "score", "result", "linkId"];
        Assert.Equal(told, (await BringUpAsync()).Names);
        await DrawAsync(domain, new(1, 1));
        var drawn = Assert.Single((await app.WorklistAsync(domain, "&sample=true")).Pairs);
        Assert.Equal(pair, drawn.Pair);
        var blind = await BringUpAsync();
        Assert.Equal(["item", "item", "linkId"], blind.Names);
        Assert.Equal(new[] { $"{one.Identity}", $"{other.Identity}" }.Order(),
            blind.Resources("item").Select(patient => patient.Id!).Order());
        var byKeys = await app.PostAsync<AddedPair>(
            ClearingDesk.Path, new AddPair(one.Identity!.Value, other.Identity!.Value));
        Assert.Equal((pair, PairStatuses.Open, null), (byKeys.Pair, byKeys.Status, byKeys.Score));

        await app.DecideAsync(pair, Verdicts.Distinct);
        await app.PostAsAsync<DecidedPair>(
            "ada", "clerk", $"{ClearingDesk.Path}/{pair}/undo", new Because("doch nicht"));
        Assert.Equal(["item", "item", "linkId"], (await BringUpAsync()).Names); // open again, and blind again

        async Task<Parameters> BringUpAsync() => Parameters.Read(await app.AskAsync("$addPossibleMatch",
            Parameters.Of(("domain", domain), ("mpiId", Epix.Mpi(one.MpiId!)), ("aliasMpiId", Epix.Mpi(other.MpiId!)))))
            .Part("match");
    }

    [Fact]
    public async Task Somebody_who_may_not_draws_no_sample_and_none_of_no_pairs()
    {
        var domain = await app.DomainAsync();
        var path = $"/api/identity/domains/{domain}/samples";
        using var many = await app.PostAsync(path, new DrawSample(5_001, 1));
        Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
        using var clerk = await app.PostAsync(path, new DrawSample(), "clerk");
        Assert.Equal(HttpStatusCode.Forbidden, clerk.StatusCode);
        using var unknown = await app.GetAsync($"/api/identity/samples/{Guid.Empty}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        var none = await DrawAsync(domain, new(1, 1));
        Assert.Equal((0, 0, null), (none.Linked.Pairs, none.Below.Drawn, none.Precision));
    }

    [Fact]
    public void The_lowest_of_the_parts_are_the_lowest_of_all() =>
        Prop.ForAll(Gen.Choose(0, 60).SelectMany(n => Gen.Choose(0, n).Select(cut => (n, cut))).ToArbitrary(), size =>
        {
            var wish = SampleWish.New(7, 4);
            var pairs = Pairs(size.n);
            var parts = wish.Of(pairs[..size.cut]).Concat(wish.Of(pairs[size.cut..]));
            var kept = parts.GroupBy(pair => pair.Linked)
                .SelectMany(own => own.OrderBy(pair => pair.Draw).Take(own.Key ? 7 : 4));
            return kept.Select(pair => pair.Pair).ToHashSet().SetEquals(wish.Of(pairs).Select(pair => pair.Pair));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_pair_is_drawn_as_often_as_any_other()
    {
        const int Draws = 4_000;
        var pairs = Pairs(40).Where(pair => pair.IsLinked).ToArray();
        var counts = Enumerable.Range(0, Draws).SelectMany(_ => SampleWish.New(5, 1).Of(pairs))
            .CountBy(pair => pair.Pair).ToDictionary();
        var (expected, deviation) = (Draws / 4.0, Math.Sqrt(Draws * 0.25 * 0.75));
        Assert.Equal(20, counts.Count);
        // five standard deviations: not once in a hundred thousand runs
        Assert.All(counts.Values, count => Assert.InRange(count, expected - 5 * deviation, expected + 5 * deviation));
    }

    static TriedPair[] Pairs(int count) =>
    [
        .. Enumerable.Range(1, count).Select(i =>
        {
            var (a, b, person) = (new Guid(i, 0, 0, new byte[8]), new Guid(i, 1, 0, new byte[8]), Guid.Empty);
            return new TriedPair(
                a, person, b, i % 2 == 0 ? person : b, null, new(i, Linkage.Outcome.Match), ChangeKind.None);
        }),
    ];

    async Task LookAsync(PairView pair)
    {
        var look = await app.ViewAsync(pair.Pair);
        Assert.Equal((null, null, 0.0), (look.Outcome, look.Score, look.Pair.Score));
        Assert.Equal((Guid.Empty, Guid.Empty, PairStatuses.Open),
            (look.Pair.PersonA, look.Pair.PersonB, look.Pair.Status));
        Assert.Contains(look.Fields, field => field is { Field: "familyName", Level: not "", ValueA.Length: > 0 });
        Assert.All(look.Fields, field => Assert.Equal((0, null, ""), (field.Weight, field.Chance, field.Why)));
        Assert.Equal((pair.IdentityA, Guid.Empty, ""),
            (Assert.Single(look.A.Identities).Identity, look.A.Person, look.A.MpiId));
        Assert.Equal(pair.IdentityB, Assert.Single(look.B.Identities).Identity);
        Assert.Empty(look.HistoryA.Concat(look.HistoryB));
    }

    /// <summary>A link that was found wrong: a lead parts the two, and says so.</summary>
    async Task PartAsync(string domain, Guid pair)
    {
        var look = await app.ViewAsync(pair);
        Assert.Equal((look.Pair.PersonA, PairStatuses.ToPart), (look.Pair.PersonB, look.Pair.Status));
        Assert.NotNull(look.Outcome);
        using (var early = await app.PostAsAsync("cleo", "lead", $"{ClearingDesk.Path}/{pair}/decision",
            new DecidePair(Verdicts.Distinct, "nachgesehen")))
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        using (var parted = await app.PostAsync($"/api/identity/persons/{look.A.Person}/split",
            new SplitPerson([look.Pair.IdentityB], "zwei Menschen")))
            Assert.True(parted.IsSuccessStatusCode, await parted.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken));
        Assert.Equal(PairStatuses.ToPart,
            Assert.Single((await app.WorklistAsync(domain, "&sample=true", "cleo", "lead")).Pairs).Status);
        Assert.Equal(PairStatuses.Distinct,
            (await app.DecideAsync(pair, Verdicts.Distinct, "cleo", "lead")).Status);
        Assert.Contains((await app.GetAsync<NeverMatchPage>($"/api/identity/never-match?domain={domain}")).Links,
            link => link.Pair == pair);
    }

    /// <summary>The pairs that the gateway lists, which knows no look without a score.</summary>
    async Task<FhirResource[]> GatewayAsync(string domain) => [.. Parameters.Read(await app.AskAsync(
        "$queryPossibleMatches", Parameters.Of(("domain", domain)))).Parts("match")
        .SelectMany(match => match.Resources("matchItem").Take(1))];

    async Task<QualitySample> DrawAsync(string domain, DrawSample wish)
    {
        var sample = await app.PostAsync<QualitySample>($"/api/identity/domains/{domain}/samples", wish);
        for (var i = 0; i < 600 && sample.Status == "running"; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            sample = await app.GetAsync<QualitySample>($"/api/identity/samples/{sample.Sample}");
        }

        Assert.Equal("done", sample.Status);
        return sample;
    }

    /// <summary>People who come again from elsewhere, and people who are only like them.</summary>
    async Task<(HashSet<Guid> Linked, HashSet<Guid> Shown)> PopulateAsync(string domain)
    {
        var (linked, shown) = (new HashSet<Guid>(), new HashSet<Guid>());
        for (var i = 0; i < 12; i++)
        {
            var somebody = People.New();
            var one = await app.RegisterAsync(somebody, domain: domain);
            var other = await app.RegisterAsync(
                somebody with { Contacts = [new("Umzugsgasse", "4", "99999", "Altdorf")] }, domain: domain,
                source: "lab");
            Assert.Equal(one.Person, other.Person);
            linked.Add(PossibleMatch.IdOf(one.Identity!.Value, other.Identity!.Value));
        }

        for (var i = 0; i < 5; i++) shown.Add((await app.PairAsync(domain)).Pair);
        return (linked, shown);
    }
}
