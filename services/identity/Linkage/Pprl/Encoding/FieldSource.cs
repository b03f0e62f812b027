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
        new("givenName", person => person.GivenName, text => NameParts(PersonName.Given(text))),
        new("familyName", person => person.FamilyName, text => NameParts(PersonName.Family(text))),
        new("birthName", BirthName, text => NameParts(PersonName.Family(text))),
        new("birthDate", person => person.BirthDate, text => One(Date(BirthDate.Read(text)))),
        new("birthYear", person => person.BirthDate, text => One(Year(BirthDate.Read(text)))),
        new("birthDayMonth", person => person.BirthDate, text => DayAndMonth(BirthDate.Read(text))),
        new("sex", person => person.Sex, text => One(Sex(NormalisedPerson.SexOf(text)))),
        new("street", person => person.Street, text => One(Address.Line(text).Street)),
        new("houseNumber", HouseNumber, text => One(text[0] == Line ? Address.Line(text[1..]).Number
            : Address.HouseNumber(text))),
        new("postcode", person => person.Postcode, text => One(Address.Postcode(text))),
        new("city", person => person.City, text => One(LatinText.WithoutUmlauts(Address.City(text)))),
        new("phone", person => person.Phone, text => One(Address.Phone(text))),
    }.ToFrozenDictionary(source => source.Name, StringComparer.Ordinal);

    /// <summary>Marks a street with its house number where the number is no field of its own.</summary>
    const char Line = '\u0001';

    readonly Func<PersonData, string?> _raw;
    readonly Func<string, ImmutableArray<string>> _parts;

    FieldSource(string name, Func<PersonData, string?> raw, Func<string, ImmutableArray<string>> parts) =>
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
        return new(name, person => person.More.GetValueOrDefault(further),
            text => One(LatinText.Fold(text).Replace(" ", "", StringComparison.Ordinal)));
    }

    /// <summary>The value as it was written, or "".</summary>
    internal string Raw(PersonData person) => _raw(person) ?? "";

    /// <summary>The parts of a value, each of which is cut into q-grams by itself; none if it says nothing.</summary>
    internal ImmutableArray<string> Parts(string raw) => raw.Length == 0 ? [] : _parts(raw);

    /// <summary>A birth name that repeats the family name is none, as everywhere in this library.</summary>
    static string? BirthName(PersonData person) =>
        string.IsNullOrWhiteSpace(person.BirthName)
        || string.Equals(person.BirthName, person.FamilyName, StringComparison.Ordinal)
        || PersonName.Family(person.BirthName).Text == PersonName.Family(person.FamilyName).Text
            ? null : person.BirthName;

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
