using System.Globalization;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What an identity's fields must be like.</summary>
static class IdentityFields
{
    static readonly (string Name, Func<IdentityData, string?> Get)[] Texts =
    [
        ("familyName", data => data.FamilyName), ("givenName", data => data.GivenName),
        ("birthDate", data => data.BirthDate), ("gender", data => data.Gender),
        ("birthName", data => data.BirthName), ("middleName", data => data.MiddleName),
        ("prefix", data => data.Prefix), ("suffix", data => data.Suffix), ("degree", data => data.Degree),
        ("birthPlace", data => data.BirthPlace), ("mothersMaidenName", data => data.MothersMaidenName),
        ("motherTongue", data => data.MotherTongue), ("nationality", data => data.Nationality),
        ("civilStatus", data => data.CivilStatus), ("race", data => data.Race), ("religion", data => data.Religion),
        ("vitalStatus", data => data.VitalStatus), ("dateOfDeath", data => data.DateOfDeath),
        ("externalDate", data => data.ExternalDate),
    ];

    static readonly (string Name, Func<Contact, string?> Get)[] ContactTexts =
    [
        ("street", contact => contact.Street), ("houseNumber", contact => contact.HouseNumber),
        ("postcode", contact => contact.Postcode), ("city", contact => contact.City),
        ("district", contact => contact.District), ("state", contact => contact.State),
        ("country", contact => contact.Country), ("municipalityKey", contact => contact.MunicipalityKey),
        ("phone", contact => contact.Phone), ("email", contact => contact.Email),
    ];

    public static IReadOnlyList<string> Genders { get; } = ["female", "male", "diverse", "other", "unknown"];

    public static IReadOnlyList<string> Names { get; } =
        [.. Texts.Select(field => field.Name), "identifiers", "contacts"];

    /// <summary>The first fault, or null. Paths begin with where the identity stands in the request.</summary>
    public static Rejection? Fault(
        IdentityData data, DomainSettings domain, DateOnly today, string at = "identity")
    {
        foreach (var (name, get) in Texts)
        {
            if (PlainText.Fault(get(data), $"{at}.{name}", 200) is { } fault) return fault;
        }

        return Required(data, domain, at)
            ?? Codes(data, at)
            ?? Date(data.BirthDate, $"{at}.birthDate", today)
            ?? Date(data.DateOfDeath, $"{at}.dateOfDeath", today)
            ?? Date(data.ExternalDate, $"{at}.externalDate", today)
            ?? Values(data, at)
            ?? Identifiers(data.Identifiers ?? [], domain, $"{at}.identifiers")
            ?? Contacts(data.Contacts ?? [], $"{at}.contacts");
    }

    static Rejection? Required(IdentityData data, DomainSettings domain, string at)
    {
        foreach (var name in domain.RequiredFields)
        {
            var given = name switch
            {
                "identifiers" => data.Identifiers is { Count: > 0 },
                "contacts" => data.Contacts is { Count: > 0 },
                _ => !string.IsNullOrWhiteSpace(Array.Find(Texts, field => field.Name == name).Get(data)),
            };
            if (!given) return Faults.Missing($"{at}.{name}");
        }

        return Texts.Take(2).All(field => string.IsNullOrWhiteSpace(field.Get(data)))
            && data.Identifiers is not { Count: > 0 }
            ? Rejection.Invalid("nothing-to-compare", "An identity has a name or a local identifier at least.", at)
            : null;
    }

    static Rejection? Codes(IdentityData data, string at)
    {
        if (data.Gender is not null && !Genders.Contains(data.Gender))
        {
            return Rejection.Invalid("value-unknown", $"One of {string.Join(", ", Genders)}.", $"{at}.gender");
        }

        return data.VitalStatus is null or "alive" or "deceased" or "unknown" ? null
            : Rejection.Invalid("value-unknown", "alive, deceased or unknown.", $"{at}.vitalStatus");
    }

    public static Rejection? Date(string? text, string path, DateOnly today)
    {
        if (text is null) return null;
        var full = text.Length switch { 4 => $"{text}-01-01", 7 => $"{text}-01", _ => text };
        if (!DateOnly.TryParseExact(full, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return Faults.Date(path);
        if (day > today) return Rejection.Invalid("date-in-future", "This day is yet to come.", path);
        return day.Year < 1850 ? Rejection.Invalid("date-out-of-range", "No earlier than 1850.", path) : null;
    }

    static Rejection? Values(IdentityData data, string at)
    {
        if (data.Values is null) return null;
        if (data.Values.Count > 20) return TooMany(20, $"{at}.values");
        foreach (var (name, value) in data.Values)
        {
            if (name is not { Length: > 0 and <= 60 } || !name.All(char.IsAsciiLetterOrDigit))
                return Rejection.Invalid("field-unknown", "Names have 1 to 60 letters and digits.", $"{at}.values");
            if (value is null) return Faults.Missing($"{at}.values.{name}");
            if (PlainText.Fault(value, $"{at}.values.{name}", 200) is { } fault) return fault;
        }

        return null;
    }

    public static Rejection? Identifiers(IReadOnlyList<LocalIdentifier> identifiers, DomainSettings domain, string at)
    {
        if (identifiers.Count > 50) return TooMany(50, at);
        for (var i = 0; i < identifiers.Count; i++)
        {
            if (identifiers[i] is not { Authority: { } authority, Value: { } value })
                return Faults.Missing($"{at}[{i}]");
            if (domain.FindAuthority(authority) is null)
            {
                return Rejection.Invalid("authority-unknown", "The domain lists no such authority.",
                    $"{at}[{i}].authority");
            }

            if (Identifier(value, $"{at}[{i}].value") is { } fault) return fault;
        }

        return null;
    }

    public static Rejection? Identifier(string value, string path)
    {
        if (value.Length is 0 or > 200 || string.IsNullOrWhiteSpace(value))
            return Rejection.Invalid("identifier-invalid", "An identifier has 1 to 200 characters.", path);
        return PlainText.HasHiddenCharacters(value)
            ? Rejection.Invalid("character-not-allowed", "There is a control or direction character in it.", path)
            : null;
    }

    public static Rejection? Contacts(IReadOnlyList<Contact> contacts, string at)
    {
        if (contacts.Count > 20) return TooMany(20, at);
        for (var i = 0; i < contacts.Count; i++)
        {
            if (contacts[i] is not { } contact) return Faults.Missing($"{at}[{i}]");
            foreach (var (name, get) in ContactTexts)
            {
                if (PlainText.Fault(get(contact), $"{at}[{i}].{name}", 200) is { } fault) return fault;
            }

            if ((Date(contact.ValidFrom, $"{at}[{i}].validFrom", DateOnly.MaxValue)
                ?? Date(contact.ValidTo, $"{at}[{i}].validTo", DateOnly.MaxValue)) is { } wrong) return wrong;
            if (string.CompareOrdinal(contact.ValidTo ?? "9999", contact.ValidFrom ?? "") < 0)
            {
                return Rejection.Invalid("period-invalid", "A contact ends no earlier than it begins.",
                    $"{at}[{i}].validTo");
            }
        }

        return null;
    }

    /// <summary>Texts in one Unicode form without blanks around them; what is blank is not known.</summary>
    public static IdentityData Clean(IdentityData data) => data with
    {
        FamilyName = Clean(data.FamilyName),
        GivenName = Clean(data.GivenName),
        BirthDate = Clean(data.BirthDate),
        Gender = Clean(data.Gender),
        BirthName = Clean(data.BirthName),
        MiddleName = Clean(data.MiddleName),
        Prefix = Clean(data.Prefix),
        Suffix = Clean(data.Suffix),
        Degree = Clean(data.Degree),
        BirthPlace = Clean(data.BirthPlace),
        MothersMaidenName = Clean(data.MothersMaidenName),
        MotherTongue = Clean(data.MotherTongue),
        Nationality = Clean(data.Nationality),
        CivilStatus = Clean(data.CivilStatus),
        Race = Clean(data.Race),
        Religion = Clean(data.Religion),
        VitalStatus = Clean(data.VitalStatus),
        DateOfDeath = Clean(data.DateOfDeath),
        ExternalDate = Clean(data.ExternalDate),
        Values = data.Values is { Count: > 0 }
            ? new SortedDictionary<string, string>(
                data.Values.ToDictionary(value => value.Key, value => value.Value.Normalize().Trim()),
                StringComparer.Ordinal)
            : null,
        Identifiers = data.Identifiers is { Count: > 0 }
            ?
            [
                .. data.Identifiers
                    .Select(identifier => identifier with { Value = identifier.Value.Normalize() }).Distinct(),
            ]
            : null,
        Contacts = data.Contacts is { Count: > 0 } ? [.. data.Contacts.Select(Clean).Distinct()] : null,
    };

    public static Contact Clean(Contact contact) => new(
        Clean(contact.Street), Clean(contact.HouseNumber), Clean(contact.Postcode), Clean(contact.City),
        Clean(contact.District), Clean(contact.State), Clean(contact.Country), Clean(contact.MunicipalityKey),
        Clean(contact.Phone), Clean(contact.Email), Clean(contact.ValidFrom), Clean(contact.ValidTo));

    static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Normalize().Trim();

    static Rejection TooMany(int most, string path) => Rejection.Invalid("too-many", $"At most {most}.", path);
}
