using System.Numerics;

namespace TrustCenter.Identities.Linkage;

/// <summary>Linear diffusion (Armknecht, Heng and Schnell 2023): each bit becomes the exclusive or of some others. It
/// is a matrix over the field of two elements, so it may be taken of parts, and the parts put together.</summary>
sealed class Diffusion
{
    readonly int _words;

    // For each bit of a filter those that it goes into: a few set bits, not all, have to be looked at.
    readonly ulong[] _columns;

    /// <param name="key">Which bits go where.</param>
    /// <param name="amount">How many bits go into one.</param>
    /// <param name="length">Bits of a filter.</param>
    public Diffusion(byte[] key, int amount, int length)
    {
        var draws = new KeyedDraws(key, []);
        _words = length / 64;
        _columns = new ulong[length * _words];
        Span<int> drawn = stackalloc int[amount];
        for (var to = 0; to < length; to++)
        {
            for (var i = 0; i < amount;)
            {
                var from = draws.Next(length);
                if (drawn[..i].Contains(from)) continue;
                drawn[i++] = from;
                _columns[from * _words + (to >> 6)] |= 1UL << to;
            }
        }
    }

    /// <summary>Turns over in a sum what a filter's bits go into.</summary>
    public void Add(ReadOnlySpan<ulong> filter, Span<ulong> sum)
    {
        for (var word = 0; word < filter.Length; word++)
        {
            for (var bits = filter[word]; bits != 0; bits &= bits - 1)
            {
                var bit = word << 6 | BitOperations.TrailingZeroCount(bits);
                WordLogic.Xor(_columns.AsSpan(bit * _words, _words), sum);
            }
        }
    }
}
