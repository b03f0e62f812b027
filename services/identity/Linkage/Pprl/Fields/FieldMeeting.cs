using System.Buffers.Binary;

namespace TrustCenter.Identities.Linkage;

/// <summary>Brings records of filters together that agree wholly in some fields, in pieces that any number of machines
/// may do: each pass looks at other fields, each part of a pass at other values of them.</summary>
public sealed class FieldMeeting
{
    /// <summary>Values that more records share bring nobody together.</summary>
    const int MostTogether = 200;

    const int PairBytes = 33;

    static readonly string[][] AllPasses =
    [
        ["birthDate"], ["givenName", "familyName"], ["familyName", "postcode"], ["familyName", "birthYear"],
        ["givenName", "birthYear", "postcode"], ["givenName", "birthYear", "birthDayMonth"], ["street", "houseNumber"],
        ["givenName", "street"], ["familyName", "birthDayMonth"], ["postcode", "birthYear"], ["familyName"],
        ["givenName", "birthYear"], ["givenName", "birthDayMonth"], ["givenName", "postcode"], ["street"],
        ["postcode", "birthDayMonth"], ["city", "birthDayMonth"], ["city", "birthYear"],
    ];

    readonly FieldRecords _records;
    readonly Func<int, int, bool> _counts;
    readonly FilterLevels _levels;

    /// <summary>Prepares the records.</summary>
    /// <param name="records">The records.</param>
    /// <param name="counts">Whether two records may be a pair at all: of two sites, say.</param>
    public FieldMeeting(FieldRecords records, Func<int, int, bool> counts) =>
        (_records, _counts, _levels) = (records, counts, new(records));

    /// <summary>How many passes there are.</summary>
    public static int Passes => AllPasses.Length;

    /// <summary>Compares the records that a part of a pass brings together.</summary>
    /// <param name="pass">From 0 on.</param>
    /// <param name="part">From 0 on.</param>
    /// <param name="parts">How many parts the pass is cut into.</param>
    /// <returns>For <see cref="FieldLinkage"/>; empty if nobody met.</returns>
    public byte[] Compare(int pass, int part, int parts)
    {
        var met = Meet(pass, part, parts);
        var compared = new byte[met.Count * PairBytes];
        for (var i = 0; i < met.Count; i++) Write(met[i], compared.AsSpan(i * PairBytes, PairBytes));
        return compared;
    }

    /// <summary>Pairs in what <see cref="Compare"/> gave.</summary>
    public static int Pairs(byte[] compared) => compared.Length / PairBytes;

    internal FilterLevels Levels => _levels;

    internal static IEnumerable<ComparedPair> Read(byte[] compared)
    {
        for (var at = 0; at < compared.Length; at += PairBytes)
        {
            int Number(int place) => BinaryPrimitives.ReadInt32LittleEndian(compared.AsSpan(at + place));
            yield return new(Number(0), Number(4), new()
            {
                Pattern = BinaryPrimitives.ReadUInt64LittleEndian(compared.AsSpan(at + 8)),
                GivenA = Number(16),
                GivenB = Number(20),
                FamilyA = Number(24),
                FamilyB = Number(28),
                Swapped = compared[at + 32] != 0,
            });
        }
    }

    void Write((int A, int B) pair, Span<byte> place)
    {
        var levels = _levels.Of(pair.A, pair.B);
        BinaryPrimitives.WriteInt32LittleEndian(place, pair.A);
        BinaryPrimitives.WriteInt32LittleEndian(place[4..], pair.B);
        BinaryPrimitives.WriteUInt64LittleEndian(place[8..], levels.Pattern);
        BinaryPrimitives.WriteInt32LittleEndian(place[16..], levels.GivenA);
        BinaryPrimitives.WriteInt32LittleEndian(place[20..], levels.GivenB);
        BinaryPrimitives.WriteInt32LittleEndian(place[24..], levels.FamilyA);
        BinaryPrimitives.WriteInt32LittleEndian(place[28..], levels.FamilyB);
        place[32] = levels.Swapped ? (byte)1 : (byte)0;
    }

    List<(int A, int B)> Meet(int pass, int part, int parts)
    {
        var pairs = new List<(int, int)>();
        var slots = AllPasses[pass].Select(_records.Slot).ToArray();
        if (slots.Any(slot => slot < 0)) return pairs;
        var (values, rows) = Values(slots, part, parts);
        for (var from = 0; from < values.Length;)
        {
            var to = from + 1;
            while (to < values.Length && values[to] == values[from]) to++;
            if (to - from is > 1 and <= MostTogether) Add(rows.AsSpan(from, to - from), pairs);
            from = to;
        }

        pairs.Sort();
        return pairs;
    }

    void Add(Span<int> together, List<(int, int)> pairs)
    {
        together.Sort();
        for (var i = 0; i < together.Length; i++)
            for (var j = i + 1; j < together.Length; j++)
                if (_counts(together[i], together[j])) pairs.Add((together[i], together[j]));
    }

    /// <summary>Values of the part with the records that have them, sorted by value.</summary>
    (UInt128[] Values, int[] Rows) Values(int[] slots, int part, int parts)
    {
        var (values, rows) = (new List<UInt128>(), new List<int>());
        for (var row = 0; row < _records.Count; row++)
        {
            var value = UInt128.Zero;
            foreach (var slot in slots)
            {
                var number = _records.Number(row, slot);
                value = number == 0 ? UInt128.MaxValue : value << 32 | (uint)number;
                if (number == 0) break;
            }

            if (value == UInt128.MaxValue || Part(value, parts) != part) continue;
            values.Add(value);
            rows.Add(row);
        }

        var (sorted, of) = (values.ToArray(), rows.ToArray());
        Array.Sort(sorted, of);
        return (sorted, of);
    }

    /// <summary>Values spread evenly over the parts.</summary>
    static int Part(UInt128 value, int parts)
    {
        var mixed = unchecked(((ulong)value ^ (ulong)(value >> 64)) * 0x9E3779B97F4A7C15);
        return (int)((mixed >> 33) % (ulong)parts);
    }
}

/// <summary>Two records with how far they agree.</summary>
readonly record struct ComparedPair(int A, int B, PairLevels Levels);
