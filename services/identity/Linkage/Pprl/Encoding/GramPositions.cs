using System.Buffers.Binary;
using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>The positions of q-grams under one key. The first k of a q-gram are the same whatever k is.</summary>
sealed class GramPositions(byte[] key, HashingMethod method, int length)
{
    readonly Dictionary<ulong, ushort[]> _known = [];
    readonly Dictionary<(ulong Gram, string Salt), ushort[]> _salted = [];

    /// <summary>At least as many positions as asked for.</summary>
    public ReadOnlySpan<ushort> Of(ulong gram, string salt, int count)
    {
        if (salt.Length > 0) return Salted(gram, salt, count);
        if (_known.TryGetValue(gram, out var known) && known.Length >= count) return known.AsSpan(0, count);
        return _known[gram] = Make(gram, salt, count);
    }

    ReadOnlySpan<ushort> Salted(ulong gram, string salt, int count)
    {
        if (_salted.TryGetValue((gram, salt), out var known) && known.Length >= count) return known.AsSpan(0, count);
        return _salted[(gram, salt)] = Make(gram, salt, count);
    }

    ushort[] Make(ulong gram, string salt, int count) =>
        method == HashingMethod.Random ? Drawn(gram, salt, count) : Doubled(gram, salt, count);

    /// <summary>All different.</summary>
    ushort[] Drawn(ulong gram, string salt, int count)
    {
        var draws = Draws(gram, salt);
        var positions = new ushort[count];
        for (var i = 0; i < count;)
        {
            var drawn = (ushort)draws.Next(length);
            if (!positions.AsSpan(0, i).Contains(drawn)) positions[i++] = drawn;
        }

        return positions;
    }

    ushort[] Doubled(ulong gram, string salt, int count)
    {
        var draws = Draws(gram, salt);
        var (first, second) = (draws.Next64() % (ulong)length, draws.Next64() % (ulong)length);
        var positions = new ushort[count];
        for (var i = 0; i < count; i++) positions[i] = (ushort)((first + (ulong)i * second) % (ulong)length);
        return positions;
    }

    KeyedDraws Draws(ulong gram, string salt)
    {
        var message = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(salt)];
        BinaryPrimitives.WriteUInt64LittleEndian(message, gram);
        Encoding.UTF8.GetBytes(salt, message.AsSpan(sizeof(ulong)));
        return new(key, message);
    }
}
