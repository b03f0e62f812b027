using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Identities;

/// <summary>Working files that nobody reads without the key: AES-256-GCM in portions, a key of its own for every file
/// (HKDF of the key with the file's salt and name). What was cut off, changed or moved is noticed.</summary>
sealed class SealedFiles : IDisposable
{
    public const int KeyLength = 32;
    const string Unfinished = ".new";

    readonly byte[] _key;

    public SealedFiles(string folder, byte[] key)
    {
        if (key.Length != KeyLength) throw new ArgumentException("A key has 32 bytes.", nameof(key));
        (Folder, _key) = (folder, key);
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Folder { get; }

    /// <summary>A file that is there once <see cref="SealedWriter.Complete"/> is called, and not before.</summary>
    public SealedWriter Create(string name)
    {
        var salt = RandomNumberGenerator.GetBytes(SealedPortions.SaltLength);
        return new(PathOf(name), PathOf(name) + Unfinished, Cipher(name, salt), salt);
    }

    public Stream Open(string name)
    {
        var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        try
        {
            Span<byte> salt = stackalloc byte[SealedPortions.SaltLength];
            file.ReadExactly(salt);
            return new SealedReader(file, Cipher(name, salt));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Delete(string name) => File.Delete(PathOf(name));

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    string PathOf(string name) => Path.Combine(Folder, name);

    AesGcm Cipher(string name, ReadOnlySpan<byte> salt)
    {
        Span<byte> key = stackalloc byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, key, salt, Encoding.UTF8.GetBytes(name));
        var cipher = new AesGcm(key, SealedPortions.TagLength);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}

static class SealedPortions
{
    public const int SaltLength = 16;
    public const int TagLength = 16;
    public const int Length = 64 * 1024;

    /// <summary>Counts the portions; the last one is marked, so that none can be missing behind.</summary>
    public static void Nonce(Span<byte> nonce, long number, bool last)
    {
        nonce.Clear();
        BitConverter.TryWriteBytes(nonce, number);
        nonce[^1] = last ? (byte)1 : (byte)0;
    }
}

sealed class SealedWriter : IDisposable
{
    readonly string _path;
    readonly string _unfinished;
    readonly AesGcm _cipher;
    readonly FileStream _file;
    readonly byte[] _plain = new byte[SealedPortions.Length];
    readonly byte[] _sealed = new byte[SealedPortions.TagLength + SealedPortions.Length];
    int _length;
    long _number;
    bool _complete;

    public SealedWriter(string path, string unfinished, AesGcm cipher, byte[] salt)
    {
        (_path, _unfinished, _cipher) = (path, unfinished, cipher);
        _file = new(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        _file.Write(salt);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_length == _plain.Length) Flush(last: false);
            var part = Math.Min(bytes.Length, _plain.Length - _length);
            bytes[..part].CopyTo(_plain.AsSpan(_length));
            _length += part;
            bytes = bytes[part..];
        }
    }

    public void Complete()
    {
        Flush(last: true);
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
        _complete = true;
    }

    public void Dispose()
    {
        _cipher.Dispose();
        _file.Dispose();
        CryptographicOperations.ZeroMemory(_plain);
        if (!_complete) File.Delete(_unfinished);
    }

    void Flush(bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        SealedPortions.Nonce(nonce, _number++, last);
        var tag = _sealed.AsSpan(0, SealedPortions.TagLength);
        var content = _sealed.AsSpan(SealedPortions.TagLength, _length);
        _cipher.Encrypt(nonce, _plain.AsSpan(0, _length), content, tag);
        _file.Write(_sealed, 0, SealedPortions.TagLength + _length);
        _length = 0;
    }
}

sealed class SealedReader(FileStream file, AesGcm cipher) : Stream
{
    readonly byte[] _sealed = new byte[SealedPortions.TagLength + SealedPortions.Length];
    readonly byte[] _plain = new byte[SealedPortions.Length];
    long _number;
    int _at;
    int _length;
    bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_at == _length && (_ended || !Next())) return 0;
        var part = Math.Min(buffer.Length, _length - _at);
        _plain.AsSpan(_at, part).CopyTo(buffer);
        _at += part;
        return part;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            cipher.Dispose();
            CryptographicOperations.ZeroMemory(_plain);
        }

        base.Dispose(disposing);
    }

    bool Next()
    {
        var read = file.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false);
        if (read < SealedPortions.TagLength) throw new InvalidDataException("A working file is cut off.");
        _ended = file.Position == file.Length;
        Span<byte> nonce = stackalloc byte[12];
        SealedPortions.Nonce(nonce, _number++, _ended);
        (_at, _length) = (0, read - SealedPortions.TagLength);
        cipher.Decrypt(nonce, _sealed.AsSpan(SealedPortions.TagLength, _length),
            _sealed.AsSpan(0, SealedPortions.TagLength), _plain.AsSpan(0, _length));
        return _length > 0;
    }
}
