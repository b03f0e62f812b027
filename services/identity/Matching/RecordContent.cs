using System.Collections.Immutable;
using System.Text;
using TrustCenter.Contracts.Identity;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What is compared of an identity at one of its addresses, and how it is written before it is
/// encrypted.</summary>
public static class RecordContent
{
    const char Between = '\u001F';
    const int Fixed = 10;

    public static PersonData Of(IdentityData identity, Contact? contact, IEnumerable<string> comparedAuthorities)
    {
        var compared = comparedAuthorities.ToHashSet(StringComparer.Ordinal);
        return new()
        {
            GivenName = Joined(identity.GivenName, identity.MiddleName),
            FamilyName = Joined(identity.Prefix, identity.FamilyName),
            BirthName = identity.BirthName,
            BirthDate = identity.BirthDate,
            Sex = identity.Gender is "unknown" or "other" ? null : identity.Gender,
            Street = contact?.Street,
            HouseNumber = contact?.HouseNumber,
            Postcode = contact?.Postcode,
            City = contact?.City,
            Phone = contact?.Phone,
            More = (identity.Identifiers ?? []).Where(identifier => compared.Contains(identifier.Authority))
                .DistinctBy(identifier => identifier.Authority)
                .ToImmutableDictionary(identifier => identifier.Authority, identifier => identifier.Value),
        };
    }

    public static byte[] Write(PersonData person) => Encoding.UTF8.GetBytes(string.Join(Between,
        [
            person.GivenName, person.FamilyName, person.BirthName, person.BirthDate, person.Sex, person.Street,
            person.HouseNumber, person.Postcode, person.City, person.Phone,
            .. person.More.SelectMany(more => new[] { more.Key, more.Value }),
        ]));

    public static PersonData Read(ReadOnlySpan<byte> content)
    {
        var parts = Encoding.UTF8.GetString(content).Split(Between);
        return new()
        {
            GivenName = parts[0],
            FamilyName = parts[1],
            BirthName = parts[2],
            BirthDate = parts[3],
            Sex = parts[4],
            Street = parts[5],
            HouseNumber = parts[6],
            Postcode = parts[7],
            City = parts[8],
            Phone = parts[9],
            More = Enumerable.Range(0, (parts.Length - Fixed) / 2)
                .ToImmutableDictionary(i => parts[Fixed + 2 * i], i => parts[Fixed + 2 * i + 1]),
        };
    }

    static string? Joined(string? one, string? other) =>
        string.IsNullOrWhiteSpace(one) ? other : string.IsNullOrWhiteSpace(other) ? one : $"{one} {other}";
}
