using System.Collections.Frozen;
using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Where a field's value comes from, in the form in which it is cut into q-grams. This form is part of what a
/// profile's schema means: changing it needs a new schema.</summary>
public sealed class FieldSource
{
    const string More = "more:";

    static readonly FrozenDictionary<string, FieldSource> Known = new FieldSource[]
    {
        new("givenName", (person, _) => person.GivenName, text => NameParts(PersonName.Given(text))),
        new("familyName", (person, _) => person.FamilyName, text => NameParts(PersonName.Family(text))),
        new("birthName", BirthName, text => NameParts(PersonName.Family(text))),
        new("birthDate", (person, _) => person.BirthDate, text => One(Date(BirthDate.Read(text)))),
        new("birthYear", (person, _) => person.BirthDate, text => One(Year(BirthDate.Read(text)))),
        new("birthDayMonth", (person, _) => person.BirthDate, text => DayAndMonth(BirthDate.Read(text))),
        new("sex", (person, _) => person.Sex, text => One(Sex(NormalisedPerson.SexOf(text)))),
        new("street", (person, _) => person.Street, text => One(Address.Line(text).Street)),
        new("houseNumber", (person, _) => HouseNumber(person), text => One(
            text[0] == Line ? Address.Line(text[1..]).Number : Address.HouseNumber(text))),
        new("postcode", (person, _) => person.Postcode, text => One(Address.Postcode(text))),
        new("city", (person, _) => person.City, text => One(LatinText.WithoutUmlauts(Address.City(text)))),
        new("phone", (person, _) => person.Phone, text => One(Address.Phone(text))),
    }.ToFrozenDictionary(source => source.Name, StringComparer.Ordinal);

    /// <summary>Marks a street with its house number where the number is no field of its own.</summary>
    const char Line = '\u0001';

    readonly Func<PersonData, FamilyTexts?, string?> _raw;
    readonly Func<string, ImmutableArray<string>> _parts;

    FieldSource(
        string name, Func<PersonData, FamilyTexts?, string?> raw, Func<string, ImmutableArray<string>> parts) =>
        (Name, _raw, _parts) = (name, raw, parts);

    /// <summary>All sources but the further fields.</summary>
    public static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Name of the source.</summary>
    public string Name { get; }

    /// <summary>Whether there is such a source.</summary>
    public static bool IsKnown(string name) => Known.ContainsKey(name)
        || (name.StartsWith(More, StringComparison.Ordinal) && name.Length > More.Length);

    internal static FieldSource Of(string name)
    {
        if (Known.TryGetValue(name, out var known)) return known;
        var further = name[More.Length..];
        return new(name, (person, _) => person.More.GetValueOrDefault(further),
            text => One(LatinText.Fold(text).Replace(" ", "", StringComparison.Ordinal)));
    }

    /// <summary>The value as it was written, or "".</summary>
    /// <param name="person">The person.</param>
    /// <param name="names">Names that were read before, if any are kept.</param>
    internal string Raw(PersonData person, FamilyTexts? names = null) => _raw(person, names) ?? "";

    /// <summary>The parts of a value, each of which is cut into q-grams by itself; none if it says nothing.</summary>
    internal ImmutableArray<string> Parts(string raw) => raw.Length == 0 ? [] : _parts(raw);

    /// <summary>A birth name that repeats the family name is none, as everywhere in this library.</summary>
    static string? BirthName(PersonData person, FamilyTexts? names) =>
        string.IsNullOrWhiteSpace(person.BirthName)
        || string.Equals(person.BirthName, person.FamilyName, StringComparison.Ordinal)
        || Family(person.BirthName, names) == Family(person.FamilyName, names) ? null : person.BirthName;

    static string Family(string? name, FamilyTexts? names) => names?.Of(name) ?? PersonName.Family(name).Text;

    static string? HouseNumber(PersonData person) =>
        !string.IsNullOrWhiteSpace(person.HouseNumber) ? person.HouseNumber
        : string.IsNullOrWhiteSpace(person.Street) ? null : Line + person.Street;

    static ImmutableArray<string> NameParts(PersonName name) => [.. name.Parts.Select(LatinText.WithoutUmlauts)];

    static ImmutableArray<string> One(string text) => text.Length == 0 ? [] : [text];

    static string Sex(char sex) => sex == 0 ? "" : sex.ToString();

    /// <summary>Eight digits, year first; 0 for what is not known.</summary>
    static string Date(BirthDate date) => date.IsMissing ? "" : date.Packed.ToString("x8", null);

    /// <summary>Day and month in no order: the same if they were swapped.</summary>
    static ImmutableArray<string> DayAndMonth(BirthDate date) => date.Day == 0 || date.Month == 0 ? []
        : [(date.Packed >>> 8 & 0xFF).ToString("x2", null), (date.Packed & 0xFF).ToString("x2", null)];

    static string Year(BirthDate date) => date.Year == 0 ? "" : (date.Packed >>> 16).ToString("x4", null);
}
