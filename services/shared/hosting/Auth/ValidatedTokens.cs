using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace TrustCenter.Hosting;

/// <summary>
/// What has been validated and may be believed until it expires, by the SHA-256 of the credential (never the
/// credential).
/// Two generations bound the memory: when the young one is full it becomes the old one and the old one is forgotten.
/// </summary>
sealed class ValidatedTokens(int capacity)
{
    ConcurrentDictionary<Digest, Entry> _young = new();
    ConcurrentDictionary<Digest, Entry> _old = new();
    int _count;

    /// <summary>The SHA-256 of a credential.</summary>
    public static Digest Of(string credential)
    {
        Span<byte> hash = stackalloc byte[32];
        var length = Encoding.UTF8.GetMaxByteCount(credential.Length);
        var bytes = length <= 4096 ? stackalloc byte[4096] : new byte[length];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(credential, bytes)], hash);
        return MemoryMarshal.Read<Digest>(hash);
    }

    public AuthenticateResult? Find(Digest digest, DateTimeOffset now)
    {
        if (_young.TryGetValue(digest, out var entry))
            return entry.Until > now ? entry.Result : null;

        if (!_old.TryGetValue(digest, out entry) || entry.Until <= now)
            return null;

        Keep(digest, entry);
        return entry.Result;
    }

    public void Add(Digest digest, AuthenticateResult result, DateTimeOffset until) =>
        Keep(digest, new Entry(result, until));

    public void Clear() => (_young, _old, _count) = (new(), new(), 0);

    void Keep(Digest digest, Entry entry)
    {
        if (!_young.TryAdd(digest, entry))
        {
            _young[digest] = entry;
            return;
        }

        if (Interlocked.Increment(ref _count) <= capacity / 2)
            return;

        _old = _young;
        _young = new();
        Volatile.Write(ref _count, 0);
    }

    /// <summary>256 bits, compared as four words.</summary>
    public readonly record struct Digest(ulong A, ulong B, ulong C, ulong D);

    sealed record Entry(AuthenticateResult Result, DateTimeOffset Until);
}
