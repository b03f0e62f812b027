using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrustCenter.Identities;

/// <summary>
/// An id that opens something: of a session or of a token. The database keeps its hash, and what belongs to it under a
/// key that only the id gives: without it the row can be read by nobody, not even with the service's keys.
/// </summary>
sealed class SessionSecret(string id)
{
    /// <summary>Characters of an id: 256 bits, hexadecimal.</summary>
    public const int Length = 64;

    const int Nonce = 12;
    const int Tag = 16;

    public string Id => id;

    public byte[] Hash { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(id));

    public static SessionSecret New() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length / 2)));

    public byte[] Seal<T>(T content)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(content, StoredJson.Options);
        var sealedContent = new byte[Nonce + Tag + plain.Length];
        RandomNumberGenerator.Fill(sealedContent.AsSpan(0, Nonce));
        using var aes = new AesGcm(Key(), Tag);
        aes.Encrypt(sealedContent.AsSpan(0, Nonce), plain, sealedContent.AsSpan(Nonce + Tag),
            sealedContent.AsSpan(Nonce, Tag));
        return sealedContent;
    }

    public T Open<T>(byte[] content)
    {
        var plain = new byte[content.Length - Nonce - Tag];
        using var aes = new AesGcm(Key(), Tag);
        aes.Decrypt(content.AsSpan(0, Nonce), content.AsSpan(Nonce + Tag), content.AsSpan(Nonce, Tag), plain);
        return JsonSerializer.Deserialize<T>(plain, StoredJson.Options)!;
    }

    byte[] Key() => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(id), 32, info: "session-content"u8.ToArray());
}
