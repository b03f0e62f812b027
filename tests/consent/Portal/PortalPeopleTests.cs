using System.Net;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

/// <summary>Guardians, projects, questions, and who looked.</summary>
public sealed class PortalPeopleTests(PortalApp app) : IClassFixture<PortalApp>
{
    const string Portal = "/api/consent/portal";

    [Fact]
    public async Task A_guardians_access_ends_when_the_eighteenth_birthday_begins_in_Berlin()
    {
        var today = LegalDays.Of(app.Clock.GetUtcNow());
        var birthday = today.AddDays(40);
        var born = birthday.AddYears(-18).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var guardian = await TestPatient.ConsentedAsync(app);
        await guardian.ActivateAsync("guardian", born, "Berta Sorgeberechtigt");
        using var youth = new TestPatient(app, guardian.Person);
        await youth.ActivateAsync(born: born);

        var self = await guardian.GetAsync<PortalSelf>("/me");
        var end = LegalDays.StartOf(birthday);
        Assert.Equal(("guardian", end.ToUniversalTime()), (self.Relation, self.EndsAt!.Value.ToUniversalTime()));
        var proxy = Assert.Single(await youth.GetAsync<List<PortalProxy>>("/me/proxies"));
        Assert.Equal(("guardian", "Berta Sorgeberechtigt"), (proxy.Relation, proxy.Name));

        app.Clock.Now = end.AddMinutes(-1);
        await guardian.SignInAsync();
        await guardian.GetAsync<PortalSelf>("/me");
        app.Clock.Now = end;
        Assert.Equal(HttpStatusCode.Unauthorized, await guardian.StatusAsync(HttpMethod.Get, "/me"));
        var request = await guardian.PostAsync<PasskeyRequest>("/sign-in/passkey/options", null);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            await guardian.StatusAsync(HttpMethod.Post, "/sign-in/passkey", guardian.Key.Answer(request)));
        await youth.SignInAsync();
        Assert.Empty(await youth.GetAsync<List<PortalProxy>>("/me/proxies"));
        using var late = await app.PostAsync($"{Portal}/letters", new OrderPortalLetter(
            "MII", [new("Pseudonym", guardian.Person)], "Berta", born, "guardian"), "ward");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
    }

    [Fact]
    public async Task A_guardians_letter_does_not_open_after_the_birthday_either()
    {
        var birthday = LegalDays.Of(app.Clock.GetUtcNow()).AddDays(5);
        var born = birthday.AddYears(-18).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var guardian = await TestPatient.ConsentedAsync(app);
        var (code, _) = await guardian.CodesAsync((await guardian.OrderAsync("guardian", born)).Id);
        app.Clock.Now = LegalDays.StartOf(birthday);
        Assert.Equal((HttpStatusCode.NotFound, "portal-code-refused"), await guardian.RefusalAsync(
            HttpMethod.Post, "/activation", new ActivatePortal(code, born)));
    }

    [Fact]
    public async Task A_release_reported_twice_is_one_and_is_shown_to_whom_it_concerns()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var release = new ReportRelease("MII", "r-1", "HERZ-24", "Herzschwäche", "Klinik X", "2025-05-01",
            "Pseudonym", [patient.Person, "nobody-has-this"], "2027-04-30");
        var first = await app.PostAsync<ReportedRelease>($"{Portal}/releases", release, "diz");
        Assert.Equal((1, 1), (first.People, first.Unknown));
        var again = await app.PostAsync<ReportedRelease>(
            $"{Portal}/releases", release with { Title = "Herzschwäche früh erkennen" }, "diz");
        Assert.Equal((first.Id, 1), (again.Id, again.People));
        var uses = await patient.GetAsync<PortalUses>("/me/uses");
        Assert.Equal("Herzschwäche früh erkennen", Assert.Single(uses.Releases).Title);
        Assert.Equal("project-register", Assert.Single(uses.Links).Kind);
        var preview = await patient.PostAsync<WithdrawalPreview>("/me/withdrawals/preview", new PreviewWithdrawal());
        Assert.Equal("HERZ-24", Assert.Single(preview.Releases).Project);
    }

    [Fact]
    public async Task A_question_is_answered_once_and_read_by_whoever_asked()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var asked = await patient.PostAsync<PortalQuestion>("/me/questions", new AskTrustCentre("Wer sieht das?"));
        var open = await ReadAsync<List<AskedQuestion>>($"{Portal}/questions?domain=MII");
        var question = open.Single(one => one.Id == asked.Id);
        Assert.Equal((TestPatient.Name, patient.Person), (question.Name, question.Identifiers.Single().Value));
        using var answer = await app.PostAsync($"{Portal}/questions/{asked.Id}/answer", new AnswerQuestion("Nur Sie."));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        using var twice = await app.PostAsync($"{Portal}/questions/{asked.Id}/answer", new AnswerQuestion("Doch."));
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
        Assert.Equal("Nur Sie.", Assert.Single(await patient.GetAsync<List<PortalQuestion>>("/me/questions")).Answer);
        Assert.DoesNotContain(await ReadAsync<List<AskedQuestion>>($"{Portal}/questions?domain=MII"),
            one => one.Id == asked.Id);
    }

    [Fact]
    public async Task Who_looked_is_a_role_and_never_a_name()
    {
        using var patient = await TestPatient.OpenAsync(app);
        await app.CheckAsync(patient.Person, 8);
        await app.PostAsync<PermitAnswers>("/api/consent/permits", new AskPermits(
            "MII", $"{PolicyCode.MiiPrefix}8", "Pseudonym", [Sample.NewPerson(), patient.Person]), "service");
        await app.PostAsync<PersonHistory>("/api/consent/persons/history",
            new PersonQuestion("MII", [new("Pseudonym", patient.Person)]), "clerk");
        await patient.GetAsync<PortalConsents>("/me/consents");

        var looks = await patient.GetAsync<List<PortalAccess>>("/me/access");

        Assert.Contains(looks, look => look is { Who: "diz", Action: "consent-check" });
        Assert.Contains(looks, look => look is { Who: "service", Action: "consent-check-many" });
        Assert.Contains(looks, look => look is { Who: "clerk", Action: "person-history" });
        Assert.Contains(looks, look => look is { Who: "self", Action: "portal-consents-read" });
        Assert.Contains(looks, look => look is { Who: "ward", Action: "portal-letter-ordered" });
        Assert.All(looks, look => Assert.DoesNotContain("-1", look.Who, StringComparison.Ordinal)); // ward-1, diz-1
    }

    [Fact]
    public async Task History_tells_of_letters_documents_and_withdrawals_in_their_order()
    {
        using var patient = await TestPatient.ConsentedAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var letter = await patient.OrderAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var text = await app.PostAsync<PortalLetterText>($"{Portal}/letters/{letter.Id}/text", new { });
        Assert.Equal((TestPatient.Name, "http://localhost/portal/"), (text.Name, text.Address));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await patient.EnterAsync(text.Link[(text.Link.IndexOf('#', StringComparison.Ordinal) + 1)..]);
        await patient.SetUpPasskeyAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await patient.WithdrawAsync();
        var entries = (await patient.GetAsync<PortalHistory>("/me/history")).Entries;
        Assert.Equal(["consent-recorded", "letter-ordered", "letter-printed", "portal-opened", "consent-recorded"],
            entries.Select(entry => entry.Kind));
        Assert.Equal("full-withdrawal", entries[^1].DocumentKind);
        Assert.Equal(entries.Select(entry => entry.At), entries.Select(entry => entry.At).Order());
    }

    [Fact]
    public async Task A_withdrawal_is_followed_until_everybody_has_done_their_part()
    {
        using var patient = await TestPatient.OpenAsync(app);
        await app.PostAsync<ConsentChangePage>("/api/consent/changes", new FollowConsents(), "service");
        var receipt = await patient.WithdrawAsync();
        var running = (await patient.GetAsync<List<WithdrawalProgress>>("/me/withdrawals")).Single();
        Assert.Equal(("running", receipt.Documents[0].Id), (running.State, running.Document));
        Assert.Equal("requested", Assert.Single(running.Tasks).Status);
        var task = (await ReadAsync<List<WithdrawalTask>>(
            $"/api/consent/tasks?domain=MII&withdrawal={running.Document}")).Single();
        await app.PostAsync<WithdrawalTask>(
            $"/api/consent/tasks/{task.Id}/status", new ReportTask("completed"), "service");
        var done = (await patient.GetAsync<List<WithdrawalProgress>>("/me/withdrawals")).Single();
        Assert.Equal(("done", "completed"), (done.State, done.Tasks.Single().Status));
    }

    async Task<T> ReadAsync<T>(string path)
    {
        using var response = await app.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text} {app.Logs}");
        return System.Text.Json.JsonSerializer.Deserialize<T>(text, System.Text.Json.JsonSerializerOptions.Web)!;
    }
}
