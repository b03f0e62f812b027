using System.Diagnostics;
using System.Security.Cryptography;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Identity;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>Merges and splits of the index, and what consents and pseudonyms make of them.</summary>
[Collection(Load.Name)]
public sealed class IndexMergeTests(ITestOutputHelper output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Load.Limit)]
    public async Task Merged_people_are_one_for_consents_and_two_again_when_it_is_undone()
    {
        await using var process = await SuiteProcess.StartAsync(ct: Ct);
        using var suite = new IndexedSuite(process);
        var (one, other) = (await suite.RegisterAsync(), await suite.RegisterAsync());
        var third = await suite.RegisterAsync();
        await suite.ConsentAsync(one);
        Assert.Equal((true, false, false), await AllAsync());

        var first = await suite.MergeAsync(other, one);
        output.WriteLine($"Followed {(await suite.FollowedAsync(first)).TotalMilliseconds:0} ms behind the answer.");
        Assert.Equal((true, true, false), await AllAsync());
        var second = await suite.MergeAsync(one, third);
        await suite.FollowedAsync(second);
        Assert.Equal((true, true, true), await AllAsync());

        await suite.FollowedAsync(await suite.UndoAsync(third, second.Operation!.Value), "person-restored");
        Assert.Equal((true, true, false), await AllAsync());
        await suite.WithdrawAsync(other); // who never consented under this id: it takes back what counts for it
        Assert.Equal((false, false, false), await AllAsync());
        await suite.FollowedAsync(await suite.UndoAsync(one, first.Operation!.Value), "person-restored");
        Assert.Equal((true, false, false), await AllAsync());

        // who signs after the merge, under either id
        await suite.FollowedAsync(await suite.MergeAsync(third, other));
        Assert.Equal((true, false, false), await AllAsync());

        async Task<(bool, bool, bool)> AllAsync() => (
            await suite.PermitsAsync(one), await suite.PermitsAsync(other), await suite.PermitsAsync(third));
    }

    [Fact(Timeout = Load.Limit)]
    public async Task Who_was_split_off_has_no_consents_and_a_clerk_looks_whose_they_are()
    {
        await using var process = await SuiteProcess.StartAsync(ct: Ct);
        using var suite = new IndexedSuite(process);
        var (one, other) = (await suite.RegisterAsync(), await suite.RegisterAsync());
        var consent = await suite.ConsentAsync(one);
        await suite.MergeAsync(other, one);
        var view = await IndexedSuite.PostAsync<PersonView>(
            suite.Clerk, $"/api/identity/persons/{one.Person}/view", new { });
        var leaving = view.Identities.First(identity => identity.Identity != view.Reference).Identity;
        var split = await IndexedSuite.PostAsync<ChangedPerson>(suite.Clerk,
            $"/api/identity/persons/{one.Person}/split", new SplitPerson([leaving], "zwei Menschen"));
        await suite.FollowedAsync(split, "person-split-off");

        Assert.True(await suite.PermitsAsync(one));
        Assert.False(await suite.PermitsAsync(new(split.Other!.Person, split.Other.MpiId!)));
        var work = await IndexedSuite.GetAsync<WorklistEntry[]>(
            suite.Clerk, $"/api/consent/domains/{Load.Domain}/worklist");
        Assert.Contains(work, entry => entry.Kind == "person-split" && entry.Document == consent.Id);
    }

    [Fact(Timeout = Load.Limit)]
    public async Task Merges_and_withdrawals_race_with_checks_and_no_permit_is_stale()
    {
        const int Pairs = 24;
        await using var process = await SuiteProcess.StartAsync(ct: Ct);
        using var suite = new IndexedSuite(process);
        var (people, withdrawn, merged) = (new Indexed[Pairs, 2], new bool[Pairs], new bool[Pairs]);
        for (var i = 0; i < Pairs; i++)
        {
            (people[i, 0], people[i, 1]) = (await suite.RegisterAsync(), await suite.RegisterAsync());
            await suite.ConsentAsync(people[i, 0]);
            await suite.ConsentAsync(people[i, 1]);
        }

        var (checks, behind, stale, done) = (0, 0, 0, false);
        var asking = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                var (i, side) = (RandomNumberGenerator.GetInt32(Pairs), RandomNumberGenerator.GetInt32(2));
                // the one who withdrew at once; the other one when the merge has been followed
                var mustNot = Volatile.Read(ref withdrawn[i]) && (side == 0 || Volatile.Read(ref merged[i]));
                var permits = await suite.PermitsAsync(people[i, side]);
                Interlocked.Increment(ref checks);
                if (mustNot) Interlocked.Increment(ref behind);
                if (mustNot && permits) Interlocked.Increment(ref stale);
            }
        }, Ct)).ToArray();
        var took = new List<TimeSpan>();
        for (var i = 0; i < Pairs; i++)
        {
            var (one, other, at) = (people[i, 0], people[i, 1], i);
            await Task.WhenAll(WithdrawAsync(), MergeAsync());
            await Task.Delay(50, Ct);

            async Task WithdrawAsync()
            {
                await Task.Delay(RandomNumberGenerator.GetInt32(300), Ct);
                await suite.WithdrawAsync(one);
                Volatile.Write(ref withdrawn[at], true);
            }

            async Task MergeAsync()
            {
                var merge = await (at % 2 == 0 ? suite.MergeAsync(other, one) : suite.MergeAsync(one, other));
                took.Add(await suite.FollowedAsync(merge));
                Volatile.Write(ref merged[at], true);
            }
        }

        Volatile.Write(ref done, true);
        await Task.WhenAll(asking);
        output.WriteLine($"{checks} checks, {behind} behind withdrawal and merge, {stale} stale; followed within "
            + $"{took.Order().ElementAt(Pairs / 2).TotalMilliseconds:0} ms (median), "
            + $"{took.Max().TotalMilliseconds:0} ms.");
        Assert.Equal(0, stale);
        Assert.True(behind > 0);
        for (var i = 0; i < Pairs; i++)
        {
            Assert.False(await suite.PermitsAsync(people[i, 0]));
            Assert.False(await suite.PermitsAsync(people[i, 1]));
        }
    }

    [Fact(Timeout = Load.Limit)]
    public async Task Pseudonyms_of_both_stay_and_clerks_and_whoever_resolves_learn_that_they_are_one_persons()
    {
        const string Domain = "INDEXED";
        await using var process = await SuiteProcess.StartAsync(ct: Ct);
        using var suite = new IndexedSuite(process);
        await IndexedSuite.PostAsync<object>(suite.Lead, "/api/pseudonym/domains",
            new CreatePseudonymDomain(Domain, new(
            Properties: new Dictionary<string, string> { ["identity-domain"] = "MII" },
            ResolvableBy: [new("local-clerk", "clearing", 1_000)])));
        var (one, other) = (await suite.RegisterAsync(), await suite.RegisterAsync());
        var a = await PseudonymAsync(one);
        var merge = await suite.MergeAsync(other, one);
        await suite.FollowedAsync(merge);
        var b = await PseudonymAsync(other); // the second one is made after the merge
        Assert.NotEqual(a, b);

        var clock = Stopwatch.StartNew();
        var doubles = await UntilAsync(found => found.Length == 1);
        output.WriteLine($"Known as one person's after {clock.ElapsedMilliseconds} ms at most.");
        Assert.Equal([a, b], doubles[0].Pseudonyms);
        Assert.Equal([(one.MpiId, b), (other.MpiId, a)], await ResolveAsync());

        await IndexedSuite.PostAsync<object>(
            suite.Clerk, $"/api/pseudonym/doubles/{doubles[0].Person}/settled", new SettleDoubles(Domain));
        Assert.Empty(await DoublesAsync(settled: false));
        Assert.Single(await DoublesAsync(settled: true));
        await suite.UndoAsync(one, merge.Operation!.Value);
        await UntilAsync(found => found.Length == 0, settled: true);
        Assert.Equal([(one.MpiId, null), (other.MpiId, null)], await ResolveAsync());

        async Task<string> PseudonymAsync(Indexed person) => (await IndexedSuite.PostAsync<PseudonymAnswers>(
            suite.Clerk, "/api/pseudonym/pseudonyms", new CreatePseudonyms(Domain, [person.MpiId])))
            .Results[0].Pseudonym!;

        async Task<(string?, string?)[]> ResolveAsync() =>
        [
            .. (await IndexedSuite.PostAsync<OriginalAnswers>(suite.Clerk, "/api/pseudonym/pseudonyms/resolve",
                new ResolvePseudonyms(Domain, [a, b], "clearing"))).Results
                .Select(result => (result.Original, result.SamePerson?.Single())),
        ];

        Task<DoublePseudonyms[]> DoublesAsync(bool settled) => IndexedSuite.GetAsync<DoublePseudonyms[]>(
            suite.Clerk, $"/api/pseudonym/doubles?domain={Domain}&settled={settled}");

        async Task<DoublePseudonyms[]> UntilAsync(Func<DoublePseudonyms[], bool> wanted, bool settled = false)
        {
            while (true)
            {
                var found = await DoublesAsync(settled);
                if (wanted(found)) return found;
                Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), "It is not known after two minutes.");
                await Task.Delay(100, Ct);
            }
        }
    }
}
