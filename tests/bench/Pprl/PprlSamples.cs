using System.Text;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Filters of invented people, and random ones.</summary>
static class PprlSamples
{
    public static readonly ProjectSecret Secret = new(Encoding.ASCII.GetBytes("a secret of the benchmark, 32 byte"));

    /// <summary>A record filter of 1,024 bits that is about as full as wanted.</summary>
    public static EncodingProfile Filled(double fill)
    {
        EncodingProfile Profile(int hashes) => new()
        {
            Name = "bench",
            Project = "bench",
            Fields =
            [
                .. new[] { "givenName", "familyName", "birthDate", "postcode", "city", "street" }
                    .Select(source => new EncodedField { Source = source, Hashes = hashes }),
            ],
        };
        return Enumerable.Range(3, 30).Select(Profile)
            .MinBy(profile => Math.Abs(People(profile, 0, 500).Fill() - fill))!;
    }

    public static FilterTable People(EncodingProfile profile, long first, int count)
    {
        var encoder = new FilterEncoder(profile, Secret);
        var bits = new ulong[(long)count * encoder.Words];
        for (var i = 0; i < count; i++)
            encoder.Encode(BenchPeople.Of(first + i), bits.AsSpan(i * encoder.Words, encoder.Words));
        return new(encoder.Words * 64, bits);
    }

    /// <summary>The same people written down again: one letter of the family name is another, one in two moved.
    /// </summary>
    public static PersonData Again(long number)
    {
        var person = BenchPeople.Of(number);
        var at = (int)(number % (person.FamilyName!.Length - 1)) + 1;
        var family = person.FamilyName[..at] + 'x' + person.FamilyName[(at + 1)..];
        return number % 2 == 0 ? person with { FamilyName = family }
            : person with { FamilyName = family, Street = "Neuer Weg", HouseNumber = "1" };
    }

    public static FilterTable Random(int count, ulong seed)
    {
        var bits = new ulong[count * 16];
        var state = seed;
        for (var i = 0; i < bits.Length; i++)
        {
            state = unchecked(state * 6364136223846793005UL + 1442695040888963407UL);
            bits[i] = state ^ state >> 29 ^ state << 31;
        }

        return new(1024, bits);
    }
}
