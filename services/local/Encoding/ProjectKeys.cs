using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Local;

/// <summary>What the sites of a project give each other and nobody else.</summary>
/// <param name="Project">The project.</param>
/// <param name="Secret">Random bytes that all filters come from, Base64.</param>
/// <param name="Signer">Id of the key that signs profiles: no other one's profile is encoded by.</param>
sealed record ProjectKey(string Project, string Secret, string Signer)
{
    const string What = "The key of the project";

    public static ProjectKey Read(string path)
    {
        try
        {
            var key = JsonSerializer.Deserialize<ProjectKey>(KeyFiles.Read(path, What), StrictJson.Options);
            return key is { Project: not null, Secret: not null, Signer: not null } ? key
                : throw new PlainException($"{What}: {path} is no such file.");
        }
        catch (JsonException wrong)
        {
            throw new PlainException($"{What}: {path} is no such file.", wrong);
        }
    }

    /// <summary>Makes the sites' key and the key that profiles are signed with.</summary>
    public static void Create(string path, string signer, string project)
    {
        if (File.Exists(path) || File.Exists(signer))
            throw new PlainException($"{path} or {signer} is there already; keys are never overwritten.");
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        KeyFiles.Create(signer, signing.ExportPkcs8PrivateKeyPem());
        KeyFiles.Create(path, JsonSerializer.Serialize(new ProjectKey(project,
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(ProjectSecret.Least)),
            SignedProfile.KeyId(signing)), StrictJson.Options));
    }

    public ProjectSecret Open()
    {
        var bytes = new byte[1024];
        return Convert.TryFromBase64String(Secret, bytes, out var length) && length >= ProjectSecret.Least
            ? new(bytes.AsSpan(0, length))
            : throw new PlainException($"{What} is no {ProjectSecret.Least} random bytes in Base64.");
    }

    /// <summary>The profile of a file, if it is this project's and signed by the right key.</summary>
    public (EncodingProfile Profile, string Digest) Profile(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<ProfileFile>(File.ReadAllText(path), StrictJson.Options);
            if (file is not { Protected: not null, Payload: not null, Signature: not null, Key: not null })
                throw new PlainException($"{path} is no encoding profile.");
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(file.Key), out _);
            if (SignedProfile.KeyId(key) != Signer)
                throw new PlainException($"{path} is signed by another key than the sites of {Project} agreed on.");
            var profile = new SignedProfile(file.Protected, file.Payload, file.Signature).Open(key);
            if (profile.Project != Project)
                throw new PlainException($"{path} is a profile of another project.");
            return (profile, Convert.ToHexStringLower(SHA256.HashData(Base64Url.DecodeFromChars(file.Payload))));
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or CryptographicException)
        {
            throw new PlainException($"{path}: {wrong.Message}", wrong);
        }
    }
}

/// <summary>A site's own key, by which local identifiers become pseudonyms. It never leaves the site.</summary>
sealed class SiteKey(byte[] key, string project)
{
    public static SiteKey ReadOrCreate(string path, string project)
    {
        if (!File.Exists(path)) KeyFiles.Create(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var text = KeyFiles.Read(path, "The site's key").Trim();
        return text.Length == 64 && text.All(char.IsAsciiHexDigit) ? new(Convert.FromHexString(text), project)
            : throw new PlainException($"{path} is no key of a site.");
    }

    public UInt128 IdOf(string local)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{project.Length}:{project}/{local}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
