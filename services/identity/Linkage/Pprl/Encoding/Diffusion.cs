using System.Numerics;

namespace TrustCenter.Identities.Linkage;

/// <summary>Linear diffusion (Armknecht, Heng and Schnell 2023): each bit becomes the exclusive or of some others. It
/// is a matrix over the field of two elements, so it may be taken of parts, and the parts put together.</summary>
sealed class Diffusion
{
    // For each bit of a filter those that it goes into: where its part of the list begins, and the list. Small enough
    // to stay near the processor.
    readonly int[] _starts;
    readonly ushort[] _into;

    /// <param name="key">Which bits go where.</param>
    /// <param name="amount">How many bits go into one.</param>
    /// <param name="length">Bits of a filter.</param>
    public Diffusion(byte[] key, int amount, int length)
    {
        var draws = new KeyedDraws(key, []);
        var into = new List<ushort>[length];
        for (var from = 0; from < length; from++) into[from] = [];
        Span<int> drawn = stackalloc int[amount];
        for (var to = 0; to < length; to++)
        {
            for (var i = 0; i < amount;)
            {
                var from = draws.Next(length);
                if (drawn[..i].Contains(from)) continue;
                drawn[i++] = from;
                into[from].Add((ushort)to);
            }
        }

        _starts = new int[length + 1];
        for (var from = 0; from < length; from++) _starts[from + 1] = _starts[from] + into[from].Count;
        _into = [.. into.SelectMany(list => list)];
    }

    /// <summary>Turns over in a sum what a filter's bits go into.</summary>
    public void Add(ReadOnlySpan<ulong> filter, Span<ulong> sum)
    {
        for (var word = 0; word < filter.Length; word++)
        {
            for (var bits = filter[word]; bits != 0; bits &= bits - 1)
            {
                var from = word << 6 | BitOperations.TrailingZeroCount(bits);
                foreach (var to in _into.AsSpan(_starts[from].._starts[from + 1])) sum[to >> 6] ^= 1UL << to;
            }
        }
    }
}
