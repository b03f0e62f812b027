using TrustCenter.Contracts.Identity;
using TrustCenter.Fhir;

namespace TrustCenter.Identities;

/// <summary>People as Person, identities as Patient, as the gateway shows them. Pure.</summary>
static class PersonWriting
{
    static readonly string[] FhirGenders = ["male", "female", "other", "unknown"];

    public static FhirResource Person(PersonView person)
    {
        var resource = new FhirResource("Person")
        {
            { "id", person.Person.ToString() },
            { "meta", Meta(EpixNames.PersonProfile, person.ChangedAt, $"{person.Version}") },
            { "identifier", new Identifier(EpixNames.Mpi, person.MpiId) },
            { "managingOrganization", new Reference(null, new Identifier(null, person.Domain)) },
            { "active", person.Status == "active" },
        };
        foreach (var identity in person.Identities)
        {
            resource.Add("link", new FhirElement("Person.link")
            {
                { "target", new Reference($"Patient/{identity.Identity}") },
                { "assurance", identity.Identity == person.Reference ? "level4" : null },
            });
        }

        return resource;
    }

    /// <param name="person">Whose identity it is.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="domain">Whose authorities its identifiers are of.</param>
    /// <param name="withMpi">With the person's id in the index among the identifiers, for those who ask for patients
    /// and know nothing of persons.</param>
    public static FhirResource Patient(
        PersonView person, IdentityView identity, DomainSettings domain, bool withMpi = false)
    {
        var data = identity.Data;
        var meta = Meta(EpixNames.PatientProfile, identity.RecordedAt, null);
        meta.Add("source", Uri.EscapeDataString(identity.Source));
        var patient = new FhirResource("Patient") { { "id", identity.Identity.ToString() }, { "meta", meta } };
        Extensions(patient, data);
        if (withMpi) patient.Add("identifier", new Identifier(EpixNames.Mpi, person.MpiId, "official"));
        patient.Add("identifier", (data.Identifiers ?? []).Select(local =>
            new Identifier(EpixNames.SystemOf(domain, local.Authority), local.Value)));
        patient.Add("active", identity.Active && person.Status == "active");
        Names(patient, data);
        PatientContacts.Write(patient, identity.Contacts);
        patient.Add("gender", Gender(data.Gender));
        if (IsDate(data.BirthDate)) patient.Add("birthDate", data.BirthDate);
        if (data.DateOfDeath is not null)
            patient.Add("deceased", FhirElement.Primitive("dateTime", data.DateOfDeath));
        else if (data.VitalStatus is "alive" or "deceased")
            patient.Add("deceased", FhirElement.Primitive("boolean", data.VitalStatus == "alive" ? "false" : "true"));
        if (Token(data.CivilStatus) is { } status)
        {
            patient.Add("maritalStatus", new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", status)));
        }

        if (Token(data.MotherTongue) is { } tongue)
        {
            patient.Add("communication", new FhirElement("Patient.communication")
            {
                { "language", new CodeableConcept(new Coding("urn:ietf:bcp:47", tongue)) }, { "preferred", true },
            });
        }

        return patient;
    }

    static void Names(FhirResource patient, IdentityData data)
    {
        var name = new FhirElement("HumanName") { { "family", data.FamilyName } };
        foreach (var given in new[] { data.GivenName, data.MiddleName })
            name.Add("given", given?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);
        name.Add("prefix", data.Prefix);
        if (data.Degree is not null)
        {
            var degree = FhirElement.Primitive("string", data.Degree);
            degree.AddExtension(EpixNames.NameQualifier, "valueCode", "AC");
            name.Add("prefix", degree);
        }

        name.Add("suffix", data.Suffix);
        if (!name.IsEmpty) patient.Add("name", name);
        if (data.BirthName is not null)
            patient.Add("name", new FhirElement("HumanName") { { "use", "maiden" }, { "family", data.BirthName } });
    }

    static void Extensions(FhirResource patient, IdentityData data)
    {
        if (data.BirthPlace is not null)
            patient.AddExtension(EpixNames.BirthPlace, new FhirElement("Address") { { "city", data.BirthPlace } });
        if (data.MothersMaidenName is not null)
            patient.AddExtension(EpixNames.MothersMaidenName, "valueString", data.MothersMaidenName);
        if (Token(data.Nationality) is { } country)
        {
            var nationality = new FhirElement("Extension") { { "url", EpixNames.Nationality } };
            nationality.AddExtension("code", new CodeableConcept(new Coding("urn:iso:std:iso:3166", country)));
            patient.Add("extension", nationality);
        }

        if (data.Values is not { Count: > 0 }) return;
        var values = new FhirElement("Extension") { { "url", EpixNames.CustomValues } };
        foreach (var (name, value) in data.Values) values.AddExtension(name, "valueString", value);
        patient.Add("extension", values);
    }

    static FhirElement? Gender(string? gender)
    {
        if (gender is null) return null;
        var code = FhirElement.Primitive("code", FhirGenders.Contains(gender) ? gender : "other");
        if (gender == "diverse")
            code.AddExtension(EpixNames.OfficialGender, new Coding(EpixNames.OfficialGenders, "D", "divers"));
        return code;
    }

    static FhirElement Meta(string profile, DateTimeOffset at, string? version) => new("Meta")
    {
        { "versionId", version }, { "lastUpdated", at }, { "profile", profile },
    };

    static bool IsDate(string? text) => text is not null && FhirDateTime.TryParse(text, out _);

    /// <summary>What can be a FHIR code; other texts of other faces can't be shown as one.</summary>
    static string? Token(string? text) =>
        text is not null && text == text.Trim() && text.Length > 0 && text.All(c => c > ' ') ? text : null;
}
