using System.Net.Http.Headers;
using TrustCenter.Fhir;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities.Tests;

/// <summary>The dispatcher as a site of a network talks to it.</summary>
public sealed class DispatcherTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    readonly Sites _sites = new(app);

    [Theory]
    [InlineData(FhirFormat.Json)]
    [InlineData(FhirFormat.Xml)]
    public async Task A_filter_brings_the_same_pseudonym_again_and_each_site_another_one(FhirFormat format)
    {
        await _sites.OpenAsync();
        var filter = _sites.Filter(Sites.Person(1));
        var first = Pseudonym(await RegisterAsync("north", format, filter));
        Assert.True(PseudonymDraw.Format.Validate(first).IsValid);
        Assert.Equal(first, Pseudonym(await RegisterAsync("north", format, filter)));
        var other = Pseudonym(await RegisterAsync("south", format, filter));
        Assert.NotEqual(first, other);

        // to the study's own domain both lead to one pseudonym, since it is one person
        var study = await TranslateAsync("north", first, "north", _sites.Name);
        Assert.Equal(study, await TranslateAsync("south", other, "south", _sites.Name));
        Assert.NotEqual(study, await TranslateAsync("south",
            Pseudonym(await RegisterAsync("south", format, _sites.Filter(Sites.Person(2)))), "south", _sites.Name));
        using var foreign = await SendAsync("north", "$requestPsnWorkflow", Parameters.Of(("study", _sites.Name),
            ("original", other), ("source", "south"), ("target", _sites.Name)));
        await Epix.RefusedAsync(foreign, 404);
        using var linked = await SendAsync("north", "$requestPsnWorkflow", Parameters.Of(("study", _sites.Name),
            ("original", first), ("source", "north"), ("target", "south")));
        await Epix.RefusedAsync(linked, 404);
    }

    [Fact]
    public async Task What_is_no_filter_of_the_study_or_unknown_is_an_error_of_its_own()
    {
        await _sites.OpenAsync();
        var answer = Parameters.Read(await RegisterAsync(
            "north", FhirFormat.Json, _sites.Filter(Sites.Person(1)), "ZHVtbXk="));
        Assert.Equal("invalid", answer.Part("error").Coding("error-code")!.Code);
        Assert.Equal("ZHVtbXk=", answer.Part("error").Any("bloomfilter")!.Value);
        Assert.True(answer.Has("pseudonym-bf"));
        var unknown = Parameters.Read(await AskAsync("north", "$requestPsnWorkflow", Parameters.Of(
            ("study", _sites.Name), ("original", "X1"), ("source", "north"), ("target", _sites.Name))));
        Assert.Equal("not-found", unknown.Part("error").Coding("error-code")!.Code);
        foreach (var (study, target) in new[] { ("nobody", "north"), (_sites.Name, "south"), (_sites.Name, "west") })
        {
            using var response = await SendAsync("north", "$requestPsnFromBfWorkflow", Parameters.Of(
                ("study", study), ("bloomfilter", Binary(_sites.Filter(Sites.Person(1)))), ("target", target)));
            await Epix.RefusedAsync(response, 404);
        }

        using var empty = await SendAsync("north", "$requestTasks", Parameters.Of(("study", _sites.Name)));
        await Epix.RefusedAsync(empty, 400);
    }

    [Fact]
    public async Task A_filter_can_be_replaced_and_finds_its_person_from_then_on()
    {
        await _sites.OpenAsync();
        var (person, corrected) = (Sites.Person(1), Sites.Person(700));
        var pseudonym = Pseudonym(await RegisterAsync("north", FhirFormat.Json, _sites.Filter(person)));
        var outcome = await AskAsync("north", "$updateBf", Parameters.Of(("study", _sites.Name),
            ("bloomfilter", Binary(_sites.Filter(corrected))), ("source", "north"), ("pseudonym", pseudonym),
            ("bfVersion", "1")));
        Assert.Equal("MSG_UPDATED", outcome.Text("issue.details.coding.code"));
        Assert.Equal(pseudonym, Pseudonym(await RegisterAsync("north", FhirFormat.Json, _sites.Filter(corrected))));
        using var version = await SendAsync("north", "$updateBf", Parameters.Of(("study", _sites.Name),
            ("bloomfilter", Binary(_sites.Filter(corrected))), ("source", "north"), ("pseudonym", pseudonym),
            ("bfVersion", "2")));
        await Epix.RefusedAsync(version, 422);
        using var unknown = await SendAsync("north", "$updateBf", Parameters.Of(("study", _sites.Name),
            ("bloomfilter", Binary(_sites.Filter(corrected))), ("source", "north"), ("pseudonym", "X1"),
            ("bfVersion", "1")));
        await Epix.RefusedAsync(unknown, 404);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_possible_match_waits_until_both_sites_have_said_whom_it_is_of(bool same)
    {
        await _sites.OpenAsync();
        var (person, moved) = Possible();
        var known = Pseudonym(await RegisterAsync("north", FhirFormat.Json, _sites.Filter(person)));
        var later = Parameters.Read(await RegisterAsync("south", FhirFormat.Json, _sites.Filter(moved)));
        Assert.Equal("transient", later.Part("error").Coding("error-code")!.Code);
        var (north, south) = (await TasksAsync("north"), await TasksAsync("south"));
        var (ours, theirs) = (north.Part("send_idat"), south.Part("send_idat"));
        Assert.Equal(_sites.Filter(moved), theirs.Any("bloomfilter")!.Value);
        Assert.Contains("family", theirs.Codings("element").Select(coding => coding.Code));
        var patient = Patient("Kanarienvogel", "Ida", "1951-03-04");
        using (var foreign = await SendAsync("north", "$providePatientData", Providing(theirs, "north", patient)))
            await Epix.RefusedAsync(foreign, 404);
        var received = await AskAsync("south", "$providePatientData", Providing(theirs, "south", patient));
        Assert.Equal("collection", received.Text("type"));
        Assert.True(Parameters.Read(await RegisterAsync("south", FhirFormat.Json, _sites.Filter(moved))).Has("error"));
        Assert.Equal(1, await app.CountAsync(
            $"select count(*) from identity.study_tasks where given and study = '{_sites.Id}'"));
        Assert.Equal(0, await app.CountAsync("""
            select count(*) from (select t::text from vault.items t union all select t::text from audit.entries t
                union all select t::text from identity.study_tasks t) x (t)
            where t ilike '%Kanarienvogel%' or t ilike '%4b616e617269656e766f67656c%' or t like '%1951-03-04%'
            """));
        await AskAsync("north", "$providePatientData", Providing(ours, "north",
            same ? patient : Patient("Schwungfeder", "Otto", "1988-11-30")));

        // what identifies people is gone with the verdict
        Assert.Equal(0, await app.CountAsync($"select count(*) from identity.study_tasks where study = '{_sites.Id}'"));
        var waiting = (await TasksAsync("south")).Part("dic_psn_available");
        var pseudonym = waiting.Identifier("pseudonym")!.Value!;
        Assert.Equal(pseudonym, Pseudonym(await RegisterAsync("south", FhirFormat.Json, _sites.Filter(moved))));
        Assert.False((await TasksAsync("south")).Has("dic_psn_available"));
        Assert.Equal(same, await TranslateAsync("north", known, "north", _sites.Name)
            == await TranslateAsync("south", pseudonym, "south", _sites.Name));
        using var again = await SendAsync("south", "$providePatientData", Providing(theirs, "south", patient));
        await Epix.RefusedAsync(again, 404);
    }

    [Fact]
    public async Task A_question_about_a_filter_that_was_replaced_ends_and_who_waits_for_it_asks_anew()
    {
        await _sites.OpenAsync();
        var (person, moved) = Possible();
        var known = Pseudonym(await RegisterAsync("north", FhirFormat.Json, _sites.Filter(person)));
        Assert.True(Parameters.Read(await RegisterAsync("south", FhirFormat.Json, _sites.Filter(moved))).Has("error"));
        var (ours, theirs) = ((await TasksAsync("north")).Part("send_idat"),
            (await TasksAsync("south")).Part("send_idat"));
        var patient = Patient("Kanarienvogel", "Ida", "1951-03-04");
        await AskAsync("south", "$providePatientData", Providing(theirs, "south", patient));
        await AskAsync("north", "$updateBf", Parameters.Of(("study", _sites.Name),
            ("bloomfilter", Binary(_sites.Filter(Sites.Person(700)))), ("source", "north"), ("pseudonym", known),
            ("bfVersion", "1")));

        Assert.False((await TasksAsync("north")).Has("send_idat"));
        using (var late = await SendAsync("north", "$providePatientData", Providing(ours, "north", patient)))
            await Epix.RefusedAsync(late, 404);
        Assert.Equal(0, await app.CountAsync($"select count(*) from identity.study_tasks where study = '{_sites.Id}'"));
        Assert.Equal(0, await app.CountAsync(
            $"select count(*) from vault.items where subject = '{theirs.String("taskId")}'"));
        Assert.True((await TasksAsync("south")).Has("repeat_request"));
        var anew = Pseudonym(await RegisterAsync("south", FhirFormat.Json, _sites.Filter(moved)));
        Assert.False((await TasksAsync("south")).Has("repeat_request"));
        Assert.NotEqual(await TranslateAsync("north", known, "north", _sites.Name),
            await TranslateAsync("south", anew, "south", _sites.Name));
    }

    [Fact]
    public async Task Two_instances_that_take_records_at_once_answer_as_one_would()
    {
        const int People = 24;
        await _sites.OpenAsync();
        await using var other = await app.StartAsync();
        using var client = IdentityApp.NewClient(other);
        var people = Enumerable.Range(1, People).ToArray();
        var taken = await Task.WhenAll(people.Select(n => TakeAsync("north", n % 2 == 0 ? client : app.Client, n))
            .Concat(people.Select(n => TakeAsync("south", n % 2 == 0 ? app.Client : client, n))));
        await other.StopAsync(TestContext.Current.CancellationToken);
        var studies = new HashSet<string>();
        for (var n = 0; n < People; n++)
        {
            var (north, south) = (taken[n], taken[People + n]);
            if (north is null || south is null) continue; // like somebody else, so sites are asked
            var study = await TranslateAsync("north", north, "north", _sites.Name);
            Assert.Equal(study, await TranslateAsync("south", south, "south", _sites.Name));
            Assert.True(studies.Add(study));
        }

        Assert.InRange(studies.Count, People * 3 / 4, People);
    }

    async Task<string?> TakeAsync(string site, HttpClient client, int person)
    {
        using var response = await SendAsync(site, "$requestPsnFromBfWorkflow", Parameters.Of(
            ("study", _sites.Name), ("bloomfilter", Binary(_sites.Filter(Sites.Person(person)))), ("target", site)),
            client: client);
        var answer = Parameters.Read(await Epix.ReadAsync(response));
        return answer.Has("pseudonym-bf") ? answer.Part("pseudonym-bf").Identifier("pseudonym")!.Value : null;
    }

    [Fact]
    public async Task A_batch_gives_pseudonyms_of_several_domains_and_each_entry_its_own_answer()
    {
        await _sites.OpenAsync();
        var filter = _sites.Filter(Sites.Person(1));
        var batch = Bundle.Of("batch",
        [
            Entry(filter, 0, "north"), Entry(filter, 1, "north", _sites.Name), Entry(filter, 1, "south"),
            Entry("ZHVtbXk=", 1, "north"), Entry(null, 1, "north"), Entry(filter, 2, "north"),
        ]);
        var answer = await AskAsync("north", "", batch);
        Assert.Equal("batch-response", answer.Text("type"));
        var entries = Bundle.Entries(answer);
        Assert.Equal(["404", "200", "404", "422", "422", "422"], entries.Select(entry => entry.Response!.Status));
        var good = Parameters.Read(entries[1].Resource!);
        Assert.Equal("p-1", good.Any("externalPatientId")!.Value);
        var pseudonym = good.Parts("pseudonym")[0].Identifier("value")!.Value;
        Assert.Equal(pseudonym, Pseudonym(await RegisterAsync("north", FhirFormat.Json, filter)));
        Assert.NotEqual(pseudonym, good.Parts("pseudonym")[1].Identifier("value")!.Value);
        Assert.All(entries, entry => Assert.Equal("OperationOutcome", entry.Response!.Outcome!.TypeName));
        using var single = await SendAsync("north", "", Parameters.Of(("study", _sites.Name)));
        await Epix.RefusedAsync(single, 400);
    }

    [Fact]
    public async Task The_statement_names_all_six_operations()
    {
        using var response = await app.Client.GetAsync(
            new Uri($"{DispatcherService.Prefix}/metadata", UriKind.Relative), TestContext.Current.CancellationToken);
        var statement = await Epix.ReadAsync(response);
        Assert.Equal(
            ["requestPsnWorkflow", "requestPsnFromBfWorkflow", "updateBf", "requestTasks", "providePatientData",
                "pseudonymizePatient"],
            statement["rest"]!.All("operation").Select(operation => operation.Text("name")));
    }

    /// <summary>Two ways of writing a person down that are like each other, but not like enough.</summary>
    (PersonData, PersonData) Possible()
    {
        var measure = new FilterMeasure(FilterSimilarity.Dice, 0.6, 1024);
        for (var number = 1; ; number++)
        {
            var (person, moved) = (Sites.Person(number), Sites.Person(number) with
            {
                City = "Neustadt",
                Street = "Anderswo 99",
                Postcode = "99999",
            });
            var (a, b) = (Words(person), Words(moved));
            var score = measure.Score(FilterBits.Shared(a, b), FilterBits.Count(a), FilterBits.Count(b));
            if (score is > 0.62 and < 0.78) return (person, moved);
        }
    }

    ulong[] Words(PersonData person) => FilterBits.Words(Convert.FromBase64String(_sites.Filter(person)), 16);

    BundleEntry Entry(string? filter, int count, params string[] targets) => new(Parameters.Of(
        [
            ("study", (ParameterValue)_sites.Name),
            ("patient", new FhirResource("Patient")
            {
                { "id", "p-1" },
                { "identifier", filter is null ? null
                    : new Identifier("https://ths-greifswald.de/fhir/sid/epix/bloomfilter", filter) },
            }),
            .. targets.Select(target => ("context",
                ParameterValue.Parts(("target", target), ("count", count)))),
        ]), Request: new("POST", "$pseudonymizePatient"));

    static FhirResource Patient(string family, string given, string born) => new("Patient")
    {
        { "name", new FhirElement("HumanName") { { "family", family }, { "given", given } } },
        { "gender", "female" }, { "birthDate", born },
    };

    static FhirResource Providing(Parameters task, string site, FhirResource patient) => Parameters.Of(
        ("taskId", ParameterValue.Of(FhirElement.Primitive("id", task.String("taskId")!))), ("target", site),
        ("patient", patient));

    static ParameterValue Binary(string text) => ParameterValue.Of(FhirElement.Primitive("base64Binary", text));

    static string Pseudonym(FhirResource answer) =>
        Parameters.Read(answer).Part("pseudonym-bf").Identifier("pseudonym")!.Value!;

    Task<FhirResource> RegisterAsync(string site, FhirFormat format, params string[] filters) => AskAsync(site,
        "$requestPsnFromBfWorkflow", Parameters.Of([("study", (ParameterValue)_sites.Name),
            .. filters.Select(filter => ("bloomfilter", Binary(filter))), ("target", site)]), format);

    async Task<string> TranslateAsync(string caller, string original, string source, string target) =>
        Parameters.Read(await AskAsync(caller, "$requestPsnWorkflow", Parameters.Of(("study", _sites.Name),
            ("original", original), ("source", source), ("target", target)))).Part("pseudonym")
            .Identifier("pseudonym")!.Value!;

    async Task<Parameters> TasksAsync(string site) => Parameters.Read(await AskAsync(
        site, "$requestTasks", Parameters.Of(("study", _sites.Name), ("target", site))));

    async Task<FhirResource> AskAsync(
        string site, string operation, FhirResource body, FhirFormat format = FhirFormat.Json)
    {
        using var response = await SendAsync(site, operation, body, format);
        return await Epix.ReadAsync(response);
    }

    async Task<HttpResponseMessage> SendAsync(
        string site, string operation, FhirResource body, FhirFormat format = FhirFormat.Json,
        HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{DispatcherService.Prefix}/{operation}")
        {
            Content = Epix.Content(body, format),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", app.Tokens.Of(_sites.Client(site), ["site"], ["*"]));
        return await (client ?? app.Client).SendAsync(request, TestContext.Current.CancellationToken);
    }
}
