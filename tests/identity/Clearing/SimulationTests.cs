using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities.Tests;

public sealed class SimulationTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task Trying_a_version_out_finds_what_comparing_everybody_with_everybody_finds_and_changes_nothing()
    {
        var domain = await app.DomainAsync();
        await PopulateAsync(domain);
        var apart = (await app.WorklistAsync(domain)).Pairs[0];
        await app.DecideAsync(apart.Pair, Verdicts.Distinct);
        var (before, listed) = (await StoredAsync(domain), 0);
        foreach (var (possible, match) in new[] { (-80.0, -20.0), (20.0, 60.0), (-80.0, 45.0) })
        {
            var version = await AddVersionAsync(domain, possible, match);
            var done = await RunAsync(domain, version);
            var expected = await NaivelyAsync(domain, version);
            var found = new List<(string, Guid, Guid)>();
            for (long? after = 0; after is not null;)
            {
                var page = await app.GetAsync<SimulatedPage>(
                    $"/api/identity/simulations/{done.Simulation}/changes?count=7&after={after}");
                found.AddRange(page.Changes.Select(change => (change.Kind, change.IdentityA, change.IdentityB)));
                after = page.Next;
            }

            Assert.Equal(expected.Where(pair => SimulatedChange.IsListed(pair.Kind))
                .Select(pair => (Word(pair.Kind), pair.A, pair.B)).Order(), found.Order());
            listed += found.Count;
            Assert.Equal(expected.Count(pair => pair.Kind == ChangeKind.KeptApart), done.Counts.KeptApart);
            Assert.Equal(done.Counts.NewLinks + done.Counts.LostLinks + done.Counts.NewPossible
                + done.Counts.LostPossible, found.Count);
            Assert.Equal(done.Total, done.Done);
        }

        Assert.True(listed > 0);
        Assert.Equal(before, await StoredAsync(domain));
    }

    [Fact]
    public async Task A_change_is_seen_with_both_versions_reasons_until_the_version_is_in_use()
    {
        var domain = await app.DomainAsync();
        await PopulateAsync(domain);
        var version = await AddVersionAsync(domain, 20, 60);
        var done = await RunAsync(domain, version);
        var path = $"/api/identity/simulations/{done.Simulation}";
        var change = (await app.GetAsync<SimulatedPage>($"{path}/changes?count=1")).Changes[0];
        var evidence = await app.PostAsync<SimulatedEvidence>($"{path}/changes/{change.Number}/view", new { });
        Assert.Contains(evidence.A.Identities, identity => identity.Identity == change.IdentityA);
        Assert.Contains(evidence.B.Identities, identity => identity.Identity == change.IdentityB);
        Assert.NotEmpty(evidence.Before);
        Assert.NotEmpty(evidence.After);
        Assert.True(await app.CountAsync($"""
            select count(*) from audit.entries
            where action = 'identity-viewed' and object = 'person/{evidence.A.Person}'
            """) > 0);

        await app.PostAsync<DomainView>(
            $"/api/identity/domains/{domain}/configurations/{version}/activation", new { reason = "probiert" });
        Assert.Equal("over", (await app.GetAsync<SimulationView>(path)).Status);
        Assert.Empty((await app.GetAsync<SimulatedPage>($"{path}/changes")).Changes);
    }

    [Fact]
    public async Task One_that_is_cancelled_ends_and_one_that_is_dropped_is_gone()
    {
        var domain = await app.DomainAsync();
        var version = await AddVersionAsync(domain, 20, 60);
        var path = $"/api/identity/domains/{domain}/configurations/{version}/simulations";
        var started = await app.PostAsync<SimulationView>(path, new { });
        var ended = await app.PostAsync<SimulationView>(
            $"/api/identity/simulations/{started.Simulation}/cancel", new { });
        Assert.NotEqual("running", ended.Status);
        using (var dropped = await app.PostAsync($"/api/identity/simulations/{started.Simulation}/drop", new { }))
            Assert.Equal(HttpStatusCode.NoContent, dropped.StatusCode);
        using var gone = await app.GetAsync($"/api/identity/simulations/{started.Simulation}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var unknown = await app.PostAsync(
            $"/api/identity/domains/{domain}/configurations/99/simulations", new { });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_history_of_a_configuration_says_who_when_why_and_what_differs()
    {
        var domain = await app.DomainAsync();
        var version = await AddVersionAsync(domain, -7, 33);
        await app.PostAsync<DomainView>(
            $"/api/identity/domains/{domain}/configurations/{version}/activation", new { reason = "weniger Arbeit" });
        var history = await app.GetAsync<ConfigurationAct[]>($"/api/identity/domains/{domain}/configurations/history");
        Assert.Equal([(1, "added"), (1, "activated"), (2, "added"), (2, "activated")],
            history.Select(act => (act.Version, act.Act)));
        Assert.Equal([null, null, "probeweise", "weniger Arbeit"], history.Select(act => act.Reason));
        Assert.Equal(["/thresholds/match", "/thresholds/possible"],
            history[2].Differences.Select(difference => difference.Path));
        Assert.Equal((1, 33.0), (history[2].Against, history[2].Differences[0].After!.Value.GetDouble()));
    }

    [Fact]
    public async Task Quality_is_told_from_decisions_and_the_pairs_that_a_trial_counted()
    {
        var domain = await app.DomainAsync(new("always"));
        await PopulateAsync(domain);
        foreach (var pair in (await app.WorklistAsync(domain)).Pairs)
        {
            await app.DecideAsync(pair.Pair, Verdicts.Distinct);
            await app.DecideAsync(pair.Pair, Verdicts.Distinct, "ben");
        }

        var path = $"/api/identity/domains/{domain}/quality";
        var report = await app.GetAsync<QualityReport>(path);
        Assert.Equal(("decided", null, null), (report.Population, report.Precision, report.Recall));
        Assert.Null(report.SecondOpinions!.Kappa); // always the same word
        Assert.True(report.SecondOpinions.BothDistinct > 5);
        await RunAsync(domain, 1);
        report = await app.GetAsync<QualityReport>(path);
        Assert.Equal("simulation", report.Population);
        Assert.Equal(report.SecondOpinions!.BothDistinct, report.Bands.Sum(band => band.Distinct));
        Assert.All(report.Bands, band => Assert.Equal(band.Distinct, band.Agreed));
        Assert.All(report.OtherThresholds,
            at => Assert.Equal(report.Bands.Sum(band => band.Pairs), at.PairsAbove + at.PairsBelow));
        Assert.True(report.Bands.Where(band => band.From >= report.Match).Sum(band => band.Pairs) > 0);
    }

    async Task<SimulationView> RunAsync(string domain, int version)
    {
        var simulation = await app.PostAsync<SimulationView>(
            $"/api/identity/domains/{domain}/configurations/{version}/simulations", new { });
        for (var i = 0; i < 600 && simulation.Status == "running"; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            simulation = await app.GetAsync<SimulationView>($"/api/identity/simulations/{simulation.Simulation}");
        }

        Assert.Equal("done", simulation.Status);
        return simulation;
    }

    async Task<int> AddVersionAsync(string domain, double possible, double match)
    {
        var path = $"/api/identity/domains/{domain}/configurations";
        var wish = JsonNode.Parse((await app.GetAsync<ConfigurationView[]>(path))[0].Configuration.GetRawText())!;
        wish["thresholds"] = new JsonObject { ["possible"] = possible, ["match"] = match };
        return (await app.PostAsync<ConfigurationView>(
            path, new { configuration = wish, reason = "probeweise" })).Version;
    }

    /// <summary>People, some of whom come again, misspelt or with another given name at the same home.</summary>
    async Task PopulateAsync(string domain)
    {
        for (var i = 0; i < 24; i++)
        {
            var somebody = People.New();
            await app.RegisterAsync(somebody, domain: domain);
            if (i % 2 == 0) await app.RegisterAsync(Misspelt(somebody, i), domain: domain);
            if (i % 3 == 0) await app.RegisterAsync(somebody with { GivenName = $"{somebody.GivenName![..1]}zilly" },
                domain: domain);
        }

        static IdentityData Misspelt(IdentityData data, int i) => (i % 3) switch
        {
            0 => data with { FamilyName = data.FamilyName![..^1] },
            1 => data with { Contacts = [new("Umzugsgasse", "4", "99999", "Altdorf")] },
            _ => data with { BirthDate = $"{data.BirthDate![..8]}{(data.BirthDate[8..] == "15" ? 14 : 15)}" },
        };
    }

    async Task<long> StoredAsync(string domain) => await app.CountAsync($"""
        select (select count(*) from events.events) * 1000
            + (select count(*) from identity.pairs where domain = '{domain}')
            + (select count(*) from identity.records where domain = '{domain}')
        """) - 1000 * await app.CountAsync("""
            select count(*) from events.events where type like 'linkage-configuration-%'
            """);

    static string Word(ChangeKind kind) => kind switch
    {
        ChangeKind.NewLink => "new-link",
        ChangeKind.LostLink => "lost-link",
        ChangeKind.NewPossible => "new-possible",
        _ => "lost-possible",
    };

    /// <summary>Everybody with everybody, without index, batches or database queries in between.</summary>
    async Task<List<(ChangeKind Kind, Guid A, Guid B)>> NaivelyAsync(string domain, int version)
    {
        var ct = TestContext.Current.CancellationToken;
        var data = app.Services.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name);
        var vault = app.Services.GetRequiredKeyedService<Vault>(IdentitiesService.Name);
        var open = (await app.Services.GetRequiredService<DomainCatalog>().FindAsync(domain, ct))!;
        var other = (await Simulating.LinkerAsync(data, open, version, ct))!;
        var numbers = new List<long>();
        var persons = new Dictionary<Guid, Guid>();
        await using (var command = app.Superuser.CreateCommand($"""
            select r.record, i.identity, i.person from identity.records r join identity.identities i using (identity)
            where r.domain = '{domain}'
            """))
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                numbers.Add(row.GetInt64(0));
                persons[row.GetGuid(1)] = row.GetGuid(2);
            }
        }

        var records = new List<(Guid Identity, PreparedPerson Person)>();
        await foreach (var (_, identity, content) in RecordRows.OpenAsync(data, vault, [.. numbers], ct))
            records.Add((identity, open.Linker.Read(content)));
        var never = (await app.GetAsync<NeverMatchPage>($"/api/identity/never-match?domain={domain}&count=500")).Links
            .SelectMany(link => new[] { (link.PersonA, link.PersonB), (link.PersonB, link.PersonA) }).ToHashSet();
        return
        [
            .. records.SelectMany(_ => records, (a, b) => (a, b))
                .Where(pair => pair.a.Identity.CompareTo(pair.b.Identity) < 0
                    && pair.a.Person.Keys.Intersect(pair.b.Person.Keys).Any())
                .GroupBy(pair => (A: pair.a.Identity, B: pair.b.Identity))
                .Select(pairs => (SimulatedChange.Of(persons[pairs.Key.A] == persons[pairs.Key.B],
                    never.Contains((persons[pairs.Key.A], persons[pairs.Key.B])),
                    Best(open.Linker, pairs), Best(other, pairs)), pairs.Key.A, pairs.Key.B)),
        ];

        static Outcome Best(
            Linker linker, IEnumerable<((Guid, PreparedPerson Person) A, (Guid, PreparedPerson Person) B)> pairs) =>
            pairs.Max(pair => linker.Decide(pair.A.Person, pair.B.Person).Outcome);
    }
}
