using System.Net;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class ConsentJourneyTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    [Fact]
    public async Task A_consent_permits_until_it_is_withdrawn_in_part_and_then_wholly()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));

        Assert.Equal("permit", (await app.CheckAsync(person, 8)).Answer);
        Assert.Equal("permit", (await app.CheckAsync(person, 22)).Answer);

        await app.WithdrawAsync(Sample.Withdrawal(person, "BIOMAT_Vernichtung"));
        Assert.Equal("permit", (await app.CheckAsync(person, 8)).Answer);
        var samples = await app.CheckAsync(person, 22);
        Assert.Equal(("deny", "withdrawn"), (samples.Answer, samples.Reason));

        await app.WithdrawAsync(Sample.Withdrawal(person));
        Assert.Equal("deny", (await app.CheckAsync(person, 8)).Answer);
        Assert.Equal("permit", (await app.CheckAsync(person, 8, at: "2024-06-01")).Answer);
    }

    [Fact]
    public async Task Nobody_knows_nothing_is_permitted()
    {
        var answer = await app.CheckAsync(Sample.NewPerson(), 8);

        Assert.Equal((false, "unknown", "no-document"), (answer.Permitted, answer.Answer, answer.Reason));
    }

    [Fact]
    public async Task An_answer_names_the_documents_the_last_day_and_the_position()
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(Sample.Consent(person));

        var answer = await app.CheckAsync(person, 8);

        Assert.Equal([recorded.Id], answer.Documents);
        Assert.Equal(new DateOnly(2054, 2, 28), answer.Until);
        Assert.NotEmpty(answer.Position);
    }

    [Fact]
    public async Task What_was_known_then_can_be_asked_now()
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(Sample.Consent(person));
        var between = recorded.RecordedAt.AddMilliseconds(1).ToString("O", null);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        await app.WithdrawAsync(Sample.Withdrawal(person) with { SignedAt = "2024-05-01" });

        Assert.Equal("deny", (await app.CheckAsync(person, 8, at: "2024-06-01")).Answer);
        Assert.Equal("permit", (await app.CheckAsync(person, 8, at: "2024-06-01", knownAt: between)).Answer);
        Assert.Equal("unknown", (await app.CheckAsync(
            person, 8, at: "2024-06-01", knownAt: recorded.RecordedAt.AddSeconds(-1).ToString("O", null))).Answer);
    }

    [Fact]
    public async Task A_correction_counts_and_the_wrong_state_stays_in_the_history()
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(
            Sample.Consent(person, "2024-03-01", "BIOMAT_erheben_lagern_nutzen", "BIOMAT_Zusatzentnahme"));
        Assert.Equal("deny", (await app.CheckAsync(person, 22)).Answer);

        await app.PostAsync<ChangedConsent>($"/api/consent/consents/{recorded.Id}/corrections",
            new CorrectConsent("typed in wrongly", Answers: Sample.Consent(person).Answers));

        Assert.Equal("permit", (await app.CheckAsync(person, 22)).Answer);
        var history = await app.PostAsync<PersonHistory>("/api/consent/persons/history",
            new PersonQuestion("MII", [new("Pseudonym", person)]));
        Assert.Equal(["consent-recorded", "consent-corrected"], history.Documents[0].Events
            .Select(happened => happened.Type));
    }

    [Fact]
    public async Task The_history_shows_the_legal_day_as_people_wrote_it()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person, "2024-03-01"));

        var history = await app.PostAsync<PersonHistory>("/api/consent/persons/history",
            new PersonQuestion("MII", [new("Pseudonym", person)]));

        Assert.Equal(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.FromHours(1)), history.Documents[0].SignedAt);
        Assert.Equal(TimeSpan.FromHours(1), history.Documents[0].SignedAt.Offset);
    }

    [Theory]
    [InlineData("checked_major_faults", "unknown")]
    [InlineData("invalidated", "unknown")]
    [InlineData("checked_minor_faults", "permit")]
    public async Task A_bad_quality_verdict_takes_a_document_out(string quality, string expected)
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(Sample.Consent(person));

        await app.PostAsync<ChangedConsent>($"/api/consent/consents/{recorded.Id}/quality", new SetQuality(quality));

        Assert.Equal(expected, (await app.CheckAsync(person, 8)).Answer);
    }

    [Fact]
    public async Task An_annulled_document_never_counts_again()
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(Sample.Consent(person));

        await app.PostAsync<ChangedConsent>($"/api/consent/consents/{recorded.Id}/annulment",
            new AnnulConsent("wrong person"));

        Assert.Equal("unknown", (await app.CheckAsync(person, 8)).Answer);
    }

    [Fact]
    public async Task A_single_use_is_used_up()
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(Sample.Consent(person));
        Assert.Equal("permit", (await app.CheckAsync(person, 11)).Answer);

        await app.PostAsync<ChangedConsent>($"/api/consent/consents/{recorded.Id}/uses",
            new RecordUse($"{PolicyCode.MiiPrefix}11"), "diz");

        Assert.Equal("single-use-consumed", (await app.CheckAsync(person, 11)).Reason);
        Assert.Equal("permit", (await app.CheckAsync(person, 13)).Answer);
    }

    [Fact]
    public async Task A_window_says_which_days_and_ends_where_collecting_ended()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        await app.WithdrawAsync(Sample.Withdrawal(person, "PATDAT_Erhebungsende") with { SignedAt = "2024-09-01" });

        var window = await app.PostAsync<WindowResult>("/api/consent/window",
            new WindowQuestion("MII", [new("Pseudonym", person)], "research-mdat"), "diz");

        Assert.Equal([new Days(new(2024, 3, 1), new(2024, 8, 31))], window.Spans);
    }

    [Fact]
    public async Task A_second_identifier_finds_the_same_documents()
    {
        var (person, other) = (Sample.NewPerson(), Sample.NewPerson());
        await app.RecordAsync(Sample.Consent(person));

        using var added = await app.PostAsync("/api/consent/persons/identifiers",
            new AddIdentifier("MII", new("Pseudonym", person), new("Pseudonym", other)));

        Assert.Equal(HttpStatusCode.NoContent, added.StatusCode);
        Assert.Equal("permit", (await app.CheckAsync(other, 8)).Answer);
    }

    [Fact]
    public async Task A_refusal_after_a_consent_denies_and_goes_to_the_worklist()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        var forms = await app.GetAsync("/api/consent/domains/MII/templates");
        Assert.Equal(HttpStatusCode.OK, forms.StatusCode);
        var refusal = BroadConsent.Templates().First(form => form is { Type: TemplateType.Refusal, PolicyUri: { } uri }
            && uri.EndsWith(".4053", StringComparison.Ordinal));
        var recorded = await app.RecordAsync(Sample.Consent(person, "2024-06-01") with
        {
            Template = refusal.Key,
            Answers = refusal.Modules.Where(module => module.Decision)
                .ToDictionary(module => module.Name, _ => "declined"),
        });

        Assert.Equal(("deny", "refused"),
            ((await app.CheckAsync(person, 8)).Answer, (await app.CheckAsync(person, 8)).Reason));
        using var response = await app.GetAsync("/api/consent/domains/MII/worklist");
        Assert.Contains(recorded.Id.ToString(),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_on_a_stale_version_is_refused_with_412()
    {
        var recorded = await app.RecordAsync(Sample.Consent(Sample.NewPerson()));
        var path = $"/api/consent/consents/{recorded.Id}/quality";
        using var first = app.Request(HttpMethod.Post, path, new SetQuality("checked_no_faults"), "clerk");
        first.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var second = app.Request(HttpMethod.Post, path, new SetQuality("checked_minor_faults"), "clerk");
        second.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        using var accepted = await app.Client.SendAsync(first, TestContext.Current.CancellationToken);
        using var refused = await app.Client.SendAsync(second, TestContext.Current.CancellationToken);

        Assert.Equal("\"2\"", accepted.Headers.ETag?.Tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
    }
}
