using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TrustCenter.Identities;

/// <summary>A file read or written from beginning to end, encrypted in blocks (AES-256-GCM). Every block is bound to
/// its place and to whether it is the last, so that none can be left out, put elsewhere or cut off; every file has a
/// key of its own.</summary>
sealed class SealedFile : Stream
{
    const int Block = 1 << 20;
    const int Tag = 16;
    const int Salt = 32;

    readonly FileStream _file;
    readonly AesGcm _aes;
    readonly byte[] _plain = new byte[Block];
    readonly byte[] _coded = new byte[Block + Tag];
    readonly byte[] _nonce = new byte[12];
    readonly byte[] _last = [0];
    readonly bool _writing;
    int _at;
    int _filled;
    long _number;
    bool _ended;

    SealedFile(FileStream file, byte[] key, bool writing) => (_file, _aes, _writing) = (file, new(key, Tag), writing);

    /// <param name="path">Where; readable by its owner alone.</param>
    /// <param name="keyOf">Gives the key of a file with this random beginning.</param>
    public static SealedFile Create(string path, Func<byte[], byte[]> keyOf)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        var salt = RandomNumberGenerator.GetBytes(Salt);
        file.Write(salt);
        return new(file, keyOf(salt), writing: true);
    }

    /// <exception cref="IOException">It can't be read, or it is too short.</exception>
    public static SealedFile OpenRead(string path, Func<byte[], byte[]> keyOf)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        try
        {
            var salt = new byte[Salt];
            file.ReadExactly(salt);
            return new(file, keyOf(salt), writing: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override bool CanRead => !_writing;

    public override bool CanWrite => _writing;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes the last block and sees it onto the disk.</summary>
    public void Complete()
    {
        Seal(last: true);
        _file.Flush(flushToDisk: true);
    }

    /// <exception cref="InvalidDataException">There is more behind.</exception>
    public void DemandEnd()
    {
        if (ReadByte() >= 0) throw new InvalidDataException("There is more in it than there should be.");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer is not [])
        {
            if (_at == Block) Seal(last: false);
            var part = buffer[..Math.Min(buffer.Length, Block - _at)];
            part.CopyTo(_plain.AsSpan(_at));
            _at += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The file is damaged, or the key is another's.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_at == _filled && !_ended) Open();
        var part = Math.Min(buffer.Length, _filled - _at);
        _plain.AsSpan(_at, part).CopyTo(buffer);
        _at += part;
        return part;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _aes.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    void Seal(bool last)
    {
        Place(last);
        _aes.Encrypt(_nonce, _plain.AsSpan(0, _at), _coded.AsSpan(Tag, _at), _coded.AsSpan(0, Tag), _last);
        _file.Write(_coded, 0, Tag + _at);
        _at = 0;
    }

    void Open()
    {
        var read = _file.ReadAtLeast(_coded, _coded.Length, throwOnEndOfStream: false);
        _ended = _file.Position == _file.Length;
        if (read < Tag) throw new InvalidDataException("The file is cut off.");
        Place(_ended);
        (_at, _filled) = (0, read - Tag);
        try
        {
            _aes.Decrypt(_nonce, _coded.AsSpan(Tag, _filled), _coded.AsSpan(0, Tag), _plain.AsSpan(0, _filled), _last);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new InvalidDataException("The file is damaged, or was written with another key.");
        }
    }

    void Place(bool last)
    {
        BinaryPrimitives.WriteInt64BigEndian(_nonce, _number++);
        _last[0] = last ? (byte)1 : (byte)0;
    }
}
