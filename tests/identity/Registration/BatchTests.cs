using System.Net;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class BatchTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task Every_line_is_answered_in_order_and_people_who_come_twice_are_one()
    {
        var people = Enumerable.Range(0, 300).Select(_ => People.New()).ToArray();
        var lines = people.Concat(people.Reverse()).Select(Line).Prepend(Head).Append("{\"familyName\":7}").ToArray();
        var answers = await SendAsync(lines);

        Assert.Equal(Enumerable.Range(2, 601).Select(line => (long)line), answers.Select(answer => answer.Line));
        var registered = answers.Take(600).Select(answer => answer.Registered!).ToArray();
        for (var i = 0; i < 300; i++) Assert.Equal(registered[i].Person, registered[599 - i].Person);
        Assert.Equal(300, registered.Select(one => one.Person).Distinct().Count());
        Assert.Equal("malformed-json", answers[^1].Code);

        var again = await SendAsync(lines);
        Assert.All(again.Take(600), answer => Assert.Equal(MatchStatuses.PerfectMatch, answer.Registered!.Status));
    }

    [Fact]
    public async Task A_fault_in_one_line_leaves_the_others_alone()
    {
        var answers = await SendAsync(
        [
            Head, Line(People.New()), Line(new("X", BirthDate: "1985-13-01")), "", "nonsense", Line(People.New()),
        ]);
        Assert.Equal([null, "date-invalid", "malformed-json", null], answers.Select(answer => answer.Code));
        Assert.Equal("identity.birthDate", answers[1].Path);
    }

    [Fact]
    public async Task A_batch_without_its_first_line_is_refused()
    {
        using var response = await PostAsync([Line(People.New())]);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    static string Head => Text(new BatchHead(IdentityApp.Domain, "kis"));

    static string Line(IdentityData identity) => Text(identity);

    static string Text<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    Task<HttpResponseMessage> PostAsync(string[] lines) => app.PostAsync("/api/identity/registrations/batch",
        new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson"), "ward");

    async Task<BatchLine[]> SendAsync(string[] lines)
    {
        using var response = await PostAsync(lines);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<BatchLine>(line, JsonSerializerOptions.Web)!),
        ];
    }
}
