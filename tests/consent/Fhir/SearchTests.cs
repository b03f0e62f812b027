using System.Text.Json.Nodes;
using TrustCenter.Fhir;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

/// <summary>Searches and reads as TORCH, FHIR-Facade, FTSnext and consented make them.</summary>
public sealed class SearchTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const string Display = "MDAT_wissenschaftlich_nutzen_EU_DSGVO_NIVEAU";
    static readonly DateTimeOffset Data = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Torch_finds_the_consents_of_its_patients_and_the_denies_that_take_them_back()
    {
        var (kept, keptSubject) = await GivenAsync();
        var (withdrawn, withdrawnSubject) = await GivenAsync();
        await GivenAsync();
        await app.WithdrawAsync(Sample.Withdrawal(withdrawn));

        // not encoded, as it is sent
        var form = $"patient=Patient/{keptSubject},Patient/{withdrawnSubject},Patient/1&status=active"
            + $"&_profile:below={GatewayNames.MiiProfile}&_count=500";
        using var request = app.Request(HttpMethod.Post, $"{Gateway.Base}/Consent/_search",
            Gateway.Content(form, "application/x-www-form-urlencoded"), "diz");
        request.Headers.TryAddWithoutValidation("Prefer", "handling=strict");
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var found = Gateway.Json(await Gateway.ReadAsync(response));

        Assert.Equal(3, (int)found["total"]!);
        var said = Using(found).ToLookup(said => said.Patient, said => said.Type);
        Assert.Equal(["permit"], said[$"Patient/{keptSubject}"]);
        Assert.Equal(["deny", "permit"], said[$"Patient/{withdrawnSubject}"].Order());
        Assert.NotEqual(kept, withdrawn);
        Assert.DoesNotContain("next", Links(found));
    }

    [Fact]
    public async Task Facade_follows_pages_and_finds_who_is_consented()
    {
        var (person, subject) = await GivenAsync();
        for (var i = 0; i < 5; i++) await GivenAsync();
        using var first = await app.Client.SendAsync(app.Request(HttpMethod.Post,
            $"{Gateway.Base}/Consent/_search?_format=application%2Ffhir%2Bjson&_count=2",
            Gateway.Content("", "application/x-www-form-urlencoded"), "diz"), TestContext.Current.CancellationToken);
        var pages = new List<JsonNode> { Gateway.Json(await Gateway.ReadAsync(first)) };
        while (Next(pages[^1]) is { } next)
        {
            Assert.Contains("/fhir/", next, StringComparison.Ordinal);
            using var page = await app.GetAsync(new Uri(next).PathAndQuery, "diz");
            pages.Add(Gateway.Json(await Gateway.ReadAsync(page)));
        }

        var ids = pages.SelectMany(page => GatewayClients.Array(page, "entry"))
            .Select(entry => (string)entry["resource"]!["id"]!).ToList();
        Assert.Equal((int)pages[0]["total"]!, ids.Count);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.NotEqual(person, subject);
        Assert.Contains(pages, page => GatewayClients.FhirFacade(page, Display, Data));
    }

    [Fact]
    public async Task A_person_is_found_by_identifier_with_the_patient_and_the_signatures()
    {
        var (person, subject) = await GivenAsync();
        var found = await FindAsync($"patient.identifier={Pseudonym(person)}&domain:identifier=MII"
            + "&_include=Consent:patient&_revinclude=Provenance:target");
        Assert.Equal(["Consent", "Patient", "Provenance"], Types(found));
        Assert.Equal(subject, (string)GatewayClients.Resources(found, "Patient").Single()["id"]!);
        Assert.Equal(["match", "include", "include"],
            GatewayClients.Array(found, "entry").Select(entry => (string)entry["search"]!["mode"]!));
        Assert.Equal(0, (int)(await FindAsync($"patient.identifier={Pseudonym("nobody")}"))["total"]!);
        Assert.Equal(0, (int)(await FindAsync("patient=Patient/1"))["total"]!);
    }

    [Theory]
    [InlineData("mii-provision-provision-code-type=C$permit", 1)]
    [InlineData("mii-provision-provision-code-type=C$deny", 1)]
    [InlineData("mii-provision-provision-code=C&category=TYPE|policy", 2)]
    [InlineData("mii-provision-provision-code=C&mii-provision-provision-type=permit&category=TYPE|policy", 1)]
    [InlineData("mii-provision-provision-code=MDAT_wissenschaftlich_nutzen_EU_DSGVO_NIVEAU", 2)]
    [InlineData("mii-provision-provision-code-period=C$2024-06-01", 1)]
    [InlineData("mii-provision-provision-code-period=C$lt2000", 0)]
    [InlineData("mii-provision-provision-period=ge2999", 1)]
    [InlineData("category=FORM|WITHDRAWAL", 1)]
    [InlineData("category=2.16.840.1.113883.3.1937.777.24.2.184", 2)]
    [InlineData("mii-policy-uri=urn:oid:2.16.840.1.113883.3.1937.777.24.2.1790", 1)]
    [InlineData("status=inactive", 0)]
    [InlineData("status=active", 2)]
    [InlineData("_count=0", 2)]
    public async Task Provisions_are_searched_for(string search, int total)
    {
        var (person, _) = await GivenAsync();
        await app.WithdrawAsync(Sample.Withdrawal(person));
        search = search.Replace("=C", "=" + Uri.EscapeDataString(PolicyCode.Mii(8).ToString()),
            StringComparison.Ordinal)
            .Replace("TYPE|", Uri.EscapeDataString(GatewayNames.ResultTypes + "|"), StringComparison.Ordinal)
            .Replace("FORM|", Uri.EscapeDataString(GatewayNames.TemplateTypes + "|"), StringComparison.Ordinal);
        var found = await FindAsync($"{search}&patient.identifier={Pseudonym(person)}");
        Assert.Equal(total, (int)found["total"]!);
    }

    [Theory]
    [InlineData("nothing=1", 400)]
    [InlineData("_count=-1", 400)]
    [InlineData("mii-provision-provision-type=perhaps", 400)]
    [InlineData("mii-provision-provision-period=ne2024", 400)]
    [InlineData("category=consent-status", 400)]
    [InlineData("patient.identifier=4711", 422)]
    [InlineData("domain:identifier=Nowhere", 404)]
    public async Task A_search_that_is_not_understood_is_refused(string search, int status)
    {
        using var response = await app.GetAsync($"{Gateway.Base}/Consent?{search}", "diz");
        await Gateway.RefusedAsync(response, status);
    }

    [Fact]
    public async Task What_an_answer_refers_to_can_be_read()
    {
        var (person, _) = await GivenAsync();
        var state = Gateway.Json(await app.AskAsync("$currentPolicyStatesForPerson", Gateway.Person(person)));
        var consent = state["entry"]![0]!["resource"]!;
        var response = await ReadAsync((string)consent["sourceReference"]!["reference"]!);
        Assert.EndsWith("|1.6.d", response.Text("questionnaire"), StringComparison.Ordinal);
        var study =
            await ReadAsync((string)consent["extension"]![0]!["extension"]![0]!["valueReference"]!["reference"]!);
        Assert.Equal("MII", study.Text("identifier.value"));
        var found = await FindAsync($"patient.identifier={Pseudonym(person)}");
        var id = (string)found["entry"]![0]!["resource"]!["id"]!;
        Assert.Equal(id, (await ReadAsync($"Consent/{id}")).Id);
        Assert.Equal($"Consent/{id}",
            (await ReadAsync($"Provenance/{ResourceIds.Provenance(Guid.Parse(id))}")).Text("target.reference"));
        using var unknown = await app.GetAsync($"{Gateway.Base}/Consent/{Guid.Empty}", "diz");
        await Gateway.RefusedAsync(unknown, 404);
    }

    [Fact]
    public async Task Consented_finds_its_domains_with_two_slashes()
    {
        using var response = await app.GetAsync($"{Gateway.Base}//ResearchStudy", "diz");
        var studies = Gateway.Json(await Gateway.ReadAsync(response));
        var study = GatewayClients.Resources(studies, "ResearchStudy").Single(study =>
            (string)study["identifier"]![0]!["value"]! == "MII");
        Assert.Equal("active", (string)study["status"]!);
        Assert.Contains("checkPolicy", study.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(GatewayNames.SignerId + "Pseudonym", study.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_found_is_valid_and_audited()
    {
        var (person, _) = await GivenAsync();
        var found = await FindAsync($"patient.identifier={Pseudonym(person)}&_include=Consent:patient");
        using var studies = await app.GetAsync($"{Gateway.Base}/ResearchStudy", "diz");
        var problems = await FhirOracle.ValidateAsync(
        [
            System.Text.Encoding.UTF8.GetBytes(found.ToJsonString()),
            await studies.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
        ], profile: true, TestContext.Current.CancellationToken);
        Assert.Empty(problems.Select(problem => $"{problem.Tool} {problem.Expression} {problem.Message}"));
        var id = (string)found["entry"]![0]!["resource"]!["id"]!;
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from audit.entries where action = 'gateway-search-consents' and detail -> 'documents'
                ? '{id}'
            """));
    }

    async Task<(string Person, string Subject)> GivenAsync()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        var bundle = await app.AskAsync("$allConsentsForPerson", Gateway.Person(person));
        return (person, bundle["entry.resource"]!.All("entry").Select(entry => entry["resource"])
            .OfType<FhirResource>().Single(resource => resource.Is("Patient")).Id!);
    }

    async Task<JsonNode> FindAsync(string search)
    {
        using var response = await app.GetAsync($"{Gateway.Base}/Consent?{search}", "diz");
        return Gateway.Json(await Gateway.ReadAsync(response));
    }

    async Task<FhirResource> ReadAsync(string reference)
    {
        using var response = await app.GetAsync($"{Gateway.Base}/{reference}", "diz");
        return await Gateway.ReadAsync(response);
    }

    static IEnumerable<(string Patient, string Type)> Using(JsonNode found) =>
        from consent in GatewayClients.Resources(found, "Consent")
        from provision in GatewayClients.Array(consent["provision"], "provision")
        where (string)provision["code"]![0]!["coding"]![0]!["code"]! == PolicyCode.Mii(8).Code
        select ((string)consent["patient"]!["reference"]!, (string)provision["type"]!);

    static IEnumerable<string> Links(JsonNode found) =>
        GatewayClients.Array(found, "link").Select(link => (string)link["relation"]!);

    static string? Next(JsonNode found) => (string?)GatewayClients.Array(found, "link")
        .FirstOrDefault(link => (string)link["relation"]! == "next")?["url"];

    static IEnumerable<string> Types(JsonNode found) =>
        GatewayClients.Array(found, "entry").Select(entry => (string)entry["resource"]!["resourceType"]!);

    static string Pseudonym(string person) => Uri.EscapeDataString($"{GatewayNames.SignerId}Pseudonym|{person}");
}
