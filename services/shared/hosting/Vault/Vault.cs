using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Hosting;

/// <summary>A subject's data key, wrapped: useless without the key file outside PostgreSQL.</summary>
/// <param name="Kek">Id of the key-encryption key that wrapped it.</param>
/// <param name="Wrapped">The wrapped key.</param>
public sealed record WrappedKey(string Kek, byte[] Wrapped);

/// <summary>A sealed content does not open: wrong key, wrong subject or field, or it was changed.</summary>
public sealed class VaultException(string sentence) : Exception(sentence);

/// <summary>
/// Encrypts what identifies people: AES-256-GCM with a data key per subject, bound to subject and field, so that a row
/// moved elsewhere does not open. Erasing a person is deleting the wrapped key and the rows.
/// </summary>
public sealed class Vault
{
    const byte Format = 1;
    const int Nonce = 12;
    const int Tag = 16;
    readonly FrozenDictionary<string, KeyEncryptionKey> _keks;
    readonly string _current;
    readonly byte[] _lookup;

    /// <summary>A vault with the keys of a service.</summary>
    public Vault(ServiceKeys keys)
    {
        _keks = keys.Vault.ToFrozenDictionary(key => key.Id, key => new KeyEncryptionKey(key.Key));
        _current = keys.Vault[0].Id;
        _lookup = keys.Lookup;
    }

    /// <summary>A new data key for a subject, wrapped by the present key-encryption key.</summary>
    public WrappedKey NewKey(Guid subject)
    {
        Span<byte> key = stackalloc byte[DataKey.Bytes];
        RandomNumberGenerator.Fill(key);
        var wrapped = Wrap(subject, key);
        CryptographicOperations.ZeroMemory(key);
        return wrapped;
    }

    /// <summary>A new data key as <see cref="NewKey"/> makes it, open for the first contents.</summary>
    public SubjectSeal NewSeal(Guid subject)
    {
        Span<byte> key = stackalloc byte[DataKey.Bytes];
        RandomNumberGenerator.Fill(key);
        var seal = new SubjectSeal(subject, Wrap(subject, key), new AesGcm(key, Tag));
        CryptographicOperations.ZeroMemory(key);
        return seal;
    }

    /// <summary>Opens a key once for several contents of its subject.</summary>
    /// <exception cref="VaultException">The key is not this subject's, or its key-encryption key is gone.</exception>
    public SubjectSeal OpenSeal(Guid subject, WrappedKey key)
    {
        var dek = Unwrap(subject, key);
        var seal = new SubjectSeal(subject, key, new AesGcm(dek, Tag));
        CryptographicOperations.ZeroMemory(dek);
        return seal;
    }

    /// <summary>Encrypts a content for a subject's field.</summary>
    /// <exception cref="VaultException">The key is not this subject's, or its key-encryption key is gone.</exception>
    public byte[] Seal(Guid subject, WrappedKey key, string field, ReadOnlySpan<byte> plain)
    {
        var dek = Unwrap(subject, key);
        var content = Encrypt(dek, plain, Bind("item", subject, field));
        CryptographicOperations.ZeroMemory(dek);
        return content;
    }

    /// <summary>Decrypts what <see cref="Seal"/> wrote for the same subject and field.</summary>
    /// <exception cref="VaultException">It does not open.</exception>
    public byte[] Open(Guid subject, WrappedKey key, string field, ReadOnlySpan<byte> content)
    {
        var dek = Unwrap(subject, key);
        var plain = Decrypt(dek, content, Bind("item", subject, field));
        CryptographicOperations.ZeroMemory(dek);
        return plain;
    }

    /// <summary>Wraps a key anew with the present key-encryption key, so that an old one can be destroyed.</summary>
    /// <exception cref="VaultException">It does not open.</exception>
    public WrappedKey Rewrap(Guid subject, WrappedKey key)
    {
        var dek = Unwrap(subject, key);
        var wrapped = Wrap(subject, dek);
        CryptographicOperations.ZeroMemory(dek);
        return wrapped;
    }

    /// <summary>
    /// Whether a key is wrapped by an older key-encryption key of the file; one the file does not have is newer.
    /// </summary>
    public bool IsOlder(WrappedKey key) => key.Kek != _current && _keks.ContainsKey(key.Kek);

    /// <summary>Unwraps a key once for many contents.</summary>
    /// <exception cref="VaultException">The key is not this subject's, or its key-encryption key is gone.</exception>
    public DataKey OpenKey(Guid subject, WrappedKey key) => new(Unwrap(subject, key));

    /// <summary>
    /// Keyed hash (HMAC-SHA-256) to look something up without storing it. Parts are told apart: ("ab", "c") is not
    /// ("a", "bc").
    /// </summary>
    public byte[] LookupHash(string purpose, params ReadOnlySpan<string> parts)
    {
        var most = Framed(purpose);
        foreach (var part in parts)
            most += Framed(part);

        var buffer = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        var length = Append(buffer, purpose);
        foreach (var part in parts)
            length += Append(buffer[length..], part);

        return HMACSHA256.HashData(_lookup, buffer[..length]);
    }

    static int Framed(string part) => 4 + Encoding.UTF8.GetMaxByteCount(part.Length);

    static int Append(Span<byte> buffer, string part)
    {
        var length = Encoding.UTF8.GetBytes(part, buffer[4..]);
        BinaryPrimitives.WriteInt32BigEndian(buffer, length);
        return 4 + length;
    }

    byte[] Unwrap(Guid subject, WrappedKey key) => _keks.TryGetValue(key.Kek, out var kek)
        ? kek.Decrypt(key.Wrapped, Bind("key", subject, key.Kek))
        : throw new VaultException($"The key-encryption key {key.Kek} is not in the key file.");

    WrappedKey Wrap(Guid subject, ReadOnlySpan<byte> key) =>
        new(_current, _keks[_current].Encrypt(key, Bind("key", subject, _current)));

    // format ‖ kind ‖ 0 ‖ subject ‖ field
    internal static byte[] Bind(string kind, Guid subject, string field)
    {
        var bound = new byte[1 + kind.Length + 1 + 16 + Encoding.UTF8.GetByteCount(field)];
        bound[0] = Format;
        var at = 1 + Encoding.ASCII.GetBytes(kind, bound.AsSpan(1)) + 1;
        subject.TryWriteBytes(bound.AsSpan(at), bigEndian: true, out var written);
        Encoding.UTF8.GetBytes(field, bound.AsSpan(at + written));
        return bound;
    }

    internal static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain, byte[] bound)
    {
        using var aes = new AesGcm(key, Tag);
        return Encrypt(aes, plain, bound);
    }

    internal static byte[] Decrypt(byte[] key, ReadOnlySpan<byte> content, byte[] bound)
    {
        using var aes = new AesGcm(key, Tag);
        return Decrypt(aes, content, bound);
    }

    // format ‖ nonce ‖ tag ‖ ciphertext
    internal static byte[] Encrypt(AesGcm aes, ReadOnlySpan<byte> plain, byte[] bound)
    {
        var content = new byte[1 + Nonce + Tag + plain.Length];
        content[0] = Format;
        var nonce = content.AsSpan(1, Nonce);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, plain, content.AsSpan(1 + Nonce + Tag), content.AsSpan(1 + Nonce, Tag), bound);
        return content;
    }

    static byte[] Decrypt(AesGcm aes, ReadOnlySpan<byte> content, byte[] bound)
    {
        if (content.Length < 1 + Nonce + Tag || content[0] != Format)
            throw new VaultException("The content is not of a format this version knows.");

        var plain = new byte[content.Length - 1 - Nonce - Tag];
        try
        {
            aes.Decrypt(
                content.Slice(1, Nonce), content[(1 + Nonce + Tag)..], content.Slice(1 + Nonce, Tag), plain, bound);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new VaultException("The content does not open: it belongs elsewhere or was changed.");
        }

        return plain;
    }

    /// <summary>
    /// One that is used for every key of every subject: preparing a cipher costs more than using it, and one cipher is
    /// not for two threads at once, so those that are free are kept.
    /// </summary>
    sealed class KeyEncryptionKey(byte[] key)
    {
        readonly ConcurrentBag<AesGcm> _free = [];

        public byte[] Encrypt(ReadOnlySpan<byte> plain, byte[] bound)
        {
            var aes = Take();
            try
            {
                return Vault.Encrypt(aes, plain, bound);
            }
            finally
            {
                _free.Add(aes);
            }
        }

        public byte[] Decrypt(ReadOnlySpan<byte> content, byte[] bound)
        {
            var aes = Take();
            try
            {
                return Vault.Decrypt(aes, content, bound);
            }
            finally
            {
                _free.Add(aes);
            }
        }

        AesGcm Take() => _free.TryTake(out var aes) ? aes : new(key, Tag);
    }
}
