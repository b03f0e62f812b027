using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

public sealed class NoticeDaysTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    static readonly Guid Id = Guid.CreateVersion7(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero));

    static readonly ConsentRecorded Given = new(
        Id, Id, "MII", Sample.Form, DocumentKind.Consent, new(2024, 3, 1, 0, 0, 0, TimeSpan.FromHours(1)),
        new Dictionary<string, ModuleAnswer>(), "|", [Id], [], new DateOnly(2027, 5, 4), "de", [], null, "not_checked",
            "");

    static Func<Consent, Decision> Noticing(string kind) =>
        consent => NoticeDays.Decide(Id, consent, kind, new DateOnly(2030, 1, 1));

    [Fact]
    public void An_expiry_is_noticed_once() =>
        Spec.Given<Consent>(Given, new ConsentExpired(Id, new DateOnly(2030, 1, 1)))
            .When(Noticing(WorklistProjection.Expiry)).ThenNothing();

    [Fact]
    public void The_majority_is_noticed() => Spec.Given<Consent>(Given)
        .When(Noticing(WorklistProjection.Majority)).Then(new MajorityReached(Id, new DateOnly(2030, 1, 1)));

    [Fact]
    public void An_annulled_document_is_left_alone() => Spec.Given<Consent>(Given, new ConsentAnnulled(Id))
        .When(Noticing(WorklistProjection.Expiry)).ThenNothing();

    [Fact]
    public async Task A_guardians_consent_ends_with_the_childs_majority_and_a_clerk_is_told()
    {
        var form = BroadConsent.Templates().First(template => template.Signatory == Signatory.Guardian);
        var person = Sample.NewPerson();
        var recorded =
            await app.RecordAsync(new RecordConsent("MII", form.Key, [new("Pseudonym", person)], "2024-03-01",
            form.Modules.Where(module => module.Decision).ToDictionary(module => module.Name, _ => "accepted"),
            [new("guardian", "Đorđe Đorđević")], BirthDate: "2010-05-04"));

        Assert.Equal("permit", (await app.CheckAsync(person, 8, at: "2028-05-03")).Answer);
        Assert.Equal(("unknown", "expired"),
            ((await app.CheckAsync(person, 8, at: "2028-05-04")).Answer,
                (await app.CheckAsync(person, 8, at: "2028-05-04")).Reason));

        await NoticeAsync(new DateTimeOffset(2028, 5, 3, 12, 0, 0, TimeSpan.Zero));
        Assert.DoesNotContain(await WorklistAsync(), entry => entry.Document == recorded.Id);

        await NoticeAsync(new DateTimeOffset(2028, 5, 4, 12, 0, 0, TimeSpan.Zero));
        await NoticeAsync(new DateTimeOffset(2028, 5, 5, 12, 0, 0, TimeSpan.Zero));
        var entry = Assert.Single(await WorklistAsync(),
            open => open.Document == recorded.Id && open.Kind == "majority-reached");
        Assert.Equal(new DateOnly(2028, 5, 4), entry.Due);

        using var done = await app.PostAsync($"/api/consent/domains/MII/worklist/{entry.Id}/done", new { });
        Assert.Equal(System.Net.HttpStatusCode.NoContent, done.StatusCode);
        Assert.DoesNotContain(await WorklistAsync(), open => open.Id == entry.Id);
    }

    [Fact]
    public async Task A_corrected_birth_date_is_what_the_next_correction_starts_from()
    {
        var form = BroadConsent.Templates().First(template => template.Signatory == Signatory.Guardian);
        var person = Sample.NewPerson();
        var recorded =
            await app.RecordAsync(new RecordConsent("MII", form.Key, [new("Pseudonym", person)], "2024-03-01",
            form.Modules.Where(module => module.Decision).ToDictionary(module => module.Name, _ => "accepted"),
            [new("guardian", "Đorđe Đorđević")], BirthDate: "2010-05-04"));
        var path = $"/api/consent/consents/{recorded.Id}/corrections";

        await app.PostAsync<ChangedConsent>(path, new CorrectConsent("birth date misread", BirthDate: "2011-06-05"));
        Assert.Equal("permit", (await app.CheckAsync(person, 8, at: "2029-06-04")).Answer);

        await app.PostAsync<ChangedConsent>(path, new CorrectConsent("date misread", SignedAt: "2024-03-02"));
        Assert.Equal("permit", (await app.CheckAsync(person, 8, at: "2029-06-04")).Answer);
        Assert.Equal("expired", (await app.CheckAsync(person, 8, at: "2029-06-05")).Reason);
    }

    [Fact]
    public async Task A_consent_whose_last_permission_ran_out_is_on_the_worklist()
    {
        var recorded = await app.RecordAsync(Sample.Consent(Sample.NewPerson()));

        await NoticeAsync(new DateTimeOffset(2054, 3, 1, 12, 0, 0, TimeSpan.Zero));

        Assert.Contains(await WorklistAsync(),
            entry => entry.Document == recorded.Id && entry.Kind == "expired" && entry.Due == new DateOnly(2054, 3, 1));
    }

    async Task NoticeAsync(DateTimeOffset now)
    {
        using var notice = new NoticeDays(
            app.Services.GetRequiredKeyedService<IDocumentStore>(ConsentsService.Name),
            app.Services.GetRequiredKeyedService<NpgsqlDataSource>(ConsentsService.Name),
            new TestClock(now), NullLogger<NoticeDays>.Instance);
        while (await notice.NoticeAsync(TestContext.Current.CancellationToken) > 0) { }
    }

    async Task<List<WorklistEntry>> WorklistAsync()
    {
        using var response = await app.GetAsync("/api/consent/domains/MII/worklist?count=500");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return System.Text.Json.JsonSerializer.Deserialize<List<WorklistEntry>>(text,
            System.Text.Json.JsonSerializerOptions.Web)!;
    }
}
