using System.Buffers.Binary;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Some thousand encoded records in a row: each id, then its filter.</summary>
sealed class EncodedPage(int bits)
{
    /// <summary>Records of a full page.</summary>
    public const int Size = 4096;

    readonly byte[] _content = new byte[Size * (RecordIds.Bytes + bits / 8)];

    public int Count { get; private set; }

    public bool IsFull => Count == Size;

    public ReadOnlyMemory<byte> Content => _content.AsMemory(0, Count * Stride);

    int Stride => RecordIds.Bytes + bits / 8;

    /// <summary>Where the next record's filter goes.</summary>
    public Span<byte> Next => _content.AsSpan(Count * Stride + RecordIds.Bytes, bits / 8);

    public void Take(UInt128 id)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_content.AsSpan(Count * Stride), id);
        Count++;
    }

    public void Clear() => Count = 0;

    public static UInt128[] Ids(IEnumerable<byte[]> pages, int bits)
    {
        var stride = RecordIds.Bytes + bits / 8;
        return
        [
            .. pages.SelectMany(page => Enumerable.Range(0, page.Length / stride)
                .Select(n => BinaryPrimitives.ReadUInt128BigEndian(page.AsSpan(n * stride)))),
        ];
    }

    public static FilterTable Filters(IReadOnlyCollection<byte[]> pages, int bits) => new(bits, Words(pages, bits));

    /// <summary>Filters one after another.</summary>
    public static ulong[] Words(IReadOnlyCollection<byte[]> pages, int bits)
    {
        var (stride, words) = (RecordIds.Bytes + bits / 8, bits / 64);
        var filters = new ulong[pages.Sum(page => page.Length / stride) * words];
        var at = 0;
        foreach (var page in pages)
        {
            for (var record = 0; record < page.Length; record += stride)
            {
                for (var word = 0; word < words; word++)
                {
                    filters[at++] = BinaryPrimitives.ReadUInt64LittleEndian(
                        page.AsSpan(record + RecordIds.Bytes + word * sizeof(ulong)));
                }
            }
        }

        return filters;
    }
}
