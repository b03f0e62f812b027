using System.Net;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class CheckManyTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    static readonly string Use = $"{PolicyCode.MiiPrefix}8";

    [Fact]
    public async Task Answers_come_in_the_order_of_the_questions_and_equal_single_checks()
    {
        var people = Enumerable.Range(0, 30).Select(_ => Sample.NewPerson()).ToArray();
        for (var i = 0; i < people.Length; i += 3)
        {
            await app.RecordAsync(Sample.Consent(people[i]));
            if (i % 2 == 0) await app.WithdrawAsync(Sample.Withdrawal(people[i]));
        }

        var answers = await AskAsync(people);

        Assert.Equal(people.Length, answers.Count);
        for (var i = 0; i < people.Length; i++)
        {
            var single = await app.CheckAsync(people[i], 8);
            Assert.Equal((i + 1, single.Answer, single.Reason, single.Until),
                ((int)answers[i].Line, answers[i].Answer, answers[i].Reason, answers[i].Until));
        }
    }

    [Fact]
    public async Task A_hundred_thousand_people_are_answered_and_one_more_is_refused()
    {
        var known = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(known));
        var people = Enumerable.Range(0, CheckingConsents.MostPeople).Select(i => i == 77_777 ? known : $"nobody-{i}")
            .ToArray();

        var answers = await AskAsync(people);
        Assert.Equal(CheckingConsents.MostPeople, answers.Count);
        Assert.Equal(77_778, Assert.Single(answers, answer => answer.Permitted).Line);

        using var tooMany = await SendAsync(Body([.. people, "one more"]));
        var text = await tooMany.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var fault = JsonSerializer.Deserialize<BulkFault>(text.TrimEnd().Split('\n')[^1], JsonSerializerOptions.Web)!;
        Assert.Equal((CheckingConsents.MostPeople + 1, "too-many"), ((int)fault.Line, fault.Error));
    }

    [Theory]
    [InlineData("{\"type\":\"Pseudonym\"}")]
    [InlineData("nonsense")]
    [InlineData("{\"type\":\"Pseudonym\",\"value\":\"x\",\"more\":1}")]
    [InlineData("{\"type\":\"Pseudonym\",\"value\":\"\\ud800\"}")]
    public async Task A_bad_line_ends_the_answer_with_its_number(string line)
    {
        using var response = await SendAsync(Question() + "\n{\"type\":\"Pseudonym\",\"value\":\"a\"}\n" + line + "\n");
        var lines =
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd().Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.Contains("\"line\":2", lines[1], StringComparison.Ordinal);
        Assert.Contains("person-invalid", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"domain\":\"MII\",\"policy\":\"x\"}")]
    [InlineData("{\"domain\":\"Nowhere\",\"purpose\":\"research-mdat\"}")]
    public async Task A_bad_question_is_refused_before_anything_is_answered(string question)
    {
        using var response = await SendAsync(question + "\n{\"type\":\"Pseudonym\",\"value\":\"a\"}\n");

        Assert.InRange((int)response.StatusCode, 400, 499);
    }

    [Fact]
    public async Task Every_decision_is_in_the_audit()
    {
        var known = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(known));

        await AskAsync([known, Sample.NewPerson()]);

        await using var command = app.Superuser.CreateCommand("""
            select detail::text from audit.entries where action = 'consent-check-many' order by at desc limit 1
            """);
        var detail = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        var packed = JsonSerializer.Deserialize<PackedDecisions>(detail, JsonSerializerOptions.Web)!;
        var decisions = packed.Read().ToArray();
        Assert.Equal((2, 1, 0), (packed.People, packed.Permits, packed.Denies));
        Assert.Equal([Permission.Permit, Permission.Unknown], decisions.Select(decision => decision.Answer));
        Assert.NotNull(decisions[0].Subject);
        Assert.Null(decisions[1].Subject);
    }

    async Task<List<BulkAnswer>> AskAsync(IEnumerable<string> people)
    {
        using var response = await SendAsync(Body(people));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<BulkAnswer>(line, JsonSerializerOptions.Web)!)];
    }

    Task<HttpResponseMessage> SendAsync(string body) => app.Client.SendAsync(app.Request(HttpMethod.Post,
        "/api/consent/checks", new StringContent(body, Encoding.UTF8, "application/x-ndjson"), "diz"),
        TestContext.Current.CancellationToken);

    static string Question() => JsonSerializer.Serialize(new BulkQuestion("MII", Use), JsonSerializerOptions.Web);

    static string Body(IEnumerable<string> people)
    {
        var body = new StringBuilder(Question()).Append('\n');
        foreach (var person in people) body.Append("{\"type\":\"Pseudonym\",\"value\":\"").Append(person)
            .Append("\"}\n");
        return body.ToString();
    }
}
