using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TrustCenter.Hosting;

/// <summary>The chain's arithmetic.</summary>
static class AuditChain
{
    /// <summary>The hash before the first entry.</summary>
    public static byte[] Genesis => new byte[32];

    /// <summary>SHA-256(0x01 ‖ previous ‖ transaction ‖ sequence ‖ leaf), numbers big-endian.</summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, ulong tx, long seq, ReadOnlySpan<byte> leaf)
    {
        Span<byte> node = stackalloc byte[1 + 32 + 8 + 8 + 32];
        node[0] = 1;
        previous.CopyTo(node[1..]);
        BinaryPrimitives.WriteUInt64BigEndian(node[33..], tx);
        BinaryPrimitives.WriteInt64BigEndian(node[41..], seq);
        leaf.CopyTo(node[49..]);
        return SHA256.HashData(node);
    }
}
