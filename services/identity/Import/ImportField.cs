using System.Collections.Frozen;
using System.Globalization;

namespace TrustCenter.Identities;

/// <summary>What a column of an import can hold.</summary>
/// <param name="Kind">Which part of the line.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Contact">Which address, from 0.</param>
public sealed record ImportField(ImportFieldKind Kind, string Name = "", int Contact = 0)
{
    const int MostContacts = 5;

    /// <summary>Fields of an identity in the order of its record.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "familyName", "givenName", "birthDate", "gender", "birthName", "middleName", "prefix", "suffix", "degree",
        "birthPlace", "mothersMaidenName", "motherTongue", "nationality", "civilStatus", "race", "religion",
        "vitalStatus", "dateOfDeath", "externalDate",
    ];

    /// <summary>Fields of a contact in the order of its record.</summary>
    public static IReadOnlyList<string> ContactTexts { get; } =
    [
        "street", "houseNumber", "postcode", "city", "district", "state", "country", "municipalityKey", "phone",
        "email", "validFrom", "validTo",
    ];

    /// <summary>Parts of a birth date that some tables keep apart.</summary>
    public static IReadOnlyList<string> BirthParts { get; } = ["birthDay", "birthMonth", "birthYear"];

    // heads as the exports of E-PIX, Mainzelliste and hospital systems have them, lower case without signs
    static readonly FrozenDictionary<string, string> Heads = new Dictionary<string, string>
    {
        ["lastname"] = "familyName",
        ["surname"] = "familyName",
        ["nachname"] = "familyName",
        ["familienname"] = "familyName",
        ["name"] = "familyName",
        ["firstname"] = "givenName",
        ["vorname"] = "givenName",
        ["vornamen"] = "givenName",
        ["geburtsdatum"] = "birthDate",
        ["gebdatum"] = "birthDate",
        ["dateofbirth"] = "birthDate",
        ["dob"] = "birthDate",
        ["geburtstag"] = "birthDay",
        ["geburtsmonat"] = "birthMonth",
        ["geburtsjahr"] = "birthYear",
        ["geschlecht"] = "gender",
        ["sex"] = "gender",
        ["geburtsname"] = "birthName",
        ["maidenname"] = "birthName",
        ["geburtsort"] = "birthPlace",
        ["zweitname"] = "middleName",
        ["namenszusatz"] = "prefix",
        ["titel"] = "degree",
        ["title"] = "degree",
        ["geburtsnamedermutter"] = "mothersMaidenName",
        ["muttersprache"] = "motherTongue",
        ["staatsangehörigkeit"] = "nationality",
        ["familienstand"] = "civilStatus",
        ["sterbedatum"] = "dateOfDeath",
        ["todesdatum"] = "dateOfDeath",
        ["vitalstatus"] = "vitalStatus",
        ["straße"] = "street",
        ["strasse"] = "street",
        ["hausnummer"] = "houseNumber",
        ["hausnr"] = "houseNumber",
        ["plz"] = "postcode",
        ["postleitzahl"] = "postcode",
        ["zip"] = "postcode",
        ["zipcode"] = "postcode",
        ["ort"] = "city",
        ["wohnort"] = "city",
        ["stadt"] = "city",
        ["town"] = "city",
        ["bundesland"] = "state",
        ["land"] = "country",
        ["countrycode"] = "country",
        ["gemeindeschlüssel"] = "municipalityKey",
        ["telefon"] = "phone",
        ["mail"] = "email",
        ["mpi"] = "mpiId",
        ["pid"] = "mpiId",
        ["quelle"] = "source",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, string> Known = Texts.Concat(ContactTexts).Concat(BirthParts)
        .Concat(["mpiId", "source"]).ToFrozenDictionary(name => name.ToLowerInvariant());

    /// <summary>Where a refusal says the fault is.</summary>
    public string Path => Kind switch
    {
        ImportFieldKind.Text or ImportFieldKind.BirthPart => Name,
        ImportFieldKind.Contact => $"contacts[{Contact}].{Name}",
        ImportFieldKind.Identifier => $"identifiers.{Name}",
        ImportFieldKind.Value => $"values.{Name}",
        ImportFieldKind.MpiId => "mpiId",
        _ => "source",
    };

    /// <summary>The field a mapping names, or null where there is none.</summary>
    public static ImportField? Named(string name)
    {
        if (After(name, "identifier:") is { } authority) return new(ImportFieldKind.Identifier, authority);
        if (After(name, "value:") is { } value) return new(ImportFieldKind.Value, value);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && name.StartsWith("contact", StringComparison.Ordinal))
        {
            return int.TryParse(name.AsSpan(7, dot - 7), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                && at is >= 1 and <= MostContacts && ContactTexts.Contains(name[(dot + 1)..])
                ? new(ImportFieldKind.Contact, name[(dot + 1)..], at - 1) : null;
        }

        return Texts.Contains(name) ? new(ImportFieldKind.Text, name)
            : ContactTexts.Contains(name) ? new(ImportFieldKind.Contact, name)
            : BirthParts.Contains(name) ? new(ImportFieldKind.BirthPart, name)
            : name switch
            {
                "mpiId" => new(ImportFieldKind.MpiId),
                "source" => new(ImportFieldKind.Source),
                _ => null,
            };
    }

    /// <summary>The field that is usually meant by a head, or null.</summary>
    public static ImportField? Usual(string head)
    {
        if (Named(head.Trim()) is { } field) return field;
        var plain = string.Concat(head.Normalize().ToLowerInvariant().Where(char.IsLetterOrDigit));
        return Known.TryGetValue(plain, out var name) || Heads.TryGetValue(plain, out name) ? Named(name) : null;
    }

    /// <summary>How a mapping names it.</summary>
    public override string ToString() => Kind switch
    {
        ImportFieldKind.Contact when Contact > 0 => $"contact{Contact + 1}.{Name}",
        ImportFieldKind.Identifier => $"identifier:{Name}",
        ImportFieldKind.Value => $"value:{Name}",
        ImportFieldKind.MpiId => "mpiId",
        ImportFieldKind.Source => "source",
        _ => Name,
    };

    static string? After(string name, string begin) =>
        name.StartsWith(begin, StringComparison.Ordinal) && name.Length > begin.Length ? name[begin.Length..] : null;
}

/// <summary>Parts of a line.</summary>
public enum ImportFieldKind
{
    Text,
    BirthPart,
    Contact,
    Identifier,
    Value,
    MpiId,
    Source,
}
