using System.Globalization;

namespace TrustCenter.Identities.Linkage.Tests;

/// <summary>Makes people by rule from a seed: names of consonants and vowels, dates over eighty years.</summary>
sealed class People(ulong seed)
{
    public const int FamilyNames = 500;
    ulong _state = unchecked(seed * 0x9E3779B97F4A7C15UL + 1);

    public PersonData Next() => new()
    {
        GivenName = Name(Number(300) + 10_000),
        FamilyName = Name(Number(FamilyNames) + 20_000),
        BirthDate = string.Create(
            CultureInfo.InvariantCulture, $"{1930 + Number(80)}-{1 + Number(12):00}-{1 + Number(28):00}"),
        Sex = Number(2) == 0 ? "m" : "f",
        Postcode = (10_000 + Number(5_000)).ToString(CultureInfo.InvariantCulture),
        Street = $"{Name(Number(400))}weg {1 + Number(60)}",
    };

    /// <summary>A person twice: one family name in ten is mistyped, one in four moves house.</summary>
    public (PersonData Left, PersonData Right, bool Typed) Pair()
    {
        var (person, other) = (Next(), Next());
        var typed = Number(10) == 0;
        var right = person with { FamilyName = typed ? Typed(person.FamilyName!) : person.FamilyName };
        if (Number(4) == 0) right = right with { Postcode = other.Postcode, Street = other.Street };
        return (person, right, typed);
    }

    public int Number(int below)
    {
        _state = unchecked(_state * 6364136223846793005UL + 1442695040888963407UL);
        return (int)((_state >> 33) % (ulong)below);
    }

    string Typed(string name)
    {
        var at = 1 + Number(name.Length - 2);
        return name[..at] + name[at] + name[at..];
    }

    /// <summary>Seven letters that name a number; two numbers differ in several.</summary>
    static string Name(int number)
    {
        const string consonants = "BDFGKLMNPRSTVZ", vowels = "AEIOU";
        var state = unchecked((uint)number * 2654435761);
        var letters = new char[8];
        for (var i = 0; i < letters.Length; i++)
        {
            state = unchecked(state * 1664525 + 1013904223);
            var choice = (int)(state >> 16);
            letters[i] = i % 2 == 0 ? consonants[choice % consonants.Length] : vowels[choice % vowels.Length];
        }

        return new(letters);
    }
}
