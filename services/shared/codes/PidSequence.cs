using System.Security.Cryptography;

namespace TrustCenter.Codes;

/// <summary>The Mainzelliste's way from a counter to a PID: a keyed permutation of 30 bits in four rounds (K.
/// Pommerening's PIDgen), so that a list that moved here can go on counting. In the running programs the quadratic
/// round takes the fourth chunk of six bits twice and the permutation of bits between the rounds has no effect; both
/// are kept, as the PIDs made with them show. It is no encryption of today's strength: new domains take the random
/// generator or FF1.</summary>
/// <param name="k1">First key; taken as odd, as are the other two.</param>
/// <param name="k2">Second key.</param>
/// <param name="k3">Third key.</param>
/// <param name="randomBits">How many of the counter's highest bits (0–12) are random.</param>
public sealed class PidSequence(int k1, int k2, int k3, int randomBits = 0)
{
    const int Bits = 30;
    const uint Mask = (1u << Bits) - 1;

    readonly uint[] keys = Keys([k1, k2, k3]);
    readonly int randomWidth = Math.Clamp(randomBits, 0, 12);

    /// <summary>Largest counter that has a PID.</summary>
    public int Last => (int)(Mask >> randomWidth);

    /// <summary>The PID of a counter from 1; with random bits another one at every call.</summary>
    public string At(int counter)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(counter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counter, Last);
        var random = randomWidth == 0 ? 0u : (uint)RandomNumberGenerator.GetInt32(1 << randomWidth);
        var state = (uint)counter | (random << (Bits - randomWidth));
        foreach (var key in keys) state = Times(key, Mix(Rotate(state)));

        Span<byte> word = stackalloc byte[PidCode.MessageLength + 2];
        for (var place = 0; place < PidCode.MessageLength; place++)
            word[place] = (byte)((state >> (25 - (5 * place))) & 31);
        new PidCode().Compute(word[..PidCode.MessageLength], word[PidCode.MessageLength..]);
        Span<char> text = stackalloc char[word.Length];
        for (var place = 0; place < word.Length; place++) text[place] = Alphabet.Pid.Symbols[word[place]];
        return new(text);
    }

    /// <summary>The counter of a PID that was made with these keys, so that counting goes on behind the highest. The
    /// PID has to be valid (<see cref="PseudonymFormat.Validate"/>).</summary>
    public int CounterOf(string pid)
    {
        var state = 0u;
        for (var place = 0; place < PidCode.MessageLength; place++)
        {
            if (!Alphabet.Pid.TryValue(pid[place], out var value))
                throw new ArgumentException("Not a PID.", nameof(pid));
            state = (state << 5) | value;
        }

        for (var round = keys.Length - 1; round >= 0; round--)
            state = RotateBack(MixBack(Times(Inverse(keys[round]), state)));
        return (int)(state & (Mask >> randomWidth));
    }

    static uint[] Keys(int[] given)
    {
        uint[] odd = [.. given.Select(key => ((uint)(key & int.MaxValue) & Mask) | 1)];
        return [.. odd, (odd[0] + odd[1] + odd[2]) & Mask];
    }

    static uint Times(uint a, uint b) => (uint)((ulong)a * b & Mask);

    static uint Rotate(uint x) => (x >> 6) | ((x & 63) << 24);

    static uint RotateBack(uint x) => ((x << 6) & Mask) | (x >> 24);

    static uint Mix(uint x) => (x & ~63u) | (((x & 63) + Quadratic(x)) & 63);

    static uint MixBack(uint x) => (x & ~63u) | (((x & 63) + 64 - (Quadratic(x) & 63)) & 63);

    static uint Quadratic(uint x)
    {
        var (second, third, fourth) = ((x >> 6) & 63, (x >> 12) & 63, (x >> 18) & 63);
        return (second * fourth) + (third * fourth);
    }

    /// <summary>Newton's iteration: every step doubles the bits that are right.</summary>
    static uint Inverse(uint odd)
    {
        ulong inverse = odd;
        for (var step = 0; step < 4; step++)
            inverse = inverse * ((Mask + 3ul - (odd * inverse & Mask)) & Mask) & Mask;
        return (uint)inverse;
    }
}
