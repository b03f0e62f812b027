using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents.Tests;

public sealed class NewPeopleTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    [Fact]
    public async Task Somebody_new_is_guessed_once_the_domain_was_read_and_nobody_twice()
    {
        var people = await GuessingAsync();
        var person = Sample.NewPerson();
        Assert.NotNull(people.Guess("MII", Lookups(person)));
        await app.RecordAsync(Sample.Consent(person));
        Assert.Null(people.Guess("MII", Lookups(person)));
        Assert.Null(people.Guess("none", Lookups(Sample.NewPerson())));
    }

    [Fact]
    public async Task Who_became_known_elsewhere_is_found_and_not_made_again()
    {
        var people = await GuessingAsync();
        var (person, elsewhere) = (Sample.NewPerson(), Sample.NewPerson());
        var first = await app.RecordAsync(Sample.Consent(person));
        using var added = await app.PostAsync("/api/consent/persons/identifiers", new AddIdentifier(
            "MII", new("Pseudonym", person), new("Pseudonym", elsewhere)));
        Assert.True(added.IsSuccessStatusCode);
        Assert.NotNull(people.Guess("MII", Lookups(elsewhere)));

        var second = await app.RecordAsync(Sample.Consent(elsewhere));
        Assert.Equal(1, await app.CountAsync(
            "select count(distinct subject) from consent.documents where consent_id "
            + $"in ('{first.Id}', '{second.Id}')"));
    }

    [Fact]
    public async Task Settings_that_were_changed_elsewhere_count_from_the_next_document_on()
    {
        var people = await GuessingAsync();
        await app.CountAsync("""
            with changed as (update consent.domains set settings = jsonb_set(settings, '{defaultQuality}',
                settings -> 'validQuality' -> -1) where name = 'MII' returning 1)
            select count(*) from changed
            """);
        var person = Sample.NewPerson();
        Assert.NotNull(people.Guess("MII", Lookups(person)));

        var recorded = await app.RecordAsync(Sample.Consent(person));
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from consent.documents d join consent.domains o on o.name = d.domain
            where d.consent_id = '{recorded.Id}' and d.quality = o.settings ->> 'defaultQuality'
            """));
    }

    async Task<NewPeople> GuessingAsync()
    {
        var people = app.Services.GetRequiredService<NewPeople>();
        await people.Ready.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await app.RecordAsync(Sample.Consent(Sample.NewPerson())); // looked up, so that the domain is read
        return people;
    }

    byte[][] Lookups(string person) => SignerIds.Lookups(
        app.Services.GetRequiredKeyedService<Vault>(ConsentsService.Name), "MII", [new("Pseudonym", person)]);
}
