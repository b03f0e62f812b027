using System.Net;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class ClearingTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task A_clerk_sees_both_people_side_by_side_with_the_reasons_and_the_look_is_written_down()
    {
        var newborn = People.New() with { BirthName = "Altenkirchner" };
        var one = await app.RegisterAsync(newborn);
        var other = await app.RegisterAsync(newborn with { GivenName = null });
        var evidence = await app.ViewAsync(Assert.Single(other.PossibleMatches).Pair!.Value);

        Assert.Equal((one.Person, other.Person), (evidence.A.Person, evidence.B.Person));
        Assert.Equal("possible", evidence.Outcome);
        Assert.Equal(["newborns"], evidence.Rules);
        Assert.Equal(evidence.Pair.Score, evidence.Score!.Value, 3);
        Assert.Equal(evidence.Score!.Value, evidence.Fields.Sum(field => field.Weight), 1);
        var family = evidence.Fields.Single(field => field.Field == "familyName");
        Assert.Equal((evidence.A.Identities[0].Data.FamilyName, "same"), (family.ValueA, family.Level));
        Assert.Equal(family.ValueA, family.ValueB);
        Assert.InRange(family.Chance!.Value, 1e-6, 0.1);
        Assert.Equal("person-registered", Assert.Single(evidence.HistoryB).Type);
        Assert.Equal("found", Assert.Single(evidence.History).Act);
        foreach (var person in new[] { one.Person, other.Person })
        {
            Assert.Equal(1, await app.CountAsync($"""
                select count(*) from audit.entries
                where actor like '%ada' and action = 'identity-viewed' and object = 'person/{person}'
                """));
        }
    }

    [Fact]
    public async Task One_person_is_merged_into_who_is_named_with_the_reference_that_is_named_and_can_be_parted_again()
    {
        var (one, other, pair) = await app.PairAsync();
        var decided = await app.DecideAsync(pair, Verdicts.Same, stays: other.Person, reference: one.Identity);
        Assert.Equal((PairStatuses.Linked, other.Person), (decided.Status, decided.Person));
        var merged = (await app.ViewAsync(pair)).A;
        Assert.Equal((other.Person, one.Identity), (merged.Person, merged.Reference));
        Assert.Equal(2, merged.Identities.Count);

        await app.PostAsAsync<DecidedPair>("ada", "clerk", $"{ClearingDesk.Path}/{pair}/undo",
            new Because("ein Irrtum"));
        var parted = await app.ViewAsync(pair);
        Assert.Equal((one.Person, other.Person), (parted.A.Person, parted.B.Person));
        Assert.Equal((other.Identity, PairStatuses.Open), (parted.B.Reference, parted.Pair.Status));
        Assert.Equal(["found", "decided", "taken-back"], parted.History.Select(act => act.Act));
        Assert.Equal([null, "nachgesehen", "ein Irrtum"], parted.History.Select(act => act.Reason));
    }

    [Fact]
    public async Task Only_the_identity_moves_where_the_rest_of_a_person_stays_and_moves_back()
    {
        var (one, other, pair) = await app.PairAsync();
        var further = await app.PostAsync<RegisteredIdentity>($"/api/identity/persons/{other.Person}/update",
            new UpdatePerson("default", new("Andersgeartet", "Zoltan", "1931-01-01"), Force: true));
        var decided = await app.DecideAsync(pair, Verdicts.Same, stays: one.Person, onlyIdentity: true);
        Assert.Equal(PairStatuses.Linked, decided.Status);
        Assert.Equal(2, (await app.ViewAsync(pair)).A.Identities.Count);
        var left = await app.PostAsync<PersonView>($"/api/identity/persons/{other.Person}/view", new { });
        Assert.Equal(further.Identity, Assert.Single(left.Identities).Identity);

        await app.PostAsAsync<DecidedPair>("ada", "clerk", $"{ClearingDesk.Path}/{pair}/undo",
            new Because("ein Irrtum"));
        Assert.Equal(other.Person, (await app.ViewAsync(pair)).B.Person);
    }

    [Fact]
    public async Task Two_people_are_never_asked_about_again_nor_merged_until_that_is_taken_back()
    {
        var (one, other, pair) = await app.PairAsync();
        await app.DecideAsync(pair, Verdicts.Distinct);
        Assert.DoesNotContain((await app.WorklistAsync(IdentityApp.Domain)).Pairs, view => view.Pair == pair);
        var never = await app.GetAsync<NeverMatchPage>(
            $"/api/identity/never-match?domain={IdentityApp.Domain}&person={one.Person}");
        Assert.Equal((pair, false), (Assert.Single(never.Links).Pair, never.Links[0].ByHand));
        Assert.EndsWith("ada", never.Links[0].By, StringComparison.Ordinal);

        using var merge = await app.PostAsync($"/api/identity/persons/{one.Person}/merge",
            new MergePerson(other.Person!.Value, "doch dieselbe"));
        Assert.Equal(HttpStatusCode.Conflict, merge.StatusCode);
        await app.PostAsAsync<DecidedPair>("ben", "clerk", $"{ClearingDesk.Path}/{pair}/undo",
            new Because("ein Irrtum"));
        Assert.Contains((await app.WorklistAsync(IdentityApp.Domain, "&count=500")).Pairs, view => view.Pair == pair);
        await app.DecideAsync(pair, Verdicts.Same);
    }

    [Fact]
    public async Task Of_two_clerks_who_decide_at_once_one_wins_and_the_other_hears_who_and_what()
    {
        for (var round = 0; round < 5; round++)
        {
            var (_, _, pair) = await app.PairAsync();
            var answers = await Task.WhenAll(new[] { ("ada", Verdicts.Same), ("ben", Verdicts.Distinct) }.Select(who =>
                app.PostAsAsync(who.Item1, "clerk", $"{ClearingDesk.Path}/{pair}/decision",
                    new DecidePair(who.Item2, "nachgesehen"))));
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict],
                answers.Select(answer => answer.StatusCode).Order());
            var winner = answers[0].IsSuccessStatusCode ? "ada" : "ben";
            var problem = await ProblemAsync(answers.Single(answer => !answer.IsSuccessStatusCode));
            Assert.Equal("pair-decided", (string?)problem["code"]);
            Assert.Contains(winner, (string?)problem["title"], StringComparison.Ordinal);
            foreach (var answer in answers) answer.Dispose();
        }
    }

    [Fact]
    public async Task Whoever_saw_an_older_version_hears_what_happened_since()
    {
        var (_, _, pair) = await app.PairAsync();
        var seen = (await app.ViewAsync(pair)).Pair.Version;
        await app.DecideAsync(pair, Verdicts.Postponed, "ben");
        using var late = await app.PostAsAsync("ada", "clerk", $"{ClearingDesk.Path}/{pair}/decision",
            new DecidePair(Verdicts.Same, "nachgesehen"), $"\"{seen}\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Contains("ben", (string?)(await ProblemAsync(late))["title"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_two_have_to_decide_nothing_happens_before_the_second_who_does_not_see_the_first()
    {
        var domain = await app.DomainAsync(new("merges"));
        var (one, _, pair) = await app.PairAsync(domain);
        Assert.Equal(PairStatuses.SecondOpinion, (await app.DecideAsync(pair, Verdicts.Same)).Status);
        using (var again = await app.PostAsAsync("ada", "clerk", $"{ClearingDesk.Path}/{pair}/decision",
            new DecidePair(Verdicts.Distinct, "nachgesehen")))
            Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Empty((await app.WorklistAsync(domain)).Pairs);
        var waiting = Assert.Single((await app.WorklistAsync(domain, by: "ben")).Pairs);
        Assert.EndsWith("ada", waiting.FirstBy, StringComparison.Ordinal);

        Assert.Equal((null, null), Hidden(await app.ViewAsync(pair, "ben")));
        Assert.Equal(("same", "nachgesehen"), Hidden(await app.ViewAsync(pair)));
        var decided = await app.DecideAsync(pair, Verdicts.Same, "ben");
        Assert.Equal((PairStatuses.Linked, one.Person), (decided.Status, decided.Person));

        static (string?, string?) Hidden(PairEvidence evidence) =>
            (evidence.History[1].Verdict, evidence.History[1].Reason);
    }

    [Fact]
    public async Task Two_who_do_not_agree_leave_it_to_a_lead()
    {
        var domain = await app.DomainAsync(new("always"));
        var (_, _, pair) = await app.PairAsync(domain);
        await app.DecideAsync(pair, Verdicts.Distinct);
        Assert.Equal(PairStatuses.Disputed, (await app.DecideAsync(pair, Verdicts.Same, "ben")).Status);
        Assert.Empty((await app.WorklistAsync(domain, by: "cleo")).Pairs);
        Assert.Single((await app.WorklistAsync(domain, by: "cleo", role: "lead")).Pairs);
        Assert.Equal(PairStatuses.Distinct,
            (await app.DecideAsync(pair, Verdicts.Distinct, "cleo", "lead")).Status);
        using var clerk = await app.PostAsAsync("ada", "clerk", $"{ClearingDesk.Path}/{pair}/undo",
            new Because("doch eine"));
        Assert.Equal(HttpStatusCode.Forbidden, clerk.StatusCode);
    }

    [Fact]
    public async Task Other_pairs_of_the_same_two_people_are_decided_and_taken_back_with_one()
    {
        var domain = await app.DomainAsync();
        var (one, other, pair) = await app.PairAsync(domain);
        var further = await app.PostAsync<RegisteredIdentity>($"/api/identity/persons/{other.Person}/update",
            new UpdatePerson("default", People.New(), Force: true));
        var second = await app.PostAsync<AddedPair>(ClearingDesk.Path,
            new AddPair(one.Identity!.Value, further.Identity!.Value));
        Assert.Equal(2, (await app.WorklistAsync(domain)).Total);
        await app.DecideAsync(second.Pair, Verdicts.Distinct);
        Assert.Equal(0, (await app.WorklistAsync(domain)).Total);
        // whoever takes back the one that followed takes back the decision
        await app.PostAsAsync<DecidedPair>("ada", "clerk", $"{ClearingDesk.Path}/{pair}/undo",
            new Because("ein Irrtum"));
        Assert.Equal(2, (await app.WorklistAsync(domain)).Total);
        await app.DecideAsync(pair, Verdicts.Same);
        Assert.Equal(0, (await app.WorklistAsync(domain)).Total);
    }

    [Fact]
    public async Task Decisions_of_others_are_for_leads_to_look_through()
    {
        var domain = await app.DomainAsync();
        var (_, _, first) = await app.PairAsync(domain);
        var (_, _, second) = await app.PairAsync(domain);
        await app.DecideAsync(first, Verdicts.Distinct);
        await app.DecideAsync(second, Verdicts.Same, "ben");
        const string Search = "/api/identity/decisions/search";
        var own = await app.PostAsAsync<DecisionPage>("ada", "clerk", Search, new FindDecisions(domain));
        Assert.Equal((first, "distinct", "nachgesehen"),
            (Assert.Single(own.Decisions).Pair, own.Decisions[0].Verdict, own.Decisions[0].Reason));
        using var others = await app.PostAsAsync("ada", "clerk", Search, new FindDecisions(domain, "ben"));
        Assert.Equal(HttpStatusCode.Forbidden, others.StatusCode);
        var page = await app.PostAsAsync<DecisionPage>("cleo", "lead", Search, new FindDecisions(domain, Count: 1));
        Assert.Equal(second, Assert.Single(page.Decisions).Pair);
        page = await app.PostAsAsync<DecisionPage>(
            "cleo", "lead", Search, new FindDecisions(domain, After: page.Next));
        Assert.Equal((first, null), (Assert.Single(page.Decisions).Pair, page.Next));
    }

    [Fact]
    public async Task Two_who_are_known_to_be_two_are_told_apart_when_one_comes_again()
    {
        var domain = await app.DomainAsync();
        var somebody = People.New();
        var one = await app.RegisterAsync(somebody, domain: domain);
        var alike = await app.RegisterAsync(somebody with { FamilyName = somebody.FamilyName![..^1] }, domain: domain);
        Assert.Equal(one.Person, alike.Person); // so alike that nobody asked
        var split = await app.PostAsync<ChangedPerson>($"/api/identity/persons/{one.Person}/split",
            new SplitPerson([alike.Identity!.Value], "zwei Frauen"));
        var again = await app.RegisterAsync(somebody, domain: domain, saveAction: SaveActions.DontSave);
        Assert.Equal(MatchStatuses.MultipleMatch, again.Status);

        await app.PostAsync<DecidedPair>("/api/identity/never-match",
            new AddNeverMatch(one.Identity!.Value, alike.Identity.Value, "zwei Frauen, beide gesehen"));
        again = await app.RegisterAsync(somebody, domain: domain);
        Assert.Equal((MatchStatuses.PerfectMatch, one.Person), (again.Status, again.Person));
        Assert.NotEqual(one.Person, split.Other!.Person);
        var link = Assert.Single((await app.GetAsync<NeverMatchPage>(
            $"/api/identity/never-match?domain={domain}")).Links);
        Assert.True(link.ByHand);
        await app.PostAsync<DecidedPair>($"{ClearingDesk.Path}/{link.Pair}/undo", new Because("doch eine"));
        Assert.Equal(0, (await app.WorklistAsync(domain)).Total); // nobody ever thought they might be one
    }

    static async Task<JsonNode> ProblemAsync(HttpResponseMessage response) => JsonNode.Parse(
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
