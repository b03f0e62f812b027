using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrustCenter.Identities.Linkage;

/// <summary>A profile as sites exchange it: JSON Web Signature with ES256 in its flattened form (RFC 7515, RFC 7518),
/// so that any library of that standard can check it.</summary>
/// <param name="Protected">Header: algorithm, type and the key's id.</param>
/// <param name="Payload">The profile.</param>
/// <param name="Signature">ECDSA over both.</param>
public sealed record SignedProfile(string Protected, string Payload, string Signature)
{
    /// <summary>Signs a profile.</summary>
    /// <exception cref="FormatException">It cannot be used.</exception>
    public static SignedProfile Sign(EncodingProfile profile, ECDsa key)
    {
        if (profile.Fault() is { } fault) throw new FormatException(fault);
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header(key)));
        var payload = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(profile, ProfileJson.Default.EncodingProfile));
        var signature = key.SignData(Signed(header, payload), HashAlgorithmName.SHA256);
        return new(header, payload, Base64Url.EncodeToString(signature));
    }

    /// <summary>The profile, if the key signed it.</summary>
    /// <exception cref="FormatException">It was not signed by this key, is no profile, or cannot be used; the message
    /// says which.</exception>
    public EncodingProfile Open(ECDsa key)
    {
        if (!Verifies(key)) throw new FormatException("The profile is not signed by the key of this project.");
        try
        {
            var profile = JsonSerializer.Deserialize(
                Base64Url.DecodeFromChars(Payload), ProfileJson.Default.EncodingProfile);
            if (profile?.Fault() is { } fault) throw new FormatException(fault);
            return profile ?? throw new FormatException("There is no profile.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"This is no encoding profile: {wrong.Message}", wrong);
        }
    }

    /// <summary>As JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, ProfileJson.Default.SignedProfile);

    /// <summary>Reads what <see cref="Write"/> wrote; nothing is checked before <see cref="Open"/>.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static SignedProfile Read(string json) =>
        JsonSerializer.Deserialize(json, ProfileJson.Default.SignedProfile)
        ?? throw new JsonException("There is no profile.");

    /// <summary>Id of a signing key: SHA-256 of its public part.</summary>
    public static string KeyId(ECDsa key) =>
        Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 16));

    bool Verifies(ECDsa key)
    {
        try
        {
            return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header(key))) == Protected
                && key.VerifyData(
                    Signed(Protected, Payload), Base64Url.DecodeFromChars(Signature), HashAlgorithmName.SHA256);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    static string Header(ECDsa key) =>
        $$"""{"alg":"ES256","typ":"trustcenter-pprl-profile+json","kid":"{{KeyId(key)}}"}""";

    static byte[] Signed(string header, string payload) => Encoding.ASCII.GetBytes($"{header}.{payload}");
}
