using System.Net;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Suite.Tests;

/// <summary>What holds when one of the two services is away, and what the changes say and don't say.</summary>
public sealed class TiedFeedTests(ImpatientServices impatient) : IClassFixture<ImpatientServices>
{
    readonly TiedServices _services = impatient.Services;

    [Fact]
    public async Task Without_the_consent_service_tied_domains_refuse_and_others_go_on()
    {
        var tied = await _services.DomainAsync();
        var person = _services.NewPerson();
        await _services.ConsentAsync(person);
        var known = (await _services.CreateAsync(tied, person))[0].Pseudonym;
        Assert.NotNull(known);
        await _services.PostAsync<PseudonymDomainView>(
            "/api/pseudonym/domains", new CreatePseudonymDomain("free", new()), "lead");

        await _services.StopConsentAsync();

        await TiedServices.UntilAsync(async () => await StatusAsync(tied, person) == HttpStatusCode.ServiceUnavailable);
        using (var made = await _services.SendAsync(
            "/api/pseudonym/pseudonyms", new CreatePseudonyms(tied, [_services.NewPerson()]), "diz"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, made.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("free", person));
        await _services.StartConsentAsync();
        await TiedServices.UntilAsync(async () => await StatusAsync(tied, person) == HttpStatusCode.OK);
        Assert.Equal(known, (await _services.GetAsync(tied, person))[0].Pseudonym);
    }

    [Fact]
    public async Task What_was_withdrawn_while_the_pseudonym_service_was_away_is_found_from_its_position_on()
    {
        var domain = await _services.DomainAsync("anonymise");
        var people = Enumerable.Range(0, 20).Select(_ => _services.NewPerson()).ToArray();
        foreach (var person in people) await _services.ConsentAsync(person);
        Assert.All(await _services.CreateAsync(domain, people), answer => Assert.NotNull(answer.Pseudonym));
        await _services.StopPseudonymAsync();
        var withdrawals = new List<RecordedConsent>();
        foreach (var person in people[..10]) withdrawals.Add(await _services.WithdrawAsync(person));

        await _services.StartPseudonymAsync();

        foreach (var withdrawal in withdrawals)
            Assert.Equal(1, (await _services.CompletedAsync(withdrawal)).Results["anonymised"]);
        var answers = await _services.GetAsync(domain, people);
        Assert.All(answers[..10], answer => Assert.Null(answer.Pseudonym));
        Assert.All(answers[10..], answer => Assert.NotNull(answer.Pseudonym));
    }

    [Fact]
    public async Task A_page_can_be_asked_for_again_and_names_nobody()
    {
        var begin = await FollowAsync(new FollowConsents());
        var person = _services.NewPerson();
        await _services.ConsentAsync(person);
        await _services.WithdrawAsync(person);

        var all = await FollowAsync(new(begin.Position));
        var again = await FollowAsync(new(begin.Position));
        var first = await FollowAsync(new(begin.Position, Most: 1));
        var second = await FollowAsync(new(first.Position, Most: 1));
        var other = await FollowAsync(new(begin.Position), "other-service");
        var none = await FollowAsync(new(all.Position));

        Assert.Equal(["recorded", "withdrawn"], all.Changes.Select(change => change.Kind));
        Assert.Equal(all.Changes.Select(change => change.Id), again.Changes.Select(change => change.Id));
        Assert.Equal(all.Changes.Select(change => change.Id),
            first.Changes.Concat(second.Changes).Select(change => change.Id));
        Assert.True(first.More && !second.More);
        Assert.Empty(none.Changes);
        Assert.Single(all.Changes.SelectMany(change => change.Persons).Distinct());
        Assert.NotEqual(all.Changes[0].Persons, other.Changes[0].Persons);
        Assert.DoesNotContain(person, System.Text.Json.JsonSerializer.Serialize(all), StringComparison.Ordinal);
        Assert.Contains(all.Changes[1].Policies,
            policy => policy.EndsWith(TiedServices.Mdat, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_running_transaction_elsewhere_keeps_no_change_back_and_its_own_comes_when_it_commits()
    {
        var begin = await FollowAsync(new FollowConsents());
        await using var slow = await _services.OpenConsentsAsync();
        await using (var number = slow.CreateCommand())
        {
            number.CommandText = "begin; select pg_current_xact_id()";
            await number.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await _services.ConsentAsync(_services.NewPerson());
        var page = await FollowAsync(new(begin.Position, WaitSeconds: 5));

        Assert.Single(page.Changes);
        Assert.Empty((await FollowAsync(new(page.Position))).Changes);
    }

    [Fact]
    public async Task A_position_of_another_log_is_refused()
    {
        foreach (var (position, status) in new[]
        {
            ("99999999:99999999:", HttpStatusCode.Conflict), ("abc", HttpStatusCode.BadRequest),
            ("1:1", HttpStatusCode.BadRequest), ("5:3:", HttpStatusCode.BadRequest), ("", HttpStatusCode.BadRequest),
        })
        {
            using var answer = await _services.SendAsync(
                "/api/consent/changes", new FollowConsents(position), "service");
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_task_is_reported_by_its_receiver_alone()
    {
        var person = _services.NewPerson();
        await _services.ConsentAsync(person);
        var task = await _services.CompletedAsync(await _services.WithdrawAsync(person));

        using var answer = await _services.SendAsync(
            $"/api/consent/tasks/{task.Id}/status", new ReportTask("failed"), "service");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    Task<ConsentChangePage> FollowAsync(FollowConsents command, string client = "one-service") =>
        _services.PostAsync<ConsentChangePage>(
            "/api/consent/changes", command, _services.Tokens.Of(client, ["service"], ["*"]));

    async Task<HttpStatusCode> StatusAsync(string domain, string person)
    {
        using var answer = await _services.SendAsync(
            "/api/pseudonym/pseudonyms/get", new GetPseudonyms(domain, [person]), "diz");
        return answer.StatusCode;
    }
}

/// <summary>Both services, where what is known of consents may be three seconds old at most.</summary>
public sealed class ImpatientServices : IAsyncLifetime
{
    public TiedServices Services { get; } = new() { NoOlderThan = 3 };

    public ValueTask InitializeAsync() => Services.InitializeAsync();

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
