using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>What the sites of a project know and the linkage unit does not. Every key is derived from it (RFC 5869) for
/// a project and a purpose, so one secret gives unrelated filters in two projects.</summary>
public sealed class ProjectSecret
{
    /// <summary>The fewest bytes.</summary>
    public const int Least = 32;

    const string Salt = "TrustCenter PPRL 1";
    readonly byte[] _secret;

    /// <summary>Takes bytes that a generator of random numbers made.</summary>
    /// <exception cref="ArgumentException">There are fewer than <see cref="Least"/>.</exception>
    public ProjectSecret(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < Least) throw new ArgumentException($"A secret has at least {Least} bytes.", nameof(secret));
        _secret = secret.ToArray();
    }

    /// <summary>Eight letters by which sites see whether they have the same secret; says nothing about it.</summary>
    public string Check(string project) => Convert.ToHexStringLower(Derive(project, "check").AsSpan(0, 4));

    internal byte[] Derive(string project, string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, _secret, 32, Encoding.UTF8.GetBytes(Salt),
        Encoding.UTF8.GetBytes($"{project.Length}:{project}/{purpose}"));
}
