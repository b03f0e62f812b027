using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>IHE PIXm, Patient Identity Feed FHIR (ITI-104), by address and in a batch.</summary>
public sealed class IheFeedTests(IdentityApp app) : IClassFixture<IdentityApp>, IAsyncLifetime
{
    const string Ihe = IheService.Prefix + "/MII";
    const string Numbers = EpixNames.Identifiers + "patient-number";

    Microsoft.AspNetCore.Builder.WebApplication _open = null!;
    HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _open = await app.StartAsync(("Identity:IdentifiersInAddresses", "true"));
        _client = IdentityApp.NewClient(_open);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _open.StopAsync();
        await _open.DisposeAsync();
    }

    [Theory]
    [InlineData(FhirFormat.Json)]
    [InlineData(FhirFormat.Xml)]
    public async Task A_patient_is_told_of_once_and_revised_with_the_same_request(FhirFormat format)
    {
        var (patient, number, family) = Epix.Somebody();
        var persons = await app.CountAsync("select count(*) from identity.persons");
        using var created = await PutAsync(number, patient, "clerk", format);
        var stored = await Epix.ReadAsync(created, 201);
        Assert.EndsWith($"/Patient/{stored.Id}", created.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var again = await PutAsync(number, patient, "clerk", format);
        Assert.Equal(stored.Id, (await Epix.ReadAsync(again)).Id);

        var moved = Epix.Patient(family, "Stefanie Maria", Epix.Born(family), "female", number);
        using var revised = await PutAsync(number, moved, "ward", format);
        Assert.Equal(200, (int)revised.StatusCode); // a ward may tell, but not see
        Assert.Empty(await revised.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(persons + 1, await app.CountAsync("select count(*) from identity.persons"));
        var known = (await app.FindAsync(number))!;
        Assert.Equal("Stefanie Maria", known.Reference().GivenName);
        Assert.Equal(2, known.Identities.Count);
    }

    [Fact]
    public async Task Somebody_who_turned_out_to_be_somebody_else_is_found_under_both_numbers()
    {
        var stays = await app.KnownAsync();
        var goes = await app.KnownAsync();
        var replaced = Replaced(goes.Number, stays.Number);
        using var forbidden = await PutAsync(goes.Number, replaced, "ward");
        await Epix.RefusedAsync(forbidden, 403);
        for (var i = 0; i < 2; i++)
        {
            using var merged = await PutAsync(goes.Number, replaced);
            Assert.Equal(200, (int)merged.StatusCode);
        }

        var person = (await app.FindAsync(goes.Number))!;
        Assert.Equal(stays.Person, person.Person);
        Assert.Equal(person.Version, (await app.FindAsync(stays.Number))!.Version);
        using var pix = await app.SendAsync($"{Ihe}/Patient/$ihe-pix", Parameters.Of(
            ("sourceIdentifier", Epix.Number(goes.Number)), ("targetSystem", ParameterValue.Uri(EpixNames.Mpi))));
        Assert.Equal(stays.MpiId,
            Parameters.Read(await Epix.ReadAsync(pix)).Identifiers("targetIdentifier").Single().Value);

        using var nowhere = await PutAsync(stays.Number, Replaced(stays.Number, "nobody-has-it"));
        await Epix.RefusedAsync(nowhere, 422);
        using var unknown = await PutAsync("nobody-has-it", Replaced("nobody-has-it", stays.Number));
        await Epix.RefusedAsync(unknown, 404);
        using var still = await PutAsync(goes.Number, Replaced(goes.Number, stays.Number, active: true));
        await Epix.RefusedAsync(still, 422);
    }

    [Fact]
    public async Task Whoever_is_gone_from_a_source_is_out_of_use_and_found_by_nobody_who_asks_for_identifiers()
    {
        var known = await app.KnownAsync();
        using var forbidden = await DeleteAsync(known.Number, "clerk");
        await Epix.RefusedAsync(forbidden, 403);
        for (var i = 0; i < 2; i++)
        {
            using var gone = await DeleteAsync(known.Number, "lead");
            Assert.Equal(204, (int)gone.StatusCode);
        }

        using var pix = await app.SendAsync($"{Ihe}/Patient/$ihe-pix",
            Parameters.Of(("sourceIdentifier", Epix.Number(known.Number))));
        await Epix.RefusedAsync(pix, 404);
        Assert.Equal("deactivated", (await app.FindAsync(known.Number))!.Status);
        using var nobody = await DeleteAsync("nobody-has-it", "lead");
        Assert.Equal(204, (int)nobody.StatusCode);
    }

    [Fact]
    public async Task One_number_of_several_goes_and_the_person_stays()
    {
        var stays = await app.KnownAsync();
        var goes = await app.KnownAsync();
        using (await PutAsync(goes.Number, Replaced(goes.Number, stays.Number)))
        using (await DeleteAsync(goes.Number, "lead"))
        {
        }

        var person = (await app.FindAsync(stays.Number))!;
        Assert.Equal("active", person.Status);
        Assert.Equal([stays.Identity], person.Identities.Where(own => own.Active).Select(own => own.Identity));
    }

    [Fact]
    public async Task A_batch_names_nobody_in_an_address_and_answers_each_entry_by_itself()
    {
        var (patient, number, _) = Epix.Somebody();
        var (other, second, _) = Epix.Somebody();
        var batch = new FhirResource("Bundle") { { "type", "batch" } };
        batch.Add("entry", Entry("PUT", number, patient));
        batch.Add("entry", Entry("PUT", second, patient)); // another number than the patient's
        batch.Add("entry", Entry("PUT", second, other));
        batch.Add("entry", Entry("PUT", second, Replaced(second, number)));
        batch.Add("entry", Entry("DELETE", number, null));
        batch.Add("entry", Entry("POST", number, patient));
        using var response = await app.SendAsync($"{Ihe}/", batch);
        var answer = await Epix.ReadAsync(response);
        Assert.Equal("batch-response", answer.Text("type"));
        Assert.Equal(["201", "400", "201", "200", "403", "400"],
            answer.All("entry").Select(entry => entry.Text("response.status")));
        Assert.Equal((await app.FindAsync(number))!.Person, (await app.FindAsync(second))!.Person);
    }

    [Theory]
    [InlineData(400, "")]
    [InlineData(400, "?identifier=4711")]
    [InlineData(400, "?identifier=https%3A%2F%2Fa.example%7C1&identifier=https%3A%2F%2Fa.example%7C2")]
    [InlineData(400, "?identifier=" + Numbers + "%7C4711&name=x")]
    [InlineData(400, "?identifier=" + Numbers + "%7Canother")]
    [InlineData(422, "?identifier=https%3A%2F%2Felsewhere.example%7C1")]
    public async Task What_names_nobody_is_refused_with_its_place(int status, string query)
    {
        var (patient, _, _) = Epix.Somebody();
        using var response = await app.SendAsync(
            $"{Ihe}/Patient{query}", Epix.Content(patient), method: HttpMethod.Put, client: _client);
        Assert.NotNull((await Epix.RefusedAsync(response, status)).Text("issue.expression"));
    }

    [Fact]
    public async Task Without_the_permission_of_the_site_no_address_names_a_patient()
    {
        var (patient, number, _) = Epix.Somebody();
        using var closed = await app.SendAsync(
            Address(number), Epix.Content(patient), method: HttpMethod.Put);
        Assert.Equal(404, (int)closed.StatusCode);
        foreach (var (client, conditional) in new[] { (app.Client, false), (_client, true) })
        {
            using var metadata = await app.SendAsync(
                $"{Ihe}/metadata", null, method: HttpMethod.Get, client: client);
            var statement = await Epix.ReadAsync(metadata);
            Assert.Equal(conditional, statement.Text("rest.resource.conditionalUpdate") == "true");
            Assert.Equal(["match", "ihe-pix"],
                statement["rest.resource"]!.All("operation").Select(operation => operation.Text("name")));
            Assert.Equal("batch", statement.Text("rest.interaction.code"));
        }
    }

    static FhirResource Replaced(string number, string by, bool active = false) => new("Patient")
    {
        { "identifier", Epix.Number(number) }, { "active", active },
        {
            "link", new FhirElement("Patient.link")
            {
                { "other", new Reference(null, Epix.Number(by)) }, { "type", "replaced-by" },
            }
        },
    };

    static FhirElement Entry(string method, string number, FhirResource? resource) => new("Bundle.entry")
    {
        { "resource", resource },
        {
            "request", new FhirElement("Bundle.entry.request")
            {
                { "method", method }, { "url", $"Patient?identifier={Uri.EscapeDataString($"{Numbers}|{number}")}" },
            }
        },
    };

    static string Address(string number) =>
        $"{Ihe}/Patient?identifier={Uri.EscapeDataString($"{Numbers}|{number}")}";

    Task<HttpResponseMessage> PutAsync(
        string number, FhirResource patient, string role = "clerk", FhirFormat format = FhirFormat.Json) =>
        app.SendAsync(Address(number), Epix.Content(patient, format), role, method: HttpMethod.Put, client: _client);

    Task<HttpResponseMessage> DeleteAsync(string number, string role) =>
        app.SendAsync(Address(number), null, role, method: HttpMethod.Delete, client: _client);
}
