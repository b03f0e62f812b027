using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Security.Cryptography;

namespace TrustCenter.Local;

/// <summary>
/// A stream under a key, in pieces of a mebibyte (AES-256-GCM). Each piece knows its place and the last one that it is
/// the last, so nothing can be changed, moved, left out or cut off. Every file has a key of its own (HKDF).
/// </summary>
static class SealedFile
{
    const int Piece = 1 << 20;
    const int Tag = 16;
    const int Salt = 32;

    static ReadOnlySpan<byte> Mark => "TrustCenter backup 1\n"u8;

    public static async Task WriteAsync(byte[] key, Stream to, Func<Stream, Task> write, CancellationToken ct)
    {
        var salt = RandomNumberGenerator.GetBytes(Salt);
        using var cipher = Cipher(key, salt);
        await to.WriteAsync(Mark.ToArray(), ct);
        await to.WriteAsync(salt, ct);
        var pipe = new Pipe(new(pauseWriterThreshold: 8 * Piece, resumeWriterThreshold: 4 * Piece));
        var source = FillAsync(pipe.Writer, write);
        await using (var plain = pipe.Reader.AsStream())
        {
            var (piece, next) = (new byte[Piece], new byte[Piece]);
            var length = await plain.ReadAtLeastAsync(piece, Piece, throwOnEndOfStream: false, ct);
            for (long number = 0; ; number++)
            {
                var ahead = length < Piece ? 0
                    : await plain.ReadAtLeastAsync(next, Piece, throwOnEndOfStream: false, ct);
                await WritePieceAsync(cipher, to, number, piece.AsMemory(0, length), isLast: ahead == 0, ct);
                if (ahead == 0) break;
                (piece, next, length) = (next, piece, ahead);
            }
        }

        await source;
    }

    /// <summary>What was sealed, as a stream that ends with an error where the file is not whole.</summary>
    /// <exception cref="PlainException">It is no backup.</exception>
    public static async Task ReadAsync(byte[] key, Stream from, Func<Stream, Task> read, CancellationToken ct)
    {
        var head = new byte[Mark.Length + Salt];
        if (await from.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct) < head.Length
            || !head.AsSpan(0, Mark.Length).SequenceEqual(Mark))
            throw new PlainException("That is no backup of TrustCenter.");

        using var cipher = Cipher(key, head[Mark.Length..]);
        var pipe = new Pipe(new(pauseWriterThreshold: 8 * Piece, resumeWriterThreshold: 4 * Piece));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var opening = FillAsync(pipe.Writer, to => OpenAsync(cipher, from, to, stop.Token));
        await using (var plain = pipe.Reader.AsStream())
        {
            try
            {
                await read(plain);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        await opening;
    }

    static async Task FillAsync(PipeWriter pipe, Func<Stream, Task> write)
    {
        try
        {
            await write(pipe.AsStream(leaveOpen: true));
            await pipe.CompleteAsync();
        }
        catch (Exception e)
        {
            await pipe.CompleteAsync(e); // who reads gets it
        }
    }

    static async Task OpenAsync(AesGcm cipher, Stream from, Stream to, CancellationToken ct)
    {
        var (piece, next) = (new byte[Piece + Tag], new byte[Piece + Tag]);
        var length = await from.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, ct);
        var plain = new byte[Piece];
        for (long number = 0; ; number++)
        {
            var ahead = length < piece.Length ? 0
                : await from.ReadAtLeastAsync(next, next.Length, throwOnEndOfStream: false, ct);
            if (length < Tag) throw new PlainException("The backup is cut off.");
            Open(cipher, number, piece.AsSpan(0, length), plain, isLast: ahead == 0);
            await to.WriteAsync(plain.AsMemory(0, length - Tag), ct);
            if (ahead == 0) return;
            (piece, next, length) = (next, piece, ahead);
        }
    }

    static void Open(AesGcm cipher, long number, ReadOnlySpan<byte> piece, Span<byte> plain, bool isLast)
    {
        try
        {
            cipher.Decrypt(Nonce(number), piece[..^Tag], piece[^Tag..], plain[..(piece.Length - Tag)], Last(isLast));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new PlainException("The backup was changed or cut off, or belongs to other keys.", e);
        }
    }

    static async Task WritePieceAsync(
        AesGcm cipher, Stream to, long number, ReadOnlyMemory<byte> plain, bool isLast, CancellationToken ct)
    {
        var piece = new byte[plain.Length + Tag];
        cipher.Encrypt(
            Nonce(number), plain.Span, piece.AsSpan(0, plain.Length), piece.AsSpan(plain.Length), Last(isLast));
        await to.WriteAsync(piece, ct);
    }

    static AesGcm Cipher(byte[] key, byte[] salt) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt, Mark.ToArray()), Tag);

    static byte[] Nonce(long number)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(4), number);
        return nonce;
    }

    static byte[] Last(bool isLast) => [isLast ? (byte)1 : (byte)0];
}
