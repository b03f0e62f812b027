using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Encrypts for a recipient's public key: compact JWE (RFC 7516) with ECDH-ES on P-256 and A256GCM (RFC 7518 §4.6,
/// §5.3) on the platform's own cryptography. Every message has an ephemeral key of its own.
/// </summary>
public static class RecipientKeys
{
    const int Tag = 16;

    public static Rejection? Fault(RecipientKey? key, string path)
    {
        if (key is null) return null;
        try
        {
            if (key is { Kty: "EC", Crv: "P-256", Kid: null or { Length: <= 200 } })
            {
                using var read = Read(key);
                return null;
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // the same refusal as any other thing that is no key
        }

        return Rejection.Invalid("recipient-key-invalid", "A recipient's key is a public P-256 key as JWK.", path);
    }

    public static string Encrypt(RecipientKey key, ReadOnlySpan<byte> plain)
    {
        using var recipient = Read(key);
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = ephemeral.ExportParameters(includePrivateParameters: false).Q;
        var header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["alg"] = "ECDH-ES",
            ["enc"] = "A256GCM",
            ["kid"] = key.Kid,
            ["epk"] = new Dictionary<string, string>
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Base64Url.EncodeToString(point.X!),
                ["y"] = Base64Url.EncodeToString(point.Y!),
            },
        }.Where(member => member.Value is not null).ToDictionary()));
        using var theirs = recipient.PublicKey;
        var secret = ephemeral.DeriveRawSecretAgreement(theirs);
        var content = Agree(secret, "A256GCM", "", "", 256);
        CryptographicOperations.ZeroMemory(secret);
        var nonce = RandomNumberGenerator.GetBytes(12);
        var sealedText = new byte[plain.Length];
        var tag = new byte[Tag];
        using (var aes = new AesGcm(content, Tag))
            aes.Encrypt(nonce, plain, sealedText, tag, Encoding.ASCII.GetBytes(header));

        CryptographicOperations.ZeroMemory(content);
        return string.Join('.', header, "", Base64Url.EncodeToString(nonce), Base64Url.EncodeToString(sealedText),
            Base64Url.EncodeToString(tag));
    }

    /// <summary>Concat KDF with SHA-256 for up to 256 bits: one round (NIST SP 800-56A §5.8.1, RFC 7518
    /// §4.6.2).</summary>
    public static byte[] Agree(ReadOnlySpan<byte> secret, string algorithm, string apu, string apv, int bits)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[4];
        Append(number, 1);
        hash.AppendData(secret);
        foreach (var text in (string[])[algorithm, apu, apv])
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            Append(number, bytes.Length);
            hash.AppendData(bytes);
        }

        Append(number, bits);
        return hash.GetHashAndReset()[..(bits / 8)];

        void Append(Span<byte> buffer, int value)
        {
            BinaryPrimitives.WriteInt32BigEndian(buffer, value);
            hash.AppendData(buffer);
        }
    }

    static ECDiffieHellman Read(RecipientKey key) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new() { X = Base64Url.DecodeFromChars(key.X), Y = Base64Url.DecodeFromChars(key.Y) },
    });
}
