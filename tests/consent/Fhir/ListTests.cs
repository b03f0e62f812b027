using System.Text.Json.Nodes;
using TrustCenter.Contracts.Consent;
using TrustCenter.Fhir;

namespace TrustCenter.Consents.Tests;

/// <summary>Lists and policy states as real clients read them.</summary>
public sealed class ListTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const string Pseudonyms = GatewayNames.SignerId + "Pseudonym";
    static readonly string[] Collecting = Codes(2, 3, 6, 7);
    static readonly string[] Using = Codes(3, 7, 8);

    static string[] Codes(params int[] arcs) => [.. arcs.Select(arc => PolicyCode.Mii(arc).Code)];

    [Fact]
    public async Task Pages_go_through_the_whole_domain_by_its_total()
    {
        var people = new HashSet<string>();
        for (var i = 0; i < 23; i++) people.Add(await GivenAsync());
        var withdrawn = await GivenAsync();
        await app.WithdrawAsync(Sample.Withdrawal(withdrawn));

        var pages = await GatewayClients.FtsNextPagesAsync(PageAsync, 5);

        var found = pages.SelectMany(page => GatewayClients.FtsNext(page, Pseudonyms, PolicyCode.MiiSystem,
            Collecting)).ToList();
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Empty(people.Except(found));
        Assert.DoesNotContain(withdrawn, found);
        var total =
            await app.CountAsync("select count(*) from consent.documents where kind = 0 and quality = 'not_checked'");
        Assert.All(pages, page => Assert.Equal(total, (long)page["total"]!));
    }

    [Fact] // vector B46
    public async Task A_client_that_ignores_type_and_status_finds_no_withdrawn_consent()
    {
        var partly = await GivenAsync();
        await app.WithdrawAsync(Sample.Withdrawal(partly, "PATDAT_Erhebungsende"));
        var wholly = await GivenAsync();
        await app.WithdrawAsync(Sample.Withdrawal(wholly));
        var rejected = Sample.NewPerson();
        var document = await app.RecordAsync(Sample.Consent(rejected));
        using var verdict = await app.PostAsync(
            $"/api/consent/consents/{document.Id}/quality", new SetQuality("checked_major_faults"));
        Assert.True(verdict.IsSuccessStatusCode);

        foreach (var policies in new[] { Collecting, Using })
        {
            var list = Gateway.Json(await app.AskAsync("$allConsentsForPerson", Parameters.Of(
                ("domain", "MII"), ("personIdentifier", Gateway.Identifier(partly)),
                ("personIdentifier", Gateway.Identifier(wholly)), ("personIdentifier", Gateway.Identifier(rejected)))));
            var found = GatewayClients.FtsNext(list, Pseudonyms, PolicyCode.MiiSystem, policies);
            Assert.Equal(policies == Using ? [partly] : [], found);
        }
    }

    [Fact]
    public async Task Names_of_policies_are_found_as_well_as_their_codes()
    {
        var person = await GivenAsync();
        var list = Gateway.Json(await app.AskAsync("$allConsentsForPerson", Gateway.Person(person)));
        Assert.Equal([person], GatewayClients.FtsNext(list, Pseudonyms,
            "https://ths-greifswald.de/fhir/CodeSystem/gics/Policy", ["IDAT_erheben", "MDAT_erheben"]));
    }

    [Fact]
    public async Task A_cohort_is_asked_for_at_once()
    {
        var people = new List<string>();
        for (var i = 0; i < 7; i++) people.Add(await GivenAsync());
        var asked = Parameters.Of([
            ("domain", "MII"),
            .. people.Append("nobody").Select(person => ("personIdentifier",
                (ParameterValue)Gateway.Identifier(person))),
        ]);
        var list = Gateway.Json(await app.AskAsync("$allConsentsForPerson", asked, "diz"));
        Assert.Equal(people.Order(),
            GatewayClients.FtsNext(list, Pseudonyms, PolicyCode.MiiSystem, Collecting).Order());
        Assert.Equal(7, (int)list["total"]!);
    }

    [Fact]
    public async Task Current_states_are_read_alike_by_clients_that_take_the_first_and_the_last_coding()
    {
        var person = await GivenAsync();
        await app.WithdrawAsync(Sample.Withdrawal(person, "PATDAT_Erhebungsende"));
        var states = Gateway.Json(await app.AskAsync("$currentPolicyStatesForPerson", Gateway.Person(person,
            ("ignore-version-number", false))));

        var merged = GatewayClients.ConsentToFhir(states);
        Assert.All(merged, state => Assert.Equal(PolicyCode.MiiSystem, state.System));
        Assert.Contains(merged, state => state.Code == PolicyCode.Mii(8).Code);
        Assert.DoesNotContain(merged, state => state.Code == PolicyCode.Mii(6).Code);

        var consented = GatewayClients.Consented(states);
        Assert.Contains(("MDAT_wissenschaftlich_nutzen_EU_DSGVO_NIVEAU", true, false), consented);
        Assert.Contains(("MDAT_erheben", false, true), consented);
        Assert.Contains("/Consent/", (string)states["entry"]![0]!["fullUrl"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_unknown_is_left_out_or_denied_as_the_client_wishes()
    {
        var person = await GivenAsync("2010-03-01");
        var body = Gateway.Person(person);
        var left = await app.AskAsync("$currentPolicyStatesForPerson", body);
        Assert.DoesNotContain(PolicyCode.Mii(6).Code, Gateway.Text(left), StringComparison.Ordinal);

        var config = Parameters.Of(("unknownStateIsConsideredAsDecline", true));
        var denied = Gateway.Json(await app.AskAsync(
            "$currentPolicyStatesForPerson", Gateway.Person(person, ("config", config))));
        Assert.Contains(("MDAT_erheben", false, true), GatewayClients.Consented(denied));
    }

    [Fact]
    public async Task Every_policy_ever_signed_is_listed_document_by_document()
    {
        var person = await GivenAsync("2019-03-01");
        await app.WithdrawAsync(Sample.Withdrawal(person, "BIOMAT_Vernichtung"));
        var all = GatewayClients.Consented(Gateway.Json(await app.AskAsync("$allPolicyStatesForPerson",
            Gateway.Person(person))));
        Assert.Contains(("MDAT_wissenschaftlich_nutzen_EU_DSGVO_NIVEAU", true, false), all);
        Assert.Contains(("MDAT_erheben", false, false), all); // expired
        Assert.Contains(("BIOMAT_lagern_verarbeiten", true, false), all);
        Assert.Contains(("BIOMAT_lagern_verarbeiten", false, true), all);

        var permits = GatewayClients.Consented(Gateway.Json(await app.AskAsync("$policyStatesForPerson",
            Gateway.Person(person))));
        Assert.All(permits, state => Assert.True(state.Permit));
        var detailed = await app.AskAsync("$policyStatesForPerson",
            Gateway.Person(person, ("detailed-consent-status", true)));
        Assert.Equal(all.Count, detailed.All("entry").Count());
    }

    [Fact]
    public async Task The_current_consent_is_of_the_highest_version_or_the_newest()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person, "2024-03-01") with
        {
            Template =
            "Patienteneinwilligung MII|1.6.f"
        });
        await app.RecordAsync(Sample.Consent(person, "2025-03-01"));
        async Task<string> CurrentAsync(bool ignoreVersion)
        {
            var bundle = await app.AskAsync("$currentConsentForPersonAndTemplate", Gateway.Person(person,
                ("template", "MII;Patienteneinwilligung MII;1.6.d"), ("ignore-version-number", ignoreVersion)));
            return Bundle.Resources(bundle, "QuestionnaireResponse").Single().Text("questionnaire")!;
        }

        Assert.EndsWith("|1.6.f", await CurrentAsync(false), StringComparison.Ordinal);
        Assert.EndsWith("|1.6.d", await CurrentAsync(true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_on_a_form_are_listed_in_full_with_a_withdrawal_s_denies()
    {
        var person = await GivenAsync();
        await app.WithdrawAsync(Sample.Withdrawal(person));
        const string form = "Vollständiger Widerruf (kompatibel zu Patienteneinwilligung MII 1.6d)";
        var list = await app.AskAsync("$allConsentsForTemplate?_count=1000", Parameters.Of(
            ("domain", "MII"), ("template", $"MII;{form};2.0")));
        var text = Gateway.Text(list);
        Assert.Contains(person, text, StringComparison.Ordinal);
        Assert.Contains("\"deny\"", text, StringComparison.Ordinal);
        Assert.Contains("3000-01-01T00:00:00+01:00", text, StringComparison.Ordinal);
        Assert.Contains("\"WITHDRAWAL\"", text, StringComparison.Ordinal);
        Assert.Equal(list.All("entry").Count().ToString(System.Globalization.CultureInfo.InvariantCulture),
            list.Text("total"));
    }

    [Theory]
    [InlineData("_count=-1")]
    [InlineData("_offset=x")]
    [InlineData("_count=1&_count=2")]
    public async Task A_page_that_cannot_be_is_refused(string query)
    {
        using var response = await app.SendAsync($"$allConsentsForDomain?{query}", Parameters.Of(("domain", "MII")));
        await Gateway.RefusedAsync(response, 400);
    }

    [Fact]
    public async Task Looking_is_audited_with_the_documents_that_were_shown()
    {
        var person = Sample.NewPerson();
        var document = await app.RecordAsync(Sample.Consent(person));
        await app.AskAsync("$allConsentsForPerson", Gateway.Person(person), "diz");
        await app.AskAsync("$currentPolicyStatesForPerson", Gateway.Person(person), "diz");
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from audit.entries where action = 'gateway-all-consents-for-person'
            and detail -> 'documents' ? '{document.Id}' and actor = 'diz-1'
            """));
        Assert.Equal(0,
            await app.CountAsync($"select count(*) from audit.entries where detail::text like '%{person}%'"));
        Assert.NotEqual(0, await app.CountAsync(
            "select count(*) from audit.entries where action = 'gateway-current-policy-states-for-person'"));
    }

    async Task<string> GivenAsync(string signedAt = "2024-03-01")
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person, signedAt));
        return person;
    }

    async Task<JsonNode> PageAsync(int count, int offset) => Gateway.Json(await app.AskAsync(
        $"$allConsentsForDomain?_count={count}&_offset={offset}", Parameters.Of(("domain", "MII")), "diz"));
}
