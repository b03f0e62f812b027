using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Up to 16.8 million records of an index.</summary>
sealed class IndexSegment
{
    const int ChunkBits = 15;
    const int Chunk = 1 << ChunkBits;

    readonly int _further;
    readonly TokenPostings _postings;
    IndexedPerson[][] _persons = [];
    int[][] _more = [];
    int _count;
    volatile bool _hasGone;

    public IndexSegment(int further)
    {
        _further = further;
        _postings = new(slot => _hasGone && Of(slot).Record == 0);
    }

    public bool IsFull => _count == 1 << TokenPostings.MostSlotBits;

    public long Bytes => _postings.Bytes + _persons.Sum(chunk => (long)Marshal.SizeOf<IndexedPerson>() * chunk.Length)
        + _more.Sum(chunk => 4L * chunk.Length);

    public int Count => Volatile.Read(ref _count);

    public ref IndexedPerson Of(int slot) => ref _persons[slot >> ChunkBits][slot & (Chunk - 1)];

    public ReadOnlySpan<int> MoreOf(int slot) => _further == 0
        ? [] : _more[slot >> ChunkBits].AsSpan((slot & (Chunk - 1)) * _further, _further);

    public void Add(long record, in ComparablePerson person, ReadOnlySpan<long> tokens)
    {
        var slot = _count;
        if (slot >> ChunkBits == _persons.Length) Grow();
        Of(slot) = IndexedPerson.Of(record, person);
        if (_further > 0)
            person.More.AsSpan().CopyTo(_more[slot >> ChunkBits].AsSpan((slot & (Chunk - 1)) * _further, _further));
        Volatile.Write(ref _count, slot + 1);
        foreach (var token in tokens) _postings.Add(token, slot);
    }

    /// <summary>Forgets a record; its hashes lead to nobody from here on.</summary>
    public void Remove(int slot)
    {
        _hasGone = true;
        Of(slot) = default;
    }

    public Postings Find(long token) => _postings.Find(token);

    /// <summary>Writes the first records; more may be added meanwhile.</summary>
    public void Write(IndexWriter to, int count)
    {
        to.Number(count);
        for (var begin = 0; begin < count; begin += Chunk)
        {
            var persons = _persons[begin >> ChunkBits].ToArray();
            persons.AsSpan(Math.Min(Chunk, count - begin)).Clear();
            to.Array<IndexedPerson>(persons);
            to.Array<int>(_more[begin >> ChunkBits]);
        }

        _postings.Write(to, count);
    }

    public static IndexSegment Read(IndexReader from, int further)
    {
        var segment = new IndexSegment(further) { _count = (int)from.Number() };
        var chunks = (segment._count + Chunk - 1) >> ChunkBits;
        (segment._persons, segment._more) = (new IndexedPerson[chunks][], new int[chunks][]);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            segment._persons[chunk] = from.Array<IndexedPerson>();
            segment._more[chunk] = from.Array<int>();
            if (segment._persons[chunk].Length != Chunk || segment._more[chunk].Length != Chunk * further)
                throw new FormatException("A part of the index has another length.");
            var persons = segment._persons[chunk].AsSpan(0, Math.Min(Chunk, segment._count - (chunk << ChunkBits)));
            foreach (ref readonly var person in persons) segment._hasGone |= person.Record == 0;
        }

        segment._postings.Read(from);
        return segment;
    }

    // chunks are there before any number leads to them
    void Grow()
    {
        _more = [.. _more, new int[Chunk * _further]];
        Volatile.Write(ref _persons, [.. _persons, new IndexedPerson[Chunk]]);
    }
}
