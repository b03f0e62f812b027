using System.Collections.Immutable;
using System.Text;

namespace TrustCenter.Identities.Linkage.Tests;

/// <summary>Profiles, people and filters for the tests of encoding and comparing.</summary>
static class PprlSamples
{
    public static readonly ProjectSecret Secret = new(Encoding.ASCII.GetBytes("a secret of the tests, 32 bytes!!"));

    public static readonly EncodingProfile Record = new()
    {
        Name = "record",
        Project = "tests",
        Length = 1024,
        Fields =
        [
            new() { Source = "givenName", KeyName = "name", Hashes = 8 },
            new() { Source = "familyName", KeyName = "name", Bits = 64 },
            new() { Source = "birthDate", Grams = 1, Padding = GramPadding.None, Positional = true, Hashes = 10 },
            new() { Source = "postcode", Grams = 2, Positional = true, Bits = 40, Salt = "birthYear" },
            new() { Source = "street", Bits = 30 },
        ],
    };

    public static readonly EncodingProfile Weighted = Record with
    {
        Name = "weighted",
        Kind = FilterKind.Weighted,
        Fields = [.. Record.Fields.Select(field => field with { Length = 256, Share = field.Hashes == 8 ? 224 : 200 })],
    };

    public static readonly EncodingProfile Fields = Record with
    {
        Name = "fields",
        Kind = FilterKind.Fields,
        Hashing = HashingMethod.Double,
        Fields = [.. Record.Fields.Select(field => field with { Length = 256 })],
    };

    public static readonly PersonData Anna = new()
    {
        GivenName = "Anna-Lena",
        FamilyName = "Müller",
        BirthDate = "1985-06-19",
        Postcode = "17489",
        Street = "Lange Straße 12a",
    };

    public static EncodingProfile With(this EncodingProfile profile, params ImmutableArray<HardeningStep> steps) =>
        profile with { Hardening = steps };

    public static ulong[] Encode(EncodingProfile profile, PersonData person) =>
        new FilterEncoder(profile, Secret).Encode(person);

    public static double Dice(ulong[] a, ulong[] b) =>
        2.0 * FilterBits.Shared(a, b) / (FilterBits.Count(a) + FilterBits.Count(b));

    /// <summary>Filters drawn from a seed, some of the second table being those of the first with some bits turned.
    /// </summary>
    public static (FilterTable Left, FilterTable Right) Tables(
        int length, int left, int right, double fill, int turned, ulong seed)
    {
        var numbers = new People(seed);
        ulong[] Draw(int count)
        {
            var bits = new ulong[count * (length / 64)];
            for (var i = 0; i < count * length; i++)
                if (numbers.Number(1000) < fill * 1000 * (0.5 + i % length / (double)length))
                    bits[i >> 6] |= 1UL << i;
            return bits;
        }

        var (first, second) = (Draw(left), Draw(right));
        var words = length / 64;
        for (var i = 0; i < Math.Min(left, right); i += 2)
        {
            var to = (right - 1 - i) * words;
            Array.Copy(first, i * words, second, to, words);
            for (var k = 0; k < turned; k++)
            {
                var bit = numbers.Number(length);
                second[to + (bit >> 6)] ^= 1UL << bit;
            }
        }

        return (new(length, first), new(length, second));
    }
}
