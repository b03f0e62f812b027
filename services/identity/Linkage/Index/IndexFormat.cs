using System.Runtime.InteropServices;
using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>Writes what an index holds, in the order in which <see cref="IndexReader"/> reads it.</summary>
/// <param name="write">Takes bytes.</param>
public sealed class IndexWriter(IndexWriter.Bytes write)
{
    /// <summary>Takes bytes.</summary>
    public delegate void Bytes(ReadOnlySpan<byte> bytes);

    /// <summary>A whole number.</summary>
    public void Number(long number) => write(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(ref number)));

    /// <summary>A text.</summary>
    public void Text(string text) => Array<byte>(Encoding.UTF8.GetBytes(text));

    /// <summary>Numbers of one size, as they lie in memory.</summary>
    public void Array<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Number(values.Length);
        write(MemoryMarshal.AsBytes(values));
    }
}

/// <summary>Reads what <see cref="IndexWriter"/> wrote.</summary>
/// <param name="read">Gives exactly as many bytes as are asked for.</param>
public sealed class IndexReader(IndexReader.Bytes read)
{
    /// <summary>Fills a span.</summary>
    public delegate void Bytes(Span<byte> bytes);

    const long Most = 1L << 30;

    /// <summary>A whole number.</summary>
    public long Number()
    {
        var number = 0L;
        read(MemoryMarshal.AsBytes(new Span<long>(ref number)));
        return number;
    }

    /// <summary>A text.</summary>
    public string Text() => Encoding.UTF8.GetString(Array<byte>());

    /// <summary>Numbers of one size.</summary>
    /// <exception cref="FormatException">Too many to be true.</exception>
    public T[] Array<T>() where T : unmanaged
    {
        if (Number() is not (>= 0 and < Most and var length))
            throw new FormatException("A length is out of bounds.");
        var values = GC.AllocateUninitializedArray<T>((int)length);
        read(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
