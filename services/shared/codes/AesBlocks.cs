using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace TrustCenter.Codes;

/// <summary>Single blocks of AES under one key, from many threads: a transform keeps the expanded key and is lent to
/// one thread at a time.</summary>
sealed class AesBlocks : IDisposable
{
    readonly Aes aes = Aes.Create();
    readonly ConcurrentBag<(ICryptoTransform Transform, byte[] Block)> idle = [];

    public AesBlocks(ReadOnlySpan<byte> key)
    {
        aes.Key = key.ToArray();
#pragma warning disable CA5358 // one block at a time, as FF1 defines it
        aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        aes.Padding = PaddingMode.None;
    }

    public void Encrypt(Span<byte> block)
    {
        if (!idle.TryTake(out var lent)) lent = (aes.CreateEncryptor(), new byte[16]);
        block.CopyTo(lent.Block);
        lent.Transform.TransformBlock(lent.Block, 0, 16, lent.Block, 0);
        lent.Block.CopyTo(block);
        idle.Add(lent);
    }

    public void Dispose()
    {
        while (idle.TryTake(out var lent)) lent.Transform.Dispose();
        aes.Dispose();
    }
}
