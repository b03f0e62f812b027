using System.Net.Http.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class RaceTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task Sixty_four_clients_with_the_same_person_make_one_person()
    {
        var somebody = People.New();
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => app.RegisterAsync(somebody)));

        Assert.Single(answers.Select(answer => answer.Person).Distinct());
        Assert.Single(answers.Select(answer => answer.MpiId).Distinct());
        Assert.Equal(1, answers.Count(answer => answer.Status == MatchStatuses.NoMatch));
        Assert.Equal(1, await app.CountAsync(
            $"select count(*) from identity.identities where person = '{answers[0].Person}'"));
    }

    [Fact]
    public async Task So_do_clients_of_two_instances_who_know_different_things()
    {
        await using var second = await app.StartAsync();
        using var other = IdentityApp.NewClient(second);
        for (var round = 0; round < 5; round++)
        {
            var somebody = People.New();
            var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
            {
                var identity = somebody with
                {
                    Degree = i % 4 < 2 ? null : "Dr.",
                    Religion = i % 8 < 4 ? null : "none",
                };
                var request = app.Request(HttpMethod.Post, "/api/identity/registrations",
                    new RegisterIdentity(IdentityApp.Domain, "default", identity), "ward");
                using var response = await (i % 2 == 0 ? app.Client : other)
                    .SendAsync(request, TestContext.Current.CancellationToken);
                Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {app.Logs}");
                return (await response.Content.ReadFromJsonAsync<RegisteredIdentity>(
                    TestContext.Current.CancellationToken))!;
            }));
            Assert.Single(answers.Select(answer => answer.Person).Distinct());
            Assert.Equal(4, await app.CountAsync(
                $"select count(*) from identity.identities where person = '{answers[0].Person}'"));
        }

        await second.StopAsync(TestContext.Current.CancellationToken);
    }
}
