using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TrustCenter.Identities;

/// <summary>A pair that was drawn.</summary>
/// <param name="Linked">Linked by the comparison, not only near to it.</param>
/// <param name="Draw">Its number in the draw.</param>
sealed record DrawnPair(bool Linked, long Draw, Guid Pair, Guid A, Guid B, double Score);

/// <summary>
/// How many pairs to draw. Each pair has a number that the seed and its key give; those of the lowest numbers are the
/// sample. That is a simple random sample without replacement, whatever order the pairs come in, and one that can be
/// gone on with after an interruption: the lowest of two parts are among the lowest of each.
/// </summary>
/// <param name="Seed">32 bytes drawn at random.</param>
/// <param name="Linked">Of pairs linked by the comparison.</param>
/// <param name="Below">Of other pairs near to it.</param>
sealed record SampleWish(byte[] Seed, int Linked, int Below)
{
    public const int SeedLength = 32;

    public static SampleWish New(int linked, int below) =>
        new(RandomNumberGenerator.GetBytes(SeedLength), linked, below);

    /// <summary>Those of some pairs that may be in the sample.</summary>
    public IReadOnlyList<DrawnPair> Of(IEnumerable<TriedPair> pairs) =>
    [
        .. pairs.Where(pair => pair.After is not null).Select(pair =>
            {
                var key = PossibleMatch.IdOf(pair.A, pair.B);
                return new DrawnPair(pair.IsLinked, Draw(key), key, pair.A, pair.B, pair.After!.Value.Score);
            })
            .GroupBy(pair => pair.Linked)
            .SelectMany(stratum => stratum.OrderBy(pair => pair.Draw).Take(stratum.Key ? Linked : Below)),
    ];

    internal long Draw(Guid pair)
    {
        Span<byte> text = stackalloc byte[SeedLength + 16];
        Seed.CopyTo(text);
        pair.TryWriteBytes(text[SeedLength..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash) & long.MaxValue;
    }
}
