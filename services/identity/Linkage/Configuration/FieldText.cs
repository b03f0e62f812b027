using System.Globalization;

namespace TrustCenter.Identities.Linkage;

/// <summary>A person's fields by the names that other systems have for them. A further field of just that name goes
/// before.</summary>
static class FieldText
{
    public static string? OfUsual(PersonData person, string name) => name switch
    {
        "givenName" => person.GivenName,
        "familyName" => person.FamilyName,
        "birthName" => person.BirthName,
        "birthDate" => person.BirthDate,
        "sex" => person.Sex,
        "place" => $"{person.Postcode} {person.City}".Trim(),
        "street" => $"{person.Street} {person.HouseNumber}".Trim(),
        "phone" => person.Phone,
        _ => person.More.GetValueOrDefault(name),
    };

    public static string? OfMainzelliste(PersonData person, string name)
    {
        if (person.More.TryGetValue(name, out var more)) return more;
        var date = BirthDate.Read(person.BirthDate);
        return name.ToUpperInvariant() switch
        {
            "VORNAME" => person.GivenName,
            "NACHNAME" => person.FamilyName,
            "GEBURTSNAME" => person.BirthName,
            "GEBURTSTAG" => Number(date.Day),
            "GEBURTSMONAT" => Number(date.Month),
            "GEBURTSJAHR" => Number(date.Year),
            "GEBURTSDATUM" => person.BirthDate,
            "GESCHLECHT" => person.Sex,
            "PLZ" => person.Postcode,
            "ORT" or "WOHNORT" => person.City,
            "STRASSE" => person.Street,
            "HAUSNUMMER" => person.HouseNumber,
            "TELEFON" => person.Phone,
            _ => null,
        };
    }

    public static string OfEpix(PersonData person, string name) => name switch
    {
        _ when person.More.TryGetValue(name, out var more) => more,
        "firstName" => person.GivenName ?? "",
        "lastName" => person.FamilyName ?? "",
        "birthDate" => Date(person.BirthDate),
        "gender" => LatinText.Fold(person.Sex) switch { "" => "U", ['F' or 'W', ..] => "F", var sex => sex[..1] },
        _ => "",
    };

    static string Number(int number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    static string Date(string? text) => BirthDate.Read(text) is { IsMissing: false } date
        ? string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}{date.Month:00}{date.Day:00}") : "";
}
