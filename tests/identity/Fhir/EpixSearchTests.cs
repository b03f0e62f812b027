using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>Searches for Patients and Persons, and what the gateway says of itself.</summary>
public sealed class EpixSearchTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string PatientDomain = "_has:Person:link:organization:identifier";
    const string PersonDomain = "organization:identifier";

    [Fact]
    public async Task A_person_is_found_by_its_id_with_its_patients()
    {
        var known = await app.KnownAsync();
        var bundle = await app.SearchAsync("Person", (PersonDomain, "MII"),
            ("identifier", $"{EpixNames.Mpi}|{known.MpiId}"), ("_include", "Person:link"));
        var entries = Bundle.Entries(bundle);
        Assert.Equal("1", bundle.Text("total"));
        Assert.Equal(["match", "include"], entries.Select(entry => entry.Search));
        Assert.Equal($"{known.Person}", entries[0].Resource!.Id);
        Assert.Equal(known.Family, entries[1].Resource!.Text("name.family"));
    }

    [Fact]
    public async Task A_patient_is_found_by_a_local_identifier_with_its_person_and_no_other_identity()
    {
        var known = await app.KnownAsync();
        await app.AskAsync("$addPatient",
            Epix.Adding(Epix.Patient(known.Family, "Stefanie", Epix.Born(known.Family, 1), "female", null)));
        var system = EpixNames.Identifiers + "patient-number";
        var bundle = await app.SearchAsync("Patient", ("identifier", $"{system}|{known.Number}"),
            (PatientDomain, "MII"), ("_revinclude", "Person:link"));
        Assert.Equal("1", bundle.Text("total"));
        Assert.Equal($"{known.Identity}", Assert.Single(Bundle.Resources(bundle, "Patient")).Id);
        Assert.Equal(2, Epix.Linked(Assert.Single(Bundle.Resources(bundle, "Person"))).Length);

        var narrower = await app.SearchAsync("Patient", ("identifier", $"{system}|{known.Number}"),
            (PatientDomain, "MII"), ("birthdate", Epix.Born(known.Family, 1)));
        Assert.Equal("0", narrower.Text("total"));
    }

    [Fact]
    public async Task Fields_find_whom_they_fit_a_page_at_a_time_and_no_link_tells_a_name()
    {
        var family = "Blätterwald" + Epix.Letters();
        string[] names = ["Anna", "Berta", "Clara", "Dora", "Emil"];
        foreach (var (given, i) in names.Select((name, i) => (name, i)))
        {
            await app.KnownAsync(family, given, $"19{40 + i * 9}-0{i + 1}-1{i}", given == "Emil" ? "male" : "female");
        }

        var page = await app.SearchAsync("Person", (PersonDomain, "MII"), ("patient.family", family), ("_count", "2"),
            ("_include", "Person:link"));
        var seen = new List<string>();
        for (var more = true; more;)
        {
            Assert.Equal("5", page.Text("total"));
            seen.AddRange(Bundle.Resources(page, "Patient").Select(patient => patient.Text("name.given")!));
            Assert.All(page.All("link"), link =>
            {
                var url = Uri.UnescapeDataString(link.Text("url")!);
                Assert.DoesNotContain(family, url, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("=MII", url, StringComparison.Ordinal);
            });
            var next = page.All("link").FirstOrDefault(link => link.Text("relation") == "next")?.Text("url");
            more = next is not null;
            if (!more) break;
            using var response = await app.SendAsync(next!, null, method: HttpMethod.Get);
            page = await Epix.ReadAsync(response);
            using var another = await app.SendAsync(next!, null, "lead", method: HttpMethod.Get);
            await Epix.RefusedAsync(another, 404);
        }

        Assert.Equal(names, seen.Order());
        var male = await app.SearchAsync("Patient", (PatientDomain, "MII"), ("family", family), ("gender", "male"));
        Assert.Equal("Emil", Assert.Single(Bundle.Resources(male, "Patient")).Text("name.given"));
        var none = await app.SearchAsync("Patient", (PatientDomain, "MII"), ("family", family), ("gender", "other"));
        Assert.Equal("0", none.Text("total"));
    }

    [Fact]
    public async Task Every_look_is_in_the_audit_trail()
    {
        var known = await app.KnownAsync();
        await app.SearchAsync("Person", (PersonDomain, "MII"), ("patient.family", known.Family));
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from audit.entries where action = 'identity-found' and object = 'person/{known.Person}'
            """));
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from audit.entries where action = 'identity-viewed' and object = 'person/{known.Person}'
            """));
    }

    public static TheoryData<string, int, (string, string)[]> Wrong => new()
    {
        { "Person", 400, [("identifier", $"{EpixNames.Mpi}|1")] },
        { "Patient", 400, [("family", "Kanarienvogel")] },
        { "Patient", 400, [(PatientDomain, "MII"), ("family", "Kanarienvogel,Meise")] },
        { "Patient", 400, [(PatientDomain, "MII"), ("family", "Kanarienvogel"), ("_count", "-1")] },
        { "Patient", 400, [(PatientDomain, "MII"), ("family", "Kanarienvogel"), ("birthdate", "1962-02-31")] },
        { "Patient", 400, [(PatientDomain, "MII"), ("family", "Kanarienvogel"), ("gender", "Kanarienvogel")] },
        { "Patient", 400, [(PatientDomain, "MII"), ("Kanarienvogel", "1")] },
        { "Patient", 400, [(PatientDomain, "MII"), ("identifier", "Kanarienvogel")] },
        { "Patient", 400, [(PatientDomain, "MII"), ("family", "Kanarienvogel"), ("family", "Meise")] },
        { "Patient", 422, [(PatientDomain, "MII"), ("identifier", "https://kanarienvogel.example|1")] },
        { "Patient", 422, [(PatientDomain, "MII"), ("given", "Kanarienvogel")] },
        { "Patient", 422, [(PatientDomain, "MII")] },
        { "Person", 404, [(PersonDomain, "nowhere"), ("patient.family", "Kanarienvogel")] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_search_with_a_fault_is_refused_and_says_nothing_of_whom_it_was_for(
        string type, int status, (string, string)[] parameters)
    {
        using var response = await app.SendAsync($"{Epix.Base}/{type}/_search", Epix.Form(parameters));
        var outcome = await Epix.RefusedAsync(response, status);
        Assert.NotNull(outcome["issue"]!.Text("expression"));
        Assert.DoesNotContain("Kanarienvogel", Epix.Text(outcome), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Names_stand_in_addresses_only_where_that_is_switched_on()
    {
        var known = await app.KnownAsync();
        var path = $"{Epix.Base}//Patient?identifier={Uri.EscapeDataString(EpixNames.Identifiers + "patient-number")}"
            + $"|{known.Number}&{PatientDomain}=MII";
        using var off = await app.SendAsync(path, null, method: HttpMethod.Get);
        Assert.True((int)off.StatusCode is 404 or 405, $"{off.StatusCode}");

        await using var open = await app.StartAsync(("Identity:IdentifiersInAddresses", "true"));
        using var client = IdentityApp.NewClient(open);
        using var on = await app.SendAsync(path, null, method: HttpMethod.Get, client: client);
        Assert.Equal("1", (await Epix.ReadAsync(on)).Text("total"));
        await open.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Anybody_may_read_what_the_gateway_can_do()
    {
        foreach (var type in new[] { Epix.Json, Epix.Xml })
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"{Epix.Base}/metadata?_elements=rest.operation");
            request.Headers.TryAddWithoutValidation("Accept", type);
            using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var statement = await Epix.ReadAsync(response);
            var operations = statement["rest"]!.All("operation").Select(operation => operation.Text("name")!);
            Assert.Contains("addPatient", operations);
            Assert.Contains(statement["rest"]!.All("resource"), resource => resource.Text("type") == "Person");
        }
    }
}
