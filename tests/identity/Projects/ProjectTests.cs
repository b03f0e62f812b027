using System.Net;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class ProjectTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    readonly Sites _sites = new(app);

    [Fact]
    public async Task A_project_opens_once_every_site_has_agreed_to_the_same_terms()
    {
        var project = await _sites.CreateAsync();
        Assert.Equal(ProjectStatuses.Draft, project.Status);
        using (var early = await app.PostAsync($"{_sites.Path}/open", new { }))
            await Sites.RefusedAsync(early, HttpStatusCode.Conflict, "agreement-missing");
        var first = await _sites.PostAsync<ProjectView>("north", "agreement", new AgreeToProject(project.Terms));
        Assert.Equal([true, false], first.Sites.Select(site => site.Agreed));
        await _sites.PostAsync<ProjectView>("north", "agreement", new AgreeToProject(project.Terms));
        var all = await _sites.PostAsync<ProjectView>("south", "agreement", new AgreeToProject(project.Terms));
        Assert.Equal(ProjectStatuses.Agreed, all.Status);
        var open = await app.PostAsync<ProjectView>($"{_sites.Path}/open", new { });
        Assert.Equal(ProjectStatuses.Open, open.Status);
        Assert.Equal(open.Status, (await app.GetAsync<ProjectView>(_sites.Path)).Status);
    }

    [Fact]
    public async Task Changed_terms_take_every_agreement_back()
    {
        var project = await _sites.CreateAsync();
        await _sites.PostAsync<ProjectView>("north", "agreement", new AgreeToProject(project.Terms));
        using (var request = app.Request(
            HttpMethod.Put, $"{_sites.Path}/terms", _sites.Terms() with { LinkFrom = 0.9 }, "lead"))
        using (var changed = await app.Client.SendAsync(request, TestContext.Current.CancellationToken))
            Assert.DoesNotContain(true, (await Sites.ReadAsync<ProjectView>(changed)).Sites.Select(s => s.Agreed));
        using var stale = await app.PostAsAsync(_sites.Client("south"), "site", $"{_sites.Path}/agreement",
            new AgreeToProject(project.Terms));
        await Sites.RefusedAsync(stale, HttpStatusCode.Conflict, "terms-changed");
    }

    [Fact]
    public async Task Who_has_no_part_in_a_project_does_not_learn_that_there_is_one()
    {
        await _sites.OpenAsync();
        var other = new Sites(app);
        await other.OpenAsync();
        foreach (var (role, name) in new[] { ("site", other.Client("north")), ("site", "somebody") })
        {
            using var request = app.Request(HttpMethod.Get, _sites.Path, null, role);
            request.Headers.Authorization = new("Bearer", app.Tokens.Of(name, [role], ["*"]));
            using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            await Sites.RefusedAsync(response, HttpStatusCode.NotFound, "project-unknown");
        }

        var own = await app.GetAsAsync<ProjectView[]>(other.Client("north"), "site", "/api/identity/projects");
        Assert.Equal([other.Name], own.Select(project => project.Name));
        Assert.Null(Assert.Single(own).Sites.Single(site => site.Name == "south").Client);
    }

    [Fact]
    public async Task Terms_that_cannot_be_are_refused_with_their_place()
    {
        var terms = _sites.Terms();
        (ProjectTerms Terms, string Code, string Path)[] wrong =
        [
            (terms with { LegalBasis = " " }, "required", "terms.legalBasis"),
            (terms with { Title = "<b>" }, "markup-not-allowed", "terms.title"),
            (terms with { Sites = [terms.Sites[0]] }, "sites-invalid", "terms.sites"),
            (terms with { Sites = [terms.Sites[0], terms.Sites[0]] }, "sites-invalid", "terms.sites"),
            (terms with { Sites = [terms.Sites[0], new("a b", "x")] }, "sites-invalid", "terms.sites[1].name"),
            (terms with { LinkFrom = 0.1 }, "threshold-invalid", "terms.linkFrom"),
            (terms with { Profile = terms.Profile with { Signature = "AAAA" } }, "profile-invalid", "terms.profile"),
            (terms with { Profile = terms.Profile with { Key = "AAAA" } }, "profile-invalid", "terms.profile"),
            (terms with { Profile = terms.Profile with { Payload = "x" } }, "profile-invalid", "terms.profile"),
            (terms with { Profile = new Sites(app).Terms().Profile }, "profile-invalid", "terms.profile"),
            (terms with { Deadlines = new(Sites.Today.AddDays(-1), Sites.Today, Sites.Today) }, "deadlines-invalid",
                "terms.deadlines.encodingsUntil"),
            (terms with { Deadlines = new(Sites.Today, Sites.Today, Sites.Today.AddYears(20)) }, "deadlines-invalid",
                "terms.deadlines.resultsUntil"),
        ];
        foreach (var (one, code, path) in wrong)
        {
            using var response = await app.PostAsync("/api/identity/projects", new CreateProject(_sites.Name, one));
            await Sites.RefusedAsync(response, HttpStatusCode.BadRequest, code);
            Assert.Contains($"\"{path}\"", await response.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        using var bad = await app.PostAsync("/api/identity/projects", new CreateProject("a b", terms));
        await Sites.RefusedAsync(bad, HttpStatusCode.BadRequest, "project-name-invalid");
    }

    [Fact]
    public async Task A_cancelled_project_keeps_nothing_that_the_sites_sent()
    {
        await _sites.OpenAsync();
        await _sites.SendAsync("north", Enumerable.Range(1, 5000).Select(n => ((UInt128)n, Sites.Person(n))));
        Assert.Equal(2, await PagesAsync());
        var ended = await app.PostAsync<ProjectView>($"{_sites.Path}/cancel", new CancelProject("Votum fehlt"));
        Assert.Equal(ProjectStatuses.Cancelled, ended.Status);
        Assert.Equal(0, await PagesAsync());
        using var late = await _sites.SendAsync("north", _sites.File([((UInt128)1, Sites.Person(1))]));
        await Sites.RefusedAsync(late, HttpStatusCode.Conflict, "project-status");
    }

    [Fact]
    public async Task The_profile_comes_as_it_was_signed()
    {
        await _sites.CreateAsync();
        var profile = await _sites.GetAsync<ProfileFile>("south", "profile");
        Assert.Equal(_sites.Terms().Profile, profile);
        Assert.Equal(_sites.Name, ProjectProfiles.Of(_sites.Terms() with { Profile = profile }).Project);
    }

    Task<long> PagesAsync() => app.CountAsync($"""
        select count(*) from identity.project_pages p join events.events e
            on e.data->>'upload' = p.owner::text where e.stream_id = '{_sites.Id}'
        """);
}
