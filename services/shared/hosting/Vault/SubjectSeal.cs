using System.Security.Cryptography;

namespace TrustCenter.Hosting;

/// <summary>
/// A subject's data key, opened once for several contents, one after the other; not for several threads at once. Lives
/// in memory only and forgets the key when it is disposed of.
/// </summary>
public sealed class SubjectSeal : IDisposable
{
    readonly Guid _subject;
    readonly AesGcm _aes;

    internal SubjectSeal(Guid subject, WrappedKey key, AesGcm aes) => (_subject, Key, _aes) = (subject, key, aes);

    /// <summary>The key as it is stored.</summary>
    public WrappedKey Key { get; }

    /// <summary>Encrypts a content for a field of the subject, as <see cref="Vault.Seal"/> does.</summary>
    public byte[] Seal(string field, ReadOnlySpan<byte> plain) =>
        Vault.Encrypt(_aes, plain, Vault.Bind("item", _subject, field));

    /// <inheritdoc />
    public void Dispose() => _aes.Dispose();
}
