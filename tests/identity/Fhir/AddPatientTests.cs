using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary><c>$addPatient</c> and <c>$updatePatient</c> on the wire.</summary>
public sealed class AddPatientTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task The_published_request_of_a_client_is_answered_with_a_person_and_its_identity()
    {
        var family = Epix.Letters();
        var request = $$$"""
            {"resourceType": "Parameters", "parameter": [
              {"name": "domain", "valueString": "MII"}, {"name": "source", "valueString": "kis"},
              {"name": "identity", "resource": {"resourceType": "Patient",
                "meta": {"profile": ["https://ths-greifswald.de/fhir/StructureDefinition/epix/Patient"]},
                "name": [{"family": "{{{family}}}", "given": ["Stefanie"]}],
                "extension": [{"extension": [{"valueString": "A38"}, {"valueBoolean": true}]}],
                "identifier": [{"system": "https://ths-greifswald.de/fhir/epix/identifier/patient-number",
                  "value": "ABC_12345"}],
                "birthDate": "{{{Epix.Born(family)}}}",
                "address": [{"city": "Spöck", "postalCode": "76297"},
                  {"line": ["Musterstrasse 1"], "city": "Greifswald", "postalCode": "17487"}]}},
              {"name": "saveAction", "valueCoding": {"code": "SAVE_ALL",
                "system": "https://ths-greifswald.de/fhir/CodeSystem/epix/SaveAction"}},
              {"name": "forceReferenceUpdate", "valueBoolean": false}]}
            """;
        using var response = await app.SendAsync($"{Epix.Base}//$addPatient", Epix.Content(request));
        var answer = await Epix.ReadAsync(response, options: FhirReadOptions.Gateway);

        var result = Parameters.Read(answer).Part("matchResult");
        Assert.Equal(["sourceIdentity", "matchStatus", "mpiPerson", "identity"], result.Names);
        Assert.Equal(new Coding("https://ths-greifswald.de/fhir/CodeSystem/epix/MatchStatus", "NO_MATCH"),
            result.Coding("matchStatus"));
        var person = result.Resource("mpiPerson", "Person")!;
        Assert.Equal(EpixNames.Mpi, person.Text("identifier.system"));
        Assert.Equal(13, person.Text("identifier.value")!.Length);
        Assert.Equal("MII", person.Text("managingOrganization.identifier.value"));
        var patient = result.Resource("identity", "Patient")!;
        Assert.Equal(patient.Id, $"{Epix.Reference(person)}");
        Assert.Equal("kis", patient.Text("meta.source"));
        Assert.Equal(family, patient.Text("name.family"));
        Assert.Equal(Epix.Born(family), patient.Text("birthDate"));
        Assert.Equal("ABC_12345", patient.Text("identifier.value"));
        Assert.Equal(["Spöck", "Greifswald"], patient.All("address").Select(address => address.Text("city")!));
        Assert.Equal(["A38", "true"],
            patient.Extension(EpixNames.CustomValues)!.All("extension").Select(value => value["value"]!.Value!));
        Assert.Equal(family, result.Resource("sourceIdentity", "Patient")!.Text("name.family"));
    }

    [Fact]
    public async Task Everything_the_profile_knows_of_somebody_comes_back_as_it_was_sent_in_json_and_xml()
    {
        var family = Epix.Letters();
        var (patient, _, _) = Epix.Somebody(family, "Manfred Emil", gender: "male");
        patient.AddExtension(EpixNames.BirthPlace, new FhirElement("Address") { { "city", "Musterhausen" } });
        var nation = new FhirElement("Extension") { { "url", EpixNames.Nationality } };
        nation.AddExtension("code", new CodeableConcept(new Coding("urn:iso:std:iso:3166", "DE")));
        patient.Add("extension", nation);
        var degree = FhirElement.Primitive("string", "Dr. med.");
        degree.AddExtension(EpixNames.NameQualifier, "valueCode", "AC");
        patient.Remove("name");
        patient.Add("name", new FhirElement("HumanName")
        {
            { "family", family }, { "given", "Manfred" }, { "given", "Emil" }, { "prefix", "von" },
            { "prefix", degree }, { "suffix", "jun." },
        });
        patient.Add("name", new FhirElement("HumanName") { { "use", "maiden" }, { "family", "Mädchenname" } });
        patient.Add("telecom", new FhirElement("ContactPoint") { { "system", "email" }, { "value", "m@example.org" } });
        patient.Add("telecom", new FhirElement("ContactPoint") { { "system", "phone" }, { "value", "012345/55" } });
        patient.Add("maritalStatus", new CodeableConcept(new Coding(null, "M")));
        patient.Add("communication", new FhirElement("Patient.communication")
        {
            { "language", new CodeableConcept(new Coding("urn:ietf:bcp:47", "de")) }, { "preferred", true },
        });

        var json = await app.AskAsync("$addPatient", Epix.Adding(patient));
        var xml = await app.AskAsync("$addPatient", Epix.Adding(patient, "DONT_SAVE"), format: FhirFormat.Xml);

        var (one, other) = (Patient(json), Patient(xml));
        Assert.Equal("NO_MATCH", Epix.Status(json));
        Assert.Equal("PERFECT_MATCH", Epix.Status(xml));
        Assert.True(one.ContentEquals(other), Epix.Text(one) + Epix.Text(other));
        foreach (var name in new[] { "extension", "communication", "birthDate", "gender", "address" })
        {
            Assert.True(patient.All(name).Zip(one.All(name)).All(pair => pair.First.ContentEquals(pair.Second))
                && patient.All(name).Count() == one.All(name).Count(), name + Epix.Text(one));
        }

        Assert.Equal(["von", "Dr. med."], one["name"]!.All("prefix").Select(prefix => prefix.Value!));
        Assert.Equal(["Manfred", "Emil"], one["name"]!.All("given").Select(given => given.Value!));
        Assert.Equal("Mädchenname", one.All("name").Last().Text("family"));
        Assert.Equal(["012345/55", "m@example.org"], one.All("telecom").Select(telecom => telecom.Text("value")!));
        Assert.Equal("M", one.Text("maritalStatus.coding.code"));
    }

    [Fact]
    public async Task Each_save_action_keeps_what_it_says()
    {
        var (patient, number, family) = Epix.Somebody();
        var before = await app.StoredAsync();
        var asked = await app.AskAsync("$addPatient", Epix.Adding(patient, "DONT_SAVE"));
        Assert.Equal("NO_MATCH", Epix.Status(asked));
        Assert.False(Parameters.Read(asked).Part("matchResult").Has("mpiPerson"));
        Assert.Equal(before, await app.StoredAsync());

        Assert.Equal("NO_MATCH", Epix.Status(await app.AskAsync("$addPatient", Epix.Adding(patient))));
        var same = await app.AskAsync("$addPatient", Epix.Adding(patient, "DONT_SAVE_ON_PERFECT_MATCH"));
        Assert.Equal("PERFECT_MATCH", Epix.Status(same));
        Assert.Single(Epix.Linked(Person(same)));

        var moved = Epix.Patient(family, "Stefanie", Epix.Born(family), "female", number);
        moved.Remove("address");
        moved.Add("address", new FhirElement("Address") { { "city", "Stralsund" }, { "postalCode", "18435" } });
        var contacts = await app.AskAsync("$addPatient",
            Epix.Adding(moved, "DONT_SAVE_ON_PERFECT_MATCH_EXCEPT_CONTACTS"));
        Assert.Equal("PERFECT_MATCH_WITH_UPDATE", Epix.Status(contacts));
        Assert.Single(Epix.Linked(Person(contacts)));
        Assert.Equal(["Stralsund", "Greifswald"],
            Patient(contacts).All("address").Select(address => address.Text("city")!));

        var corrected = Epix.Patient(family, "Stefanie Maria", Epix.Born(family), "female", number);
        var further = await app.AskAsync("$addPatient", Epix.Adding(corrected, force: true));
        Assert.Equal("MATCH", Epix.Status(further));
        Assert.Equal(Epix.Linked(Person(further))[1], Epix.Reference(Person(further)));
    }

    [Fact]
    public async Task Several_identities_are_answered_each_in_their_order()
    {
        var (one, _, _) = Epix.Somebody();
        var (other, _, _) = Epix.Somebody(null, "Otto", gender: "male");
        var body = Epix.Adding(one);
        body.Add("parameter", Parameters.Of(("identity", other))["parameter"]!);
        body.Add("parameter", Parameters.Of(("identity", one))["parameter"]!);
        var results = Parameters.Read(await app.AskAsync("$addPatient", body)).Parts("matchResult");
        Assert.Equal(["NO_MATCH", "NO_MATCH", "PERFECT_MATCH"],
            results.Select(result => result.Coding("matchStatus")!.Code!));
        Assert.Equal(results[0].Resource("mpiPerson")!.Id, results[2].Resource("mpiPerson")!.Id);
    }

    [Fact]
    public async Task Who_may_only_register_learns_whose_it_is_and_nothing_that_others_told()
    {
        var (patient, _, _) = Epix.Somebody();
        await app.AskAsync("$addPatient", Epix.Adding(patient));
        var answer = Parameters.Read(await app.AskAsync("$addPatient", Epix.Adding(patient), "ward"))
            .Part("matchResult");
        Assert.Equal(["sourceIdentity", "matchStatus", "mpiPerson"], answer.Names);
    }

    [Fact]
    public async Task New_data_of_a_known_person_become_a_further_identity()
    {
        var known = await app.KnownAsync();
        var corrected = Epix.Patient(known.Family, "Stefanie", Epix.Born(known.Family, 1), "female", null);
        var answer = await app.AskAsync("$updatePatient", Updating(known.MpiId, corrected, false));
        var result = Parameters.Read(answer);
        Assert.Equal(["matchStatus", "mpiPerson", "identity", "identity"], result.Names);
        Assert.Equal("MATCH", result.Coding("matchStatus")!.Code);
        Assert.Equal(known.MpiId, result.Resource("mpiPerson")!.Text("identifier.value"));
        Assert.Equal([Epix.Born(known.Family), Epix.Born(known.Family, 1)],
            result.Resources("identity").Select(patient => patient.Text("birthDate")!));

        var (stranger, _, _) = Epix.Somebody(null, "Xaver", gender: "male");
        var before = await app.StoredAsync();
        using var refused = await app.SendAsync($"{Epix.Base}/$updatePatient",
            Updating(known.MpiId, stranger, false));
        await Epix.RefusedAsync(refused, 422);
        Assert.Equal(before, await app.StoredAsync());
        var forced = Parameters.Read(await app.AskAsync("$updatePatient",
            Updating(known.MpiId, stranger, true), format: FhirFormat.Xml));
        Assert.Equal(Epix.Linked(forced.Resource("mpiPerson")!)[^1], Epix.Reference(forced.Resource("mpiPerson")!));
    }

    static FhirResource Updating(string mpiId, FhirResource patient, bool force) => Parameters.Of(
        ("domain", "MII"), ("source", "kis"), ("mpiIdentifier", Epix.Mpi(mpiId)), ("identity", patient),
        ("force", force));

    static FhirResource Person(FhirResource answer) =>
        Parameters.Read(answer).Part("matchResult").Resource("mpiPerson", "Person")!;

    static FhirResource Patient(FhirResource answer) =>
        Parameters.Read(answer).Part("matchResult").Resources("identity")[0];
}
