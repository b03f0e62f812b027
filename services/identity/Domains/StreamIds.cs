using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Identities;

/// <summary>Stream ids made from names, so that the second of two who create the same thing finds the stream taken.
/// Version 8 UUIDs (RFC 9562).</summary>
static class StreamIds
{
    public static Guid OfDomain(string name) => Of("identity-domain", name);

    public static Guid OfProject(string name) => Of("linkage-project", name);

    static Guid Of(string stream, string name)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{stream}\n{name}"))[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id, bigEndian: true);
    }
}
