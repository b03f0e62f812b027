using System.Globalization;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Somebody as another source writes them down: the kinds of errors of the German data set, as often as
/// there.</summary>
sealed class PersonErrors(Germans germans)
{
    static readonly (string Kind, int PerMille)[] Kinds =
    [
        ("moved", 300), ("a value missing", 120), ("day and month swapped", 66), ("name change", 46),
        ("names swapped", 32), ("umlauts", 100), ("given name mistyped", 120), ("family name mistyped", 120),
        ("birth date mistyped", 60), ("street mistyped", 60),
    ];

    public (PersonData Person, IReadOnlyList<string> Kinds) Spoil(PersonData person, long number)
    {
        var chance = new Chance((ulong)number * 2 + 0x5DEECE66D);
        var done = new List<string>();
        foreach (var (kind, often) in Kinds)
        {
            if (chance.Below(1000) >= often) continue;
            var before = person;
            person = Apply(kind, person, ref chance);
            if (person != before) done.Add(kind);
        }

        return (person, done);
    }

    PersonData Apply(string kind, PersonData person, ref Chance chance)
    {
        switch (kind)
        {
            case "moved":
                var (postcode, city) = germans.Place(ref chance);
                return person with
                {
                    Street = germans.Street(ref chance),
                    HouseNumber = Germans.HouseNumber(ref chance),
                    Postcode = postcode,
                    City = city,
                };
            case "a value missing":
                return chance.Below(5) switch
                {
                    0 => person with { Street = null, HouseNumber = null },
                    1 => person with { Postcode = null, City = null },
                    2 => person with { BirthDate = null },
                    3 => person with { GivenName = null },
                    _ => person with { Street = null, HouseNumber = null, Postcode = null, City = null },
                };
            case "day and month swapped":
                return person.BirthDate is not { } date ? person
                    : person with { BirthDate = $"{date[..4]}-{date[8..]}-{date[5..7]}" };
            case "name change":
                return person with
                {
                    FamilyName = germans.Family(ref chance),
                    BirthName = person.BirthName ?? person.FamilyName,
                };
            case "names swapped":
                return person with { GivenName = person.FamilyName, FamilyName = person.GivenName };
            case "umlauts":
                return person with { GivenName = Plain(person.GivenName), FamilyName = Plain(person.FamilyName) };
            case "given name mistyped":
                return person with { GivenName = Mistyped(person.GivenName, ref chance) };
            case "family name mistyped":
                return person with { FamilyName = Mistyped(person.FamilyName, ref chance) };
            case "birth date mistyped":
                return person with { BirthDate = OtherDigit(person.BirthDate, ref chance) };
            default:
                return person with { Street = Mistyped(person.Street, ref chance) };
        }
    }

    static string? Plain(string? text) => text?.Replace("ä", "ae", StringComparison.Ordinal)
        .Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal)
        .Replace("ß", "ss", StringComparison.Ordinal);

    static string? Mistyped(string? text, ref Chance chance)
    {
        if (text is null || text.Length < 3) return text;
        var at = chance.Below(text.Length - 1);
        var letter = (char)('a' + chance.Below(26));
        return chance.Below(4) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, $"{letter}"),
            2 => $"{text[..at]}{text[at + 1]}{text[at]}{text[(at + 2)..]}",
            _ => $"{text[..at]}{letter}{text[(at + 1)..]}",
        };
    }

    static string? OtherDigit(string? date, ref Chance chance)
    {
        if (date is null) return null;
        var written = date.ToCharArray();
        written[new[] { 2, 3, 6, 9 }[chance.Below(4)]] = (char)('0' + chance.Below(10));
        var text = new string(written);
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text : date;
    }
}
