using System.Security.Cryptography;

namespace TrustCenter.Hosting;

/// <summary>
/// An unwrapped data key, for whoever seals or hashes thousands of small contents under one key. Lives in memory only;
/// good for several threads at once.
/// </summary>
public sealed class DataKey
{
    internal const int Bytes = 32;

    readonly byte[] _key;

    internal DataKey(byte[] key) => _key = key;

    /// <summary>Opens and closes contents one after the other; not for several threads at once.</summary>
    public Sealer Sealer() => new(_key);

    /// <summary>Keyed hash (HMAC-SHA-256) of a content.</summary>
    /// <param name="content">What is hashed.</param>
    /// <param name="hash">32 bytes for the result.</param>
    public void Hash(ReadOnlySpan<byte> content, Span<byte> hash) => HMACSHA256.HashData(_key, content, hash);

    /// <summary>A key for another purpose, from which this one can't be told (HKDF-SHA-256).</summary>
    /// <param name="use">What for; another use gives another key.</param>
    /// <param name="length">Bytes.</param>
    public byte[] Derive(string use, int length) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, _key, length, info: System.Text.Encoding.UTF8.GetBytes(use));
}

/// <summary>Seals and opens with one key: AES-256-GCM with a random nonce of 96 bits.</summary>
public sealed class Sealer : IDisposable
{
    const int Nonce = 12;
    const int Tag = 16;
    readonly AesGcm _aes;

    internal Sealer(byte[] key) => _aes = new(key, Tag);

    /// <summary>Bytes a sealed content has more than its plain one.</summary>
    public const int Overhead = Nonce + Tag;

    /// <summary>Encrypts. The result opens only with the same <paramref name="bound"/>.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound)
    {
        var content = new byte[Overhead + plain.Length];
        var nonce = content.AsSpan(0, Nonce);
        RandomNumberGenerator.Fill(nonce);
        _aes.Encrypt(nonce, plain, content.AsSpan(Overhead), content.AsSpan(Nonce, Tag), bound);
        return content;
    }

    /// <summary>Decrypts what <see cref="Seal"/> wrote.</summary>
    /// <exception cref="VaultException">Wrong key, bound elsewhere, or changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> content, ReadOnlySpan<byte> bound)
    {
        if (content.Length < Overhead)
            throw new VaultException("The content is too short to be a sealed one.");

        var plain = new byte[content.Length - Overhead];
        try
        {
            _aes.Decrypt(content[..Nonce], content[Overhead..], content.Slice(Nonce, Tag), plain, bound);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new VaultException("The content does not open: it belongs elsewhere or was changed.");
        }

        return plain;
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _aes.Dispose();
}
