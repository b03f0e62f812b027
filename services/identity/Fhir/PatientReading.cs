using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Fhir;

namespace TrustCenter.Identities;

/// <summary>
/// Reads a Patient as an identity. What it can't keep it refuses, with the place: what is dropped silently could be
/// what somebody counted on. Ids, narrative and plain extensions say nothing of a person and are passed over. Pure.
/// </summary>
static class PatientReading
{
    static readonly string[] NotKept =
    [
        "modifierExtension", "contained", "photo", "contact", "generalPractitioner", "managingOrganization", "link",
        "multipleBirth",
    ];

    static readonly string[] Usual = ["official", "usual"];

    /// <param name="patient">A Patient.</param>
    /// <param name="domain">Whose authorities its identifiers are of.</param>
    /// <param name="at">Where the Patient stands.</param>
    /// <param name="data">What is known of somebody.</param>
    public static Rejection? TryRead(FhirResource patient, DomainSettings domain, string at, out IdentityData data) =>
        TryRead(patient, system => EpixNames.AuthorityOf(domain, system), at, false, out data);

    /// <param name="patient">A Patient.</param>
    /// <param name="authorityOf">The authority that goes by a system; null: none does.</param>
    /// <param name="at">Where the Patient stands.</param>
    /// <param name="asks">Identifiers without a value ask for one and are passed over.</param>
    /// <param name="data">What is known of somebody.</param>
    public static Rejection? TryRead(
        FhirResource patient, Func<string, string?> authorityOf, string at, bool asks, out IdentityData data)
    {
        data = new();
        foreach (var name in NotKept)
        {
            if (patient[name] is not null) return Unsupported($"{at}.{name}");
        }

        if (Identifiers(patient, authorityOf, at, asks, out var identifiers) is { } unknown) return unknown;
        var fault = Names(patient, at, out var names);
        if (fault is not null) return fault;
        fault = PatientContacts.TryRead(patient, at, out var contacts);
        if (fault is not null) return fault;
        var (primary, maiden) = names;
        var gender = Gender(patient["gender"]);
        var deceased = patient["deceased"];
        var died = deceased?.TypeName == "dateTime" ? deceased.Value : null;
        data = new(
            primary?.Text("family"), Join(primary?.All("given")), patient.Text("birthDate"), gender,
            maiden?.Text("family"), null, Join(primary?.All("prefix").Where(part => !IsDegree(part))),
            Join(primary?.All("suffix")), Join(primary?.All("prefix").Where(IsDegree)),
            patient.ExtensionValue(EpixNames.BirthPlace)?.Text("city"),
            patient.ExtensionValue(EpixNames.MothersMaidenName)?.Value, Language(patient), Nation(patient),
            patient.Text("maritalStatus.coding.code"),
            VitalStatus: died is not null || deceased?.Value == "true" ? "deceased"
                : deceased is null ? null : "alive",
            DateOfDeath: died?[..Math.Min(died.Length, 10)], Values: Values(patient),
            Identifiers: identifiers, Contacts: contacts);
        return null;
    }

    public static Rejection Unsupported(string path) => Rejection.Unprocessable("element-not-supported",
        "This can't be kept; leave it out.", path);

    static Rejection? Identifiers(
        FhirResource patient, Func<string, string?> authorityOf, string at, bool asks,
        out List<LocalIdentifier> identifiers)
    {
        identifiers = [];
        var index = 0;
        foreach (var element in patient.All("identifier"))
        {
            var place = $"{at}.identifier[{index++}]";
            if (asks && element.Text("value") is null) continue;
            if (element.Text("value") is not { } value) return Missing($"{place}.value");
            if (element.Text("system") is not { } system) return Missing($"{place}.system");
            if (authorityOf(system) is not { } authority)
            {
                return Rejection.Unprocessable("authority-unknown",
                    "The domain lists no authority of this system.", $"{place}.system");
            }

            identifiers.Add(new(authority, value));
        }

        return null;
    }

    static Rejection? Names(
        FhirResource patient, string at, out (FhirElement? Primary, FhirElement? Maiden) names)
    {
        names = default;
        var all = patient.All("name").ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var use = all[i].Text("use");
            if (use == "maiden" && names.Maiden is null) names.Maiden = all[i];
            else if (use is null || Usual.Contains(use))
            {
                if (names.Primary is not null) return Unsupported($"{at}.name[{i}]");
                names.Primary = all[i];
            }
            else return Unsupported($"{at}.name[{i}]");
            if (all[i]["text"] is not null && all[i]["family"] is null && all[i]["given"] is null)
                return Unsupported($"{at}.name[{i}].text");
        }

        return null;
    }

    static bool IsDegree(FhirElement prefix) => prefix.ExtensionValue(EpixNames.NameQualifier)?.Value == "AC";

    static string? Gender(FhirElement? gender) => gender?.Value == "other"
        && gender.ExtensionValue(EpixNames.OfficialGender)?.Text("code") == "D" ? "diverse" : gender?.Value;

    static string? Language(FhirResource patient) => patient.All("communication")
        .OrderByDescending(known => known.Text("preferred") == "true")
        .Select(known => known.Text("language.coding.code")).FirstOrDefault(code => code is not null);

    static string? Nation(FhirResource patient) =>
        patient.Extension(EpixNames.Nationality)?.ExtensionValue("code")?.Text("coding.code");

    /// <summary>Further fields by their names; where neither the extension nor its parts are named, as in published
    /// requests, by their order.</summary>
    static Dictionary<string, string>? Values(FhirResource patient)
    {
        var values = new Dictionary<string, string>();
        foreach (var extension in patient.All("extension"))
        {
            if (extension.Text("url") is not (null or EpixNames.CustomValues)) continue;
            var order = 0;
            foreach (var part in extension.All("extension"))
            {
                order++;
                if (part["value"]?.Value is { } value) values[part.Text("url") ?? $"value{order}"] = value;
            }
        }

        return values.Count == 0 ? null : values;
    }

    static string? Join(IEnumerable<FhirElement>? parts) =>
        parts is null ? null : string.Join(' ', parts.Select(part => part.Value)) is { Length: > 0 } text ? text : null;

    static Rejection Missing(string path) => Rejection.Unprocessable("required", "This is required.", path);
}
