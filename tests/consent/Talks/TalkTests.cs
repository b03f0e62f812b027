using System.Globalization;
using System.Net;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class TalkTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const string Canary = "Zzyxq-Frage";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string Now => TimeProvider.System.GetUtcNow().AddMinutes(-20).ToString("O", CultureInfo.InvariantCulture);

    static LogTalk Talk(string person, Guid? capture = null, params string[] questions) => new(
        "MII", [new("Pseudonym", person)], "Dr. Ada Beispiel", Now, 15, "in-person", questions, capture);

    [Fact]
    public async Task A_talk_is_kept_without_any_consent_and_read_by_whom_it_concerns_alone()
    {
        var (person, other) = (Sample.NewPerson(), Sample.NewPerson());

        await app.PostAsync<LoggedTalk>("/api/consent/talks", Talk(person, null, "Wie lange?", "  "), "ward");

        var found = await FindAsync(person);
        var talk = Assert.Single(found.Talks);
        Assert.Equal(("Dr. Ada Beispiel", 15, "in-person"), (talk.ExplainedBy, talk.Minutes, talk.Way));
        Assert.Equal(["Wie lange?"], talk.Questions);
        Assert.Empty((await FindAsync(other)).Talks);
        using var diz = await app.PostAsync("/api/consent/talks/search", Find(person), "diz");
        Assert.Equal(HttpStatusCode.Forbidden, diz.StatusCode);
    }

    [Fact]
    public async Task A_talk_is_found_under_an_identifier_that_was_given_later()
    {
        var (person, later) = (Sample.NewPerson(), Sample.NewPerson());
        await app.PostAsync<LoggedTalk>("/api/consent/talks", Talk(person), "ward");
        await app.RecordAsync(Sample.Consent(person));
        using var added = await app.PostAsync("/api/consent/persons/identifiers",
            new AddIdentifier("MII", new("Pseudonym", person), new("Pseudonym", later)));
        Assert.Equal(HttpStatusCode.NoContent, added.StatusCode);

        Assert.Single((await FindAsync(later)).Talks);
    }

    [Fact]
    public async Task What_was_said_is_in_no_column_and_no_event()
    {
        var person = Sample.NewPerson();
        await app.PostAsync<LoggedTalk>("/api/consent/talks", Talk(person, null, Canary), "ward");

        Assert.Equal(0, await app.CountAsync($"""
            select (select count(*) from events.events where data::text like '%{Canary}%' or data::text like '%Ada %')
                + (select count(*) from consent.talks t where t::text like '%{Canary}%' or t::text like '%Ada %')
                + (select count(*) from audit.entries e where e::text like '%{Canary}%' or e::text like '%Ada %')
            """));
    }

    [Theory]
    [InlineData("minutes-invalid", 0, "in-person", 0)]
    [InlineData("minutes-invalid", 601, "in-person", 0)]
    [InlineData("value-unknown", 5, "telepathy", 0)]
    [InlineData("date-invalid", 5, "phone", 60)]
    public async Task What_cannot_be_is_refused(string code, int minutes, string way, int ahead)
    {
        using var response = await app.PostAsync("/api/consent/talks", Talk(Sample.NewPerson()) with
        {
            Minutes = minutes,
            Way = way,
            HeldAt = TimeProvider.System.GetUtcNow().AddMinutes(ahead).ToString("O", CultureInfo.InvariantCulture),
        }, "ward");

        Assert.Equal(code, await CodeAsync(response));
    }

    [Fact]
    public async Task A_talk_of_a_session_is_on_its_documents_and_no_other_persons_session_takes_it()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        using var foreign = await app.PostAsync(
            "/api/consent/talks", Talk(Sample.NewPerson(), bundle.Id), "ward");
        Assert.Equal("capture-unknown", await CodeAsync(foreign));
        await app.PostAsync<LoggedTalk>("/api/consent/talks", Talk(person, bundle.Id, "Wer sieht das?"), "ward");

        using var response = await tablet.DeliverAsync(TestTablet.Seal(bundle, TestTablet.Content(bundle)));
        var receipt = JsonSerializer.Deserialize<CaptureReceipt>(
            await response.Content.ReadAsStringAsync(Ct), JsonSerializerOptions.Web)!;

        var talk = Assert.Single((await FindAsync(person)).Talks);
        Assert.Equal([receipt.Documents[0].Id], talk.Documents);
        var html = ConsentHtml.Render(SampleDocument.Consent() with { Talks = TalkRows.Printed([talk]) });
        Assert.Contains("Dr. Ada Beispiel", html, StringComparison.Ordinal);
        Assert.Contains("15 Minuten, ", html, StringComparison.Ordinal);
        Assert.Contains("Wer sieht das?", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prepared_document_shows_the_talk_of_its_session()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        var content = TestTablet.Content(bundle);
        var without = await PrepareAsync(bundle, content);
        await app.PostAsync<LoggedTalk>("/api/consent/talks",
            Talk(person, bundle.Id, [.. Enumerable.Repeat("Eine lange Frage zum Text. ", 20)]), "ward");

        var with = await PrepareAsync(bundle, content);

        Assert.True(with > without + 500, $"{without} bytes without the talk, {with} with it.");
    }

    [Fact]
    public async Task A_question_waits_at_the_desk_with_its_tablet_and_is_gone_with_a_session_without_document()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        var asked = await TestTablet.SendAsync<QuestionSent>(
            app, bundle.Token, "/api/consent/capture/questions", new AskQuestion($" {Canary} <3? "));

        var waiting = Assert.Single(await WaitingAsync(), question => question.Id == asked.Id);
        Assert.Equal(($"{Canary} <3?", tablet.Id, "Hier"), (waiting.Text, waiting.Tablet, waiting.Place));
        Assert.Equal(0, await app.CountAsync(
            $"select count(*) from audit.entries e where e::text like '%{Canary}%'"));
        using var ended = await TestTablet.SendAsync(
            app, bundle.Token, "/api/consent/capture/end", new EndCapture("later"));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);

        Assert.Empty((await FindAsync(person)).Questions);
        Assert.Equal(0, await app.CountAsync($"""
            select (select count(*) from vault.items where subject = '{asked.Id}')
                + (select count(*) from vault.keys where subject = '{asked.Id}')
                + (select count(*) from consent.questions where id = '{asked.Id}')
            """));
    }

    [Fact]
    public async Task A_question_stays_with_the_document_and_is_answered_once()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        var asked = await TestTablet.SendAsync<QuestionSent>(
            app, bundle.Token, "/api/consent/capture/questions", new AskQuestion("Was heißt das?"));
        using var delivered = await tablet.DeliverAsync(TestTablet.Seal(bundle, TestTablet.Content(bundle)));
        Assert.Equal(HttpStatusCode.OK, delivered.StatusCode);

        for (var time = 0; time < 2; time++)
        {
            using var answered = await app.PostAsync($"/api/consent/questions/{asked.Id}/answered", new { }, "ward");
            Assert.Equal(HttpStatusCode.NoContent, answered.StatusCode);
        }

        var question = Assert.Single((await FindAsync(person)).Questions);
        Assert.Equal("Was heißt das?", question.Text);
        Assert.NotNull(question.AnsweredAt);
        using var after = await TestTablet.SendAsync(
            app, bundle.Token, "/api/consent/capture/questions", new AskQuestion("Noch etwas"));
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public void An_unknown_question_is_not_answered() =>
        Assert.Equal("question-unknown", Consents.Question.Initial.Answer(Guid.Empty, _ => true).Rejection?.Code);

    static FindTalks Find(string person) => new("MII", [new("Pseudonym", person)]);

    Task<PersonTalks> FindAsync(string person) =>
        app.PostAsync<PersonTalks>("/api/consent/talks/search", Find(person), "ward");

    async Task<WaitingQuestion[]> WaitingAsync()
    {
        using var response = await app.GetAsync("/api/consent/domains/MII/questions", "ward");
        return JsonSerializer.Deserialize<WaitingQuestion[]>(
            await response.Content.ReadAsStringAsync(Ct), JsonSerializerOptions.Web)!;
    }

    async Task<long> PrepareAsync(CaptureBundle bundle, CaptureContent content)
    {
        await TestTablet.SendAsync<PreparedCapture>(app, bundle.Token, "/api/consent/capture/preparation", content);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/consent/capture/preparation/0");
        request.Headers.Authorization = new("Bearer", bundle.Token);
        using var response = await app.Client.SendAsync(request, Ct);
        return (await response.Content.ReadAsByteArrayAsync(Ct)).LongLength;
    }

    static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        return json.RootElement.GetProperty("code").GetString();
    }
}
