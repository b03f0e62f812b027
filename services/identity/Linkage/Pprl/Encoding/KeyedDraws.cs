using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TrustCenter.Identities.Linkage;

/// <summary>Numbers drawn from HMAC-SHA-256 over a message and a counter: block i is HMAC(key, message, i as four
/// bytes), read as sixteen numbers of two bytes, all little-endian.</summary>
sealed class KeyedDraws
{
    readonly byte[] _key;
    readonly byte[] _message;
    readonly byte[] _block = new byte[HMACSHA256.HashSizeInBytes];
    int _next = HMACSHA256.HashSizeInBytes;
    int _blocks;

    public KeyedDraws(byte[] key, ReadOnlySpan<byte> message)
    {
        _key = key;
        _message = new byte[message.Length + sizeof(int)];
        message.CopyTo(_message);
    }

    /// <summary>A number from 0 on, each as likely as another; below may be 65,536 at most.</summary>
    public int Next(int below)
    {
        var limit = 65_536u - 65_536u % (uint)below;
        while (true)
        {
            var drawn = Word();
            if (drawn < limit) return (int)(drawn % (uint)below);
        }
    }

    /// <summary>Eight bytes.</summary>
    public ulong Next64() => Word() | (ulong)Word() << 16 | (ulong)Word() << 32 | (ulong)Word() << 48;

    /// <summary>0, 1, 2 … in an order drawn after Fisher and Yates.</summary>
    public int[] Order(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var other = Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    uint Word()
    {
        if (_next == _block.Length)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_message.AsSpan(^sizeof(int)), _blocks++);
            HMACSHA256.HashData(_key, _message, _block);
            _next = 0;
        }

        var word = BinaryPrimitives.ReadUInt16LittleEndian(_block.AsSpan(_next));
        _next += sizeof(ushort);
        return word;
    }
}
