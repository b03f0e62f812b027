using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

public sealed class TemplateStoreTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Suits = "(kompatibel zu Patienteneinwilligung MII";
    const string Consent = "Patienteneinwilligung MII|1.7.2";
    static readonly TestClock Clock = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    async Task<DocumentStore> OpenAsync(bool seeded = true)
    {
        var database = await postgres.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, ConsentsService.Schema);
        var options = new EventStoreOptions();
        TemplateSlices.Events(options);
        var store = new DocumentStore(database.AppDataSource(), options, Clock);
        if (seeded) await ShippedTemplates.SeedAsync(store, Clock, Ct);
        return store;
    }

    static async Task<long> CountAsync(DocumentStore store, string table)
    {
        await using var command = store.DataSource.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    static async Task RetireAsync(DocumentStore store, string key)
    {
        var session = store.LightweightSession(new("somebody", "request"));
        await session.Decide<Template>(
            StreamIds.OfTemplate("MII", key), template => RetiringTemplate.Decide(template, Clock.Now), Ct);
        await session.SaveChangesAsync(Ct);
    }

    [Fact]
    public async Task Seeding_twice_changes_nothing()
    {
        await using var store = await OpenAsync(seeded: false);
        Assert.Equal(BroadConsent.Templates().Length, await ShippedTemplates.SeedAsync(store, Clock, Ct));
        var events = await CountAsync(store, "events.events");
        Assert.Equal(0, await ShippedTemplates.SeedAsync(store, Clock, Ct));
        Assert.Equal(events, await CountAsync(store, "events.events"));
        Assert.Equal(BroadConsent.Templates().Length, await CountAsync(store, "consent.templates"));
    }

    [Fact]
    public async Task Instances_that_start_at_once_seed_once()
    {
        await using var store = await OpenAsync(seeded: false);
        var added = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => ShippedTemplates.SeedAsync(store, Clock, Ct)));
        Assert.Equal(BroadConsent.Templates().Length, added.Sum());
        Assert.Equal(BroadConsent.Templates().Length, await CountAsync(store, "consent.templates"));
    }

    [Theory]
    [InlineData(Consent)]
    [InlineData("MII;Patienteneinwilligung MII;1.7.2")]
    [InlineData("https://ths-greifswald.de/fhir/gics/QuestionnaireComposed/MII/Patienteneinwilligung+MII|1.7.2")]
    [InlineData("urn:oid:2.16.840.1.113883.3.1937.777.24.2.2079")]
    public async Task The_catalogue_finds_a_form_by_every_name(string text)
    {
        await using var store = await OpenAsync();
        var found = await new TemplateCatalog().FindAsync(store.QuerySession(), "MII", text, Ct);
        Assert.Equal(Consent, found?.Key);
        Assert.Equal(TemplateViews.Of(BroadConsent.Templates().Single(form => form.Key == Consent)).Modules.Count,
            found?.Modules.Length);
    }

    [Fact]
    public async Task The_catalogue_knows_no_drafts_and_nothing_of_other_domains()
    {
        await using var store = await OpenAsync();
        var draft = BroadConsent.Templates()[0] with { Version = "9" };
        var session = store.LightweightSession(new("somebody", "request"));
        session.Events.StartStream<Template>(StreamIds.OfTemplate("MII", draft.Key), new TemplateDrafted(draft));
        await session.SaveChangesAsync(Ct);

        var (catalog, query) = (new TemplateCatalog(), store.QuerySession());
        Assert.Null(await catalog.FindAsync(query, "MII", draft.Key, Ct));
        Assert.Null(await catalog.FindAsync(query, "OTHER", Consent, Ct));
        Assert.Null(await catalog.FindAsync(query, "OTHER", "MII;Patienteneinwilligung MII;1.7.2", Ct));
        Assert.Null(await catalog.FindAsync(query, "MII", "Patienteneinwilligung MII", Ct));
        var only = await catalog.FindAsync(query, "MII", "Zusatzmodul ACRIBiS (Z2)", Ct);
        Assert.Equal("Zusatzmodul ACRIBiS (Z2)|1.0", only?.Key);
        Assert.Equal(3, (await catalog.VersionsAsync(query, "MII", "Patienteneinwilligung MII", Ct)).Count);
    }

    [Theory]
    [InlineData(Consent, true, $"Vollständiger Widerruf {Suits} 1.7.2)|2.0")]
    [InlineData(Consent, false, $"Teilwiderruf {Suits} 1.7.2)|2.0")]
    [InlineData("Patienteneinwilligung MII|1.6.d", true, $"Vollständiger Widerruf {Suits} 1.6d)|2.0")]
    [InlineData("Zusatzmodul DZPG (Z5)|1.0", true, $"Vollständiger Widerruf {Suits} 1.7.2)|2.0")]
    [InlineData("Zusatzmodul DZPG (Z5)|1.0", false, null)]
    public async Task Every_consent_has_its_withdrawal(string consent, bool full, string? withdrawal)
    {
        await using var store = await OpenAsync();
        var form = await new TemplateCatalog().WithdrawalForAsync(store.QuerySession(), "MII", consent, full, Ct);
        Assert.Equal(withdrawal, form?.Key);
    }

    [Fact]
    public async Task A_retired_form_is_found_and_the_domain_says_that_nobody_may_sign_it()
    {
        await using var store = await OpenAsync();
        var catalog = new TemplateCatalog();
        await RetireAsync(store, Consent);
        var form = await catalog.FindAsync(store.QuerySession(), "MII", Consent, Ct);
        var settings = await DomainSettings.FindAsync(store.QuerySession(), "MII", Ct);
        Assert.Equal("template-retired", settings?.Retirement(form!, Clock.Now)?.Code);
    }

    [Fact]
    public async Task Changed_settings_keep_what_was_retired()
    {
        await using var store = await OpenAsync();
        await RetireAsync(store, Consent);
        var session = store.LightweightSession(new("somebody", "request"));
        await session.Decide<ConsentDomain>(StreamIds.OfDomain("MII"),
            domain => ChangingDomainSettings.Decide(domain, BroadConsent.Settings with { Label = "Anders" }), Ct);
        await session.SaveChangesAsync(Ct);

        var settings = await DomainSettings.FindAsync(store.QuerySession(), "MII", Ct);
        Assert.Equal("Anders", settings?.Label);
        Assert.Equal([Consent], settings?.RetiredTemplates?.Keys);
    }

    [Fact]
    public async Task Two_who_create_the_same_domain_at_once_create_it_once()
    {
        await using var store = await OpenAsync(seeded: false);
        var id = StreamIds.OfDomain("MII");
        var (first, second) = (store.LightweightSession(new("a", "1")), store.LightweightSession(new("b", "2")));
        foreach (var session in (IDocumentSession[])[first, second])
            await session.Decide<ConsentDomain>(id, domain => CreatingDomain.Decide(domain, BroadConsent.Settings), Ct);
        await first.SaveChangesAsync(Ct);
        await Assert.ThrowsAsync<StreamMovedException>(() => second.SaveChangesAsync(Ct));
        Assert.Equal(1, await CountAsync(store, "consent.domains"));
    }
}
