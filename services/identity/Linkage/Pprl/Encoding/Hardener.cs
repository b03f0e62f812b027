using System.Buffers.Binary;

namespace TrustCenter.Identities.Linkage;

/// <summary>Takes a profile's steps of hardening on a filter. Not for several threads at once.</summary>
sealed class Hardener
{
    readonly Step[] _steps;
    readonly ulong[] _from = new ulong[EncodingProfile.LongestFilter / 64];
    readonly ulong[] _to = new ulong[EncodingProfile.LongestFilter / 64];

    public Hardener(EncodingProfile profile, int length, ProjectSecret secret, string name)
    {
        var steps = new List<Step>();
        foreach (var (number, step) in profile.Hardening.Index())
        {
            var key = secret.Derive(profile.Project, $"harden/{name}/{number}/{step.Kind}");
            steps.Add(Make(step, length, key));
            length = steps[^1].Length;
        }

        _steps = [.. steps];
    }

    delegate void Change(ReadOnlySpan<ulong> from, Span<ulong> to);

    sealed record Step(int Length, Change Change)
    {
        public Diffusion? Diffusion { get; init; }
    }

    /// <summary>The first step if it is diffusion.</summary>
    public Diffusion? Diffusion => _steps is [var first, ..] ? first.Diffusion : null;

    public void Harden(ReadOnlySpan<ulong> filter, Span<ulong> hardened) => Harden(filter, hardened, 0);

    /// <summary>Takes the other steps on a filter that is diffused already if <see cref="Diffusion"/> comes first.
    /// </summary>
    public void HardenDiffused(ReadOnlySpan<ulong> filter, Span<ulong> hardened) =>
        Harden(filter, hardened, Diffusion is null ? 0 : 1);

    void Harden(ReadOnlySpan<ulong> filter, Span<ulong> hardened, int first)
    {
        if (_steps.Length == first)
        {
            filter.CopyTo(hardened);
            return;
        }

        filter.CopyTo(_from);
        var (from, to, length) = (_from, _to, filter.Length);
        for (var i = first; i < _steps.Length; i++)
        {
            var words = _steps[i].Length / 64;
            var result = i == _steps.Length - 1 ? hardened[..words] : to.AsSpan(0, words);
            result.Clear();
            _steps[i].Change(from.AsSpan(0, length), result);
            (from, to, length) = (to, from, words);
        }
    }

    static Step Make(HardeningStep step, int length, byte[] key) => step.Kind switch
    {
        Hardening.Balance => new(2 * length, Balance(Order(key, 2 * length))),
        Hardening.Fold => new(length >> step.Amount, Fold),
        Hardening.Rule90 => new(length, Rule90),
        Hardening.Blip => new(length, (from, to) => Blip(key, step.Amount, from, to)),
        Hardening.Diffuse => Diffuse(new(key, step.Amount, length), length),
        _ => new(length, Permute(Order(key, length))),
    };

    static Step Diffuse(Diffusion diffusion, int length) => new(length, diffusion.Add) { Diffusion = diffusion };

    static int[] Order(byte[] key, int length) => new KeyedDraws(key, []).Order(length);

    static Change Permute(int[] order) => (from, to) =>
    {
        for (var word = 0; word < from.Length; word++)
        {
            for (var bits = from[word]; bits != 0; bits &= bits - 1)
            {
                var place = order[word << 6 | System.Numerics.BitOperations.TrailingZeroCount(bits)];
                to[place >> 6] |= 1UL << place;
            }
        }
    };

    static Change Balance(int[] order) => (from, to) =>
    {
        Span<ulong> both = stackalloc ulong[2 * from.Length];
        from.CopyTo(both);
        for (var i = 0; i < from.Length; i++) both[from.Length + i] = ~from[i];
        Permute(order)(both, to);
    };

    static void Fold(ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        for (var i = 0; i < from.Length; i++) to[i % to.Length] ^= from[i];
    }

    /// <summary>The ends of the filter are neighbours.</summary>
    static void Rule90(ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            var (before, after) = (from[(i + from.Length - 1) % from.Length], from[(i + 1) % from.Length]);
            to[i] = (from[i] << 1 | before >> 63) ^ (from[i] >> 1 | after << 63);
        }
    }

    /// <summary>What is drawn depends on the key and the filter alone: the same record may be encoded again, and nobody
    /// learns more by seeing it twice.</summary>
    static void Blip(byte[] key, int thousandths, ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        Span<byte> message = stackalloc byte[from.Length * sizeof(ulong)];
        for (var i = 0; i < from.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(message[(i * sizeof(ulong))..], from[i]);
        var draws = new KeyedDraws(key, message);
        for (var i = 0; i < from.Length * 64; i++)
        {
            var drawn = draws.Next(2000);
            var bit = drawn < 2 * thousandths ? (ulong)drawn & 1 : from[i >> 6] >> i & 1;
            to[i >> 6] |= bit << i;
        }
    }
}
