using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Consents;

/// <summary>
/// Stream ids made from names, so that the second of two who create the same thing finds the stream taken.
/// Version 8 UUIDs (RFC 9562): SHA-256 of the parts, each behind its length.
/// </summary>
public static class StreamIds
{
    public static Guid OfDomain(string name) => From("consent-domain", name);

    public static Guid OfTemplate(string domain, string key) => From("consent-template", domain, key.Normalize());

    static Guid From(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        var id = hash.GetHashAndReset()[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id, bigEndian: true);
    }
}
