using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>A person's fields ready to be compared; "" and the like stand for what is not known.</summary>
public sealed record NormalisedPerson
{
    /// <summary>Given names.</summary>
    public required PersonName Given { get; init; }

    /// <summary>Family name.</summary>
    public required PersonName Family { get; init; }

    /// <summary>Family name at birth; missing where it repeats the family name, so that it is not counted twice.
    /// </summary>
    public required PersonName Birth { get; init; }

    /// <summary>Date of birth as written.</summary>
    public BirthDate BirthDate { get; init; }

    /// <summary>M, F or another letter; \0 if not known.</summary>
    public char Sex { get; init; }

    /// <summary>Street in one word, its ending shortened.</summary>
    public string Street { get; init; } = "";

    /// <summary>House number.</summary>
    public string HouseNumber { get; init; } = "";

    /// <summary>Postcode.</summary>
    public string Postcode { get; init; } = "";

    /// <summary>Town in one word.</summary>
    public string City { get; init; } = "";

    /// <summary>National digits of the telephone number.</summary>
    public string Phone { get; init; } = "";

    /// <summary>Further fields in the configuration's order.</summary>
    public ImmutableArray<string> More { get; init; } = [];

    /// <summary>Brings a person's fields into the form in which they are compared.</summary>
    /// <param name="person">As written.</param>
    /// <param name="more">Names of the further fields, in the order wanted.</param>
    public static NormalisedPerson Of(PersonData person, params ReadOnlySpan<string> more)
    {
        var family = PersonName.Family(person.FamilyName);
        var birth = PersonName.Family(person.BirthName);
        var (street, number) = string.IsNullOrWhiteSpace(person.HouseNumber)
            ? Address.Line(person.Street)
            : (Address.Street(person.Street), Address.HouseNumber(person.HouseNumber));
        var further = ImmutableArray.CreateBuilder<string>(more.Length);
        foreach (var name in more)
            further.Add(LatinText.Fold(person.More.GetValueOrDefault(name)).Replace(" ", "", StringComparison.Ordinal));

        return new()
        {
            Given = PersonName.Given(person.GivenName),
            Family = family,
            Birth = birth.Text == family.Text ? PersonName.Missing : birth,
            BirthDate = BirthDate.Read(person.BirthDate),
            Sex = SexOf(person.Sex),
            Street = street,
            HouseNumber = number,
            Postcode = Address.Postcode(person.Postcode),
            City = Address.City(person.City),
            Phone = Address.Phone(person.Phone),
            More = further.MoveToImmutable(),
        };
    }

    internal static char SexOf(string? text) => LatinText.Fold(text) switch
    {
        "" or "U" or "UNKNOWN" or "UNBEKANNT" => '\0',
        ['F' or 'W', ..] => 'F',
        var sex => sex[0],
    };
}
