namespace TrustCenter.Fhir.Tests;

public sealed class ValuesTests
{
    const string Gpas = "https://ths-greifswald.de/gpas";

    [Fact]
    public void Parameters_are_written_in_one_line()
    {
        var answer = Parameters.Of(("consented", true), ("none", (string?)null), ("pseudonym", ParameterValue.Parts(
            ("original", new Identifier(Gpas, "12345")), ("count", 2), ("kind", ParameterValue.Code("x")))));
        Assert.Equal("""
            {"resourceType":"Parameters","parameter":[{"name":"consented","valueBoolean":true},
            {"name":"pseudonym","part":[
            {"name":"original","valueIdentifier":{"system":"https://ths-greifswald.de/gpas","value":"12345"}},
            {"name":"count","valueInteger":2},{"name":"kind","valueCode":"x"}]}]}
            """.ReplaceLineEndings(""), FhirJson.ToText(answer));
    }

    [Fact]
    public void Parameters_are_read_by_name_and_type()
    {
        var resource = FhirXml.Parse(
            File.ReadAllBytes(Path.Combine(Corpus.Examples, "valid", "gateway-policy-states-request.xml")),
            FhirReadOptions.Gateway).Resource!;
        var parameters = Parameters.Read(resource);
        Assert.Equal("MII", parameters.RequiredString("domain"));
        Assert.Equal("4711", Assert.Single(parameters.Identifiers("personIdentifier")).Value);
        var config = parameters.Part("config");
        Assert.False(config.Boolean("ignoreVersionNumber"));
        Assert.Equal("2024-06-01", config.Date("requestDate")?.Text);
        Assert.Null(config.Coding("idMatchingType"));
        Assert.Empty(parameters.Problems);
        Assert.Empty(parameters.Unread);
    }

    [Fact]
    public void All_faults_of_parameters_are_collected_with_their_places()
    {
        var parameters = Parameters.Read(Parameters.Of(("domain", 3), ("allowCreate", "yes"), ("count", "7"),
            ("twice", "a"), ("twice", "b"), ("flag", "true"), ("extra", true)));
        Assert.Equal("", parameters.RequiredString("missing"));
        Assert.Null(parameters.String("domain"));
        Assert.Null(parameters.Boolean("allowCreate"));
        Assert.True(parameters.Boolean("flag"));
        Assert.Equal(7, parameters.Integer("count"));
        Assert.Equal("a", parameters.String("twice"));
        Assert.Equal(["Parameters.parameter.where(name='missing')", "Parameters.parameter[0].value",
            "Parameters.parameter[1].value", "Parameters.parameter[4].value"],
            parameters.Problems.Select(p => p.Expression));
        Assert.Equal(["extra"], parameters.Unread);
    }

    [Fact]
    public void A_consent_is_built_and_read_back()
    {
        var provision = new ConsentProvision("deny", Period.Days(new(2024, 3, 11), new(2054, 3, 10)), [],
        [
            new("permit", new(FhirDateTime.Parse("2024"), null),
                [new CodeableConcept(new Coding("urn:oid:1.2", "a", "b"))], []),
        ]);
        var consent = new FhirResource("Consent")
        {
            { "status", "active" },
            { "scope", new CodeableConcept([], "research") },
            { "category", [new CodeableConcept(new Coding("http://loinc.org", "57016-8"))] },
            { "patient", new Reference("Patient/1", new("urn:x", "y")) },
            { "dateTime", new DateOnly(2024, 3, 11) },
            { "source", new Reference("QuestionnaireResponse/1") },
            { "provision", provision },
        };
        consent.AddExtension("https://example.org/a", "valueString", "x");
        consent.AddExtension("https://example.org/b", new Coding("s", "c"));
        consent.Id = "one";
        consent.Id = "two";
        var read = FhirJson.Parse(FhirJson.ToBytes(consent)).Resource!;
        Assert.True(read.ContentEquals(consent));
        Assert.Equal("two", read.Id);
        Assert.Equal("2024-03-11", read.Date("dateTime")?.Text);
        Assert.Equal("1", Reference.Read(read["patient"])?.IdOf("Patient"));
        Assert.Equal("QuestionnaireResponse/1", read.Text("sourceReference.reference"));
        Assert.Equal("c", read.ExtensionValue("https://example.org/b")?.Text("code"));
        var back = ConsentProvision.Read(read["provision"])!;
        Assert.Equal("permit", Assert.Single(back.Provisions).Type);
        Assert.True(Assert.Single(back.Provisions[0].Codes).Has("urn:oid:1.2", "a"));
        Assert.Equal(new DateOnly(2054, 3, 10), back.Period?.End?.Last);
    }

    [Fact]
    public void Building_what_R4_does_not_have_fails_where_it_is_written()
    {
        Assert.Throws<ArgumentException>(() => new FhirResource("Observation"));
        Assert.Throws<ArgumentException>(() => new FhirResource("Coding"));
        Assert.Throws<ArgumentException>(() => new FhirResource("Patient") { { "vorname", "x" } });
        Assert.Throws<ArgumentException>(() => new FhirResource("Patient") { { "gender", "männlich" } });
        Assert.Throws<ArgumentException>(() => new FhirResource("Patient") { { "birthDate", "1980-02-31" } });
        Assert.Throws<ArgumentException>(() => new FhirResource("Patient") { { "active", true }, { "active", false } });
        Assert.Throws<ArgumentException>(() => new FhirResource("Patient") { { "name", new Coding("a", "b") } });
    }

    [Fact]
    public void Text_from_elsewhere_never_breaks_what_is_written()
    {
        var patient = new FhirResource("Patient")
        {
            {
                "name", new FhirElement("HumanName")
                {
                    { "family", "a\0b\uD800" }, { "text", "   " }, { "given", [""] },
                }
            },
            { "text", Narrative.Of("<script>alert(1)</script>\nzweite Zeile & mehr") },
        };
        Assert.True(FhirJson.Parse(FhirJson.ToBytes(patient)).IsValid);
        Assert.True(FhirXml.Parse(FhirXml.ToBytes(patient)).IsValid);
        Assert.Equal("a\uFFFDb\uFFFD", patient.Text("name.family"));
    }

    [Fact]
    public void Bundles_are_made_and_read()
    {
        var patient = new FhirResource("Patient") { { "id", "1" } };
        var bundle = Bundle.SearchSet(
            [("https://example.org/Patient/1", patient)], 7, ("self", "https://example.org/Patient"));
        bundle.Add("entry", new BundleEntry(null, Request: new("DELETE", "Patient/2"), Response: new("204")));
        var read = FhirXml.Parse(FhirXml.ToBytes(bundle)).Resource!;
        Assert.Equal("7", read.Text("total"));
        Assert.Equal("1", Assert.Single(Bundle.Resources(read, "Patient")).Id);
        Assert.Equal(["match", null], Bundle.Entries(read).Select(e => e.Search));
        Assert.Equal("DELETE", Bundle.Entries(read)[1].Request?.Method);
    }
}
