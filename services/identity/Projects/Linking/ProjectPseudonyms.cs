using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TrustCenter.Codes;

namespace TrustCenter.Identities;

/// <summary>Pseudonyms of a project: drawn by chance, with check symbols, no two alike in the whole project.</summary>
sealed class PseudonymDraw
{
    /// <summary>31^12 pseudonyms: drawing one of ten million twice has to be tried again once in 10,000 projects.
    /// </summary>
    public static PseudonymFormat Format { get; } = PseudonymFormat.Create(new()
    {
        Alphabet = Alphabet.Symbol31.Name,
        Length = 12,
        CheckDigits = CheckDigits.ReedSolomon,
    });

    static readonly ulong Capacity = (ulong)Format.Capacity;

    readonly HashSet<ulong> _drawn = [];
    readonly byte[] _chance = new byte[sizeof(ulong)];

    public string Next()
    {
        while (true)
        {
            RandomNumberGenerator.Fill(_chance);
            var number = BinaryPrimitives.ReadUInt64LittleEndian(_chance);
            // what is above the last whole multiple would favour some
            if (number < ulong.MaxValue / Capacity * Capacity && _drawn.Add(number % Capacity))
                return Format.Encode(number % Capacity);
        }
    }
}

/// <summary>Some thousand records of a site in a row: id, person of the linkage table, pseudonym.</summary>
static class ResultPage
{
    static readonly int Stride = RecordIds.Bytes + sizeof(long) + PseudonymDraw.Format.TotalLength;

    public static byte[] Write(UInt128[] ids, Func<int, long> personOf, PseudonymDraw draw)
    {
        var page = new byte[ids.Length * Stride];
        for (var i = 0; i < ids.Length; i++)
        {
            var record = page.AsSpan(i * Stride, Stride);
            BinaryPrimitives.WriteUInt128BigEndian(record, ids[i]);
            BinaryPrimitives.WriteInt64BigEndian(record[RecordIds.Bytes..], personOf(i));
            Encoding.ASCII.GetBytes(draw.Next(), record[(RecordIds.Bytes + sizeof(long))..]);
        }

        return page;
    }

    public static IEnumerable<(UInt128 Id, long Person, string Pseudonym)> Read(byte[] page)
    {
        for (var at = 0; at < page.Length; at += Stride)
        {
            yield return (BinaryPrimitives.ReadUInt128BigEndian(page.AsSpan(at)),
                BinaryPrimitives.ReadInt64BigEndian(page.AsSpan(at + RecordIds.Bytes)),
                Encoding.ASCII.GetString(page, at + RecordIds.Bytes + sizeof(long),
                    Stride - RecordIds.Bytes - sizeof(long)));
        }
    }
}
