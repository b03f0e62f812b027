using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;
using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

/// <summary>Linkage from the sites' records to their pseudonyms.</summary>
public sealed class LinkingTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    readonly Sites _sites = new(app);

    [Fact(Timeout = 300_000)]
    public async Task Every_site_gets_pseudonyms_of_its_own_and_the_same_people_are_found_in_all_of_them()
    {
        // 1 to 600 at both, the rest at one of them
        await _sites.OpenAsync();
        await _sites.SendAsync("north", Records(1, 900, 1));
        await _sites.SendAsync("south", Records(601, 1500, 2).Concat(Records(1, 600, 2)));
        var run = await app.LinkAsync(_sites);
        Assert.Equal(600 + 300, run.Links);
        Assert.Equal(ProjectStatuses.Finished, (await app.GetAsync<ProjectView>(_sites.Path)).Status);
        var (north, south) = (await _sites.PseudonymsAsync("north"), await _sites.PseudonymsAsync("south"));
        Assert.Equal((900, 1500), (north.Count, south.Count));
        Assert.Equal(2400, north.Values.Concat(south.Values).Distinct().Count());
        Assert.All(north.Values, pseudonym => Assert.True(PseudonymDraw.Format.Validate(pseudonym).IsValid));
        Assert.Equal(Records(1, 900, 1).Select(one => RecordIds.Write(one.Item1)).Order(), north.Keys.Order());

        var table = await app.LinkageTableAsync(_sites);
        var people = table.GroupBy(row => row.Person).Where(person => person.Count() > 1).ToArray();
        Assert.Equal(900, people.Length);
        Assert.All(people, person => Assert.Single(person.Select(row => row.Record % 10_000).Distinct()));

        // the filters are gone, with what was found of them
        Assert.Equal(0, await app.CountAsync($"""
            select count(*) from identity.project_pages p join events.events e
                on e.data->>'upload' = p.owner::text where e.stream_id = '{_sites.Id}'
            """));
        Assert.Equal(0, await app.CountAsync(
            $"select count(*) from identity.linkage_tiles where project = '{_sites.Id}'"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Possible_matches_are_linked_where_both_sites_confirm_and_nowhere_else()
    {
        await _sites.OpenAsync();
        await _sites.SendAsync("north", Records(1, 40, 1));
        // people who moved, married or were written down wrongly: like, but not like enough
        await _sites.SendAsync("south", Records(1, 40, 2).Select(one => (one.Item1, Changed(one.Item2))));
        var run = await app.LinkAsync(_sites);
        Assert.True(run.Questions > 10, $"{run}");
        var (north, south) = (await TasksAsync("north"), await TasksAsync("south"));
        Assert.Equal(run.Questions, north.Length);
        Assert.Equal(run.Questions, south.Length);
        var byRecord = south.ToDictionary(task => Number(task.Record) % 10_000);
        for (var i = 0; i < north.Length; i++)
        {
            var other = byRecord[Number(north[i].Record) % 10_000];
            var (a, b) = (i % 4) switch
            {
                0 => (ClearingAnswers.Confirmed, ClearingAnswers.Confirmed),
                1 => (ClearingAnswers.Confirmed, ClearingAnswers.Rejected),
                2 => (ClearingAnswers.Unsure, ClearingAnswers.Confirmed),
                _ => (ClearingAnswers.Rejected, ClearingAnswers.Confirmed),
            };
            await AnswerAsync("north", north[i].Task, ClearingAnswers.Rejected);
            await AnswerAsync("north", north[i].Task, a);
            await AnswerAsync("south", other.Task, b);
        }

        using (var late = await AskAsync("north", north[0].Task, ClearingAnswers.Rejected))
            await Sites.RefusedAsync(late, HttpStatusCode.Conflict, "task-settled");
        using (var foreign = await AskAsync("north", south[0].Task, ClearingAnswers.Rejected))
            await Sites.RefusedAsync(foreign, HttpStatusCode.NotFound, "task-unknown");
        Assert.Empty(await TasksAsync("north"));
        Assert.Equal(0, (await app.GetAsync<LinkingView>($"{_sites.Path}/linking")).OpenQuestions);
        var table = await app.LinkageTableAsync(_sites);
        Assert.Equal(run.Links + (north.Length + 3) / 4,
            table.GroupBy(row => row.Person).Count(person => person.Count() > 1));
        var end = await app.PostAsync<ProjectView>($"{_sites.Path}/finish", new { });
        Assert.Equal(ProjectStatuses.Finished, end.Status);
    }

    [Fact(Timeout = 300_000)]
    public async Task Linking_begins_when_all_have_sent_and_a_threshold_that_says_nothing_ends_it()
    {
        await _sites.OpenAsync();
        await _sites.SendAsync("north", Records(1, 10, 1));
        using (var early = await app.PostAsync($"{_sites.Path}/linking", new { }))
            await Sites.RefusedAsync(early, HttpStatusCode.Conflict, "encodings-missing");
        using (var none = await _sites.AskAsync("north", HttpMethod.Get, "pseudonyms", null))
            await Sites.RefusedAsync(none, HttpStatusCode.Conflict, "pseudonyms-not-there");

        // the same record five thousand times: every one is like every other
        var filter = Convert.ToBase64String(Enumerable.Repeat((byte)0x11, 128).ToArray());
        foreach (var site in new[] { "north", "south" })
        {
            using var sent = await _sites.SendAsync(site, _sites.File(
                Enumerable.Range(1, 2000).Select(n => (RecordIds.Write((UInt128)n), filter))));
            Assert.True(sent.IsSuccessStatusCode);
        }

        await app.PostAsync<ProjectView>($"{_sites.Path}/linking", new { });
        await app.WorkAsync(_sites, view => view.Tiles == 0);
        Assert.Equal(ProjectStatuses.Open, (await app.GetAsync<ProjectView>(_sites.Path)).Status);
    }

    [Fact(Timeout = 300_000)]
    public async Task Behind_its_deadlines_a_project_finishes_and_its_result_is_erased()
    {
        await _sites.OpenAsync();
        await _sites.SendAsync("north", Records(1, 30, 1));
        await _sites.SendAsync("south", Records(1, 30, 2).Select(one => (one.Item1, Changed(one.Item2))));
        Assert.True((await app.LinkAsync(_sites)).OpenQuestions > 0);
        var deadlines = _sites.Terms().Deadlines;
        await LookAsync(deadlines.AnswersUntil);
        Assert.Equal(ProjectStatuses.Linking, (await app.GetAsync<ProjectView>(_sites.Path)).Status);
        await LookAsync(deadlines.AnswersUntil.AddDays(1));
        Assert.Equal(ProjectStatuses.Finished, (await app.GetAsync<ProjectView>(_sites.Path)).Status);
        Assert.Equal(0, (await app.GetAsync<LinkingView>($"{_sites.Path}/linking")).OpenQuestions);
        Assert.Equal(30, (await _sites.PseudonymsAsync("north")).Count);
        await LookAsync(deadlines.ResultsUntil);
        Assert.Equal(30, (await _sites.PseudonymsAsync("south")).Count);
        await LookAsync(deadlines.ResultsUntil.AddDays(1));
        using var gone = await _sites.AskAsync("north", HttpMethod.Get, "pseudonyms", null);
        await Sites.RefusedAsync(gone, HttpStatusCode.Conflict, "pseudonyms-not-there");
        Assert.Equal(0, await app.CountAsync($"""
            select (select count(*) from identity.linkage_questions where project = '{_sites.Id}')
                + (select count(*) from identity.linkage_tasks where project = '{_sites.Id}')
                + (select count(*) from identity.project_pages p join events.events e
                    on e.data->>'result' = p.owner::text where e.stream_id = '{_sites.Id}')
            """));
    }

    async Task LookAsync(DateOnly day)
    {
        using var upkeep = new ProjectUpkeep(
            app.Services.GetRequiredKeyedService<IDocumentStore>(IdentitiesService.Name),
            app.Services.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name),
            new TestClock(new DateTimeOffset(day, new(12, 0), TimeSpan.Zero)), NullLogger<ProjectUpkeep>.Instance);
        await upkeep.LookAsync(TestContext.Current.CancellationToken);
    }

    internal static IEnumerable<(UInt128 Id, PersonData Person)> Records(int from, int to, int site) =>
        Enumerable.Range(from, to - from + 1).Select(n => ((UInt128)(site * 10_000 + n), Sites.Person(n)));

    static PersonData Changed(PersonData person) => person with
    {
        Street = "Anderswo 99",
        City = "Neustadt",
        Postcode = "99999",
    };

    static long Number(string record)
    {
        Assert.True(RecordIds.TryRead(System.Text.Encoding.ASCII.GetBytes(record), out var id));
        return (long)id;
    }

    Task<ClearingTask[]> TasksAsync(string site) => _sites.GetAsync<ClearingTask[]>(site, "tasks");

    async Task AnswerAsync(string site, Guid task, string answer)
    {
        using var response = await AskAsync(site, task, answer);
        Assert.True(response.StatusCode == HttpStatusCode.NoContent,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    Task<HttpResponseMessage> AskAsync(string site, Guid task, string answer) => app.PostAsAsync(
        _sites.Client(site), "site", $"{_sites.Path}/tasks/{task}/answer", new AnswerClearingTask(answer));
}

/// <summary>Linking as a test looks at it.</summary>
static class LinkingDesk
{
    public static async Task<LinkingView> LinkAsync(this IdentityApp app, Sites sites)
    {
        await app.PostAsync<ProjectView>($"{sites.Path}/linking", new { });
        return await app.WorkAsync(sites, view => view.Links is not null);
    }

    /// <summary>Until something is reached, with two workers of another instance.</summary>
    public static async Task<LinkingView> WorkAsync(
        this IdentityApp app, Sites sites, Predicate<LinkingView> reached)
    {
        await using var instance = await app.StartAsync(
            ("Identity:Linkage:Workers", "2"), ("Identity:Linkage:PollMilliseconds", "50"));
        try
        {
            return await app.UntilAsync(sites, reached);
        }
        finally
        {
            await instance.StopAsync(CancellationToken.None);
        }
    }

    public static async Task<LinkingView> UntilAsync(this IdentityApp app, Sites sites, Predicate<LinkingView> reached)
    {
        for (var look = 0; look < 2400; look++)
        {
            var view = await app.GetAsync<LinkingView>($"{sites.Path}/linking");
            if (reached(view)) return view;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"Linking does not get there. {app.Logs}");
    }

    public static async Task<Dictionary<string, string>> PseudonymsAsync(this Sites sites, string site)
    {
        using var response = await sites.AskAsync(site, HttpMethod.Get, "pseudonyms", null);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<ProjectPseudonym>(line, JsonSerializerOptions.Web)!)
            .ToDictionary(one => one.Record, one => one.Pseudonym);
    }

    /// <summary>The linkage table, which no address gives: opened with the service's own keys.</summary>
    public static async Task<List<(int Site, UInt128 Record, long Person)>> LinkageTableAsync(
        this IdentityApp app, Sites sites)
    {
        var ct = TestContext.Current.CancellationToken;
        var data = app.Services.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name);
        var vault = app.Services.GetRequiredKeyedService<Vault>(IdentitiesService.Name);
        var store = app.Services.GetRequiredKeyedService<IDocumentStore>(IdentitiesService.Name);
        var project = await store.QuerySession().AggregateStreamAsync<LinkageProject>(sites.Id, ct: ct);
        return await LinkageTable.ReadAsync(project, sites.Id, data, vault, ct);
    }
}
