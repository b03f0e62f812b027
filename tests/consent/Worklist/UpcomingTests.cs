using System.Net;
using System.Net.Http.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class UpcomingTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    static readonly DateOnly Today = LegalDays.Of(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task A_consent_that_ends_soon_is_listed_until_it_is_renewed()
    {
        var (person, signed) = (Sample.NewPerson(), Today.AddYears(-30).AddDays(20));
        var old = await app.RecordAsync(Sample.Consent(person, Text(signed)));

        var entry = Assert.Single(await ComingAsync(30), entry => entry.Document == old.Id);
        Assert.Equal(("expires", signed.AddYears(30)), (entry.Kind, entry.Due));
        Assert.DoesNotContain(await ComingAsync(10), entry => entry.Document == old.Id);

        await app.RecordAsync(Sample.Consent(person, Text(Today)));
        Assert.DoesNotContain(await ComingAsync(30), entry => entry.Document == old.Id);
    }

    [Fact]
    public async Task A_child_that_comes_of_age_is_listed_and_a_withdrawn_consent_is_not()
    {
        var form = BroadConsent.Templates().First(template => template.Signatory == Signatory.Guardian);
        var (person, birthday) = (Sample.NewPerson(), Today.AddYears(-18).AddDays(40));
        var recorded = await app.RecordAsync(new RecordConsent("MII", form.Key, [new("Pseudonym", person)],
            Text(Today.AddDays(-1)),
            form.Modules.Where(module => module.Decision).ToDictionary(module => module.Name, _ => "accepted"),
            [new("guardian", "Đorđe Đorđević")], BirthDate: Text(birthday)));

        Assert.Contains(await ComingAsync(90), entry => entry == new UpcomingEntry(
            "turns-adult", recorded.Id, birthday.AddYears(18)));

        await app.WithdrawAsync(Sample.Withdrawal(person));
        Assert.DoesNotContain(await ComingAsync(90), entry => entry.Document == recorded.Id);
    }

    [Fact]
    public async Task From_a_document_one_comes_to_its_person_and_that_is_written_down()
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(Sample.Consent(person));

        var found = await app.PostAsync<PersonOfDocument>($"/api/consent/consents/{recorded.Id}/person", new { });

        Assert.Equal(new PersonIdentifier("Pseudonym", person), Assert.Single(found.Identifiers));
        Assert.Equal(1, await app.CountAsync(
            $"select count(*) from audit.entries where action = 'person-of-document' and object = '{recorded.Id}'"));
        using var unknown = await app.PostAsync($"/api/consent/consents/{Guid.Empty}/person", new { });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task More_than_a_year_is_not_asked_for()
    {
        using var answer = await app.GetAsync("/api/consent/domains/MII/upcoming?days=400");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    async Task<List<UpcomingEntry>> ComingAsync(int days)
    {
        using var answer = await app.GetAsync($"/api/consent/domains/MII/upcoming?days={days}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<List<UpcomingEntry>>(
            TestContext.Current.CancellationToken))!;
    }
}
