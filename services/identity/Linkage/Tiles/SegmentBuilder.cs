using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TrustCenter.Identities.Linkage;

/// <summary>Gathers persons in their smallest form, with a vocabulary of their own, until there are enough of them for
/// one portion of a large file.</summary>
/// <param name="further">How many further fields there are.</param>
public sealed class SegmentBuilder(int further)
{
    const int BytesOfPerson = 40;
    const int BytesOfName = 320;
    const int BytesOfText = 100;
    const int Portion = 16_384;

    readonly Vocabulary _vocabulary = new();
    readonly List<IndexedPerson> _persons = [];
    readonly List<int> _more = [];

    /// <summary>Persons gathered.</summary>
    public int Count => _persons.Count;

    /// <summary>About how much memory they take once they are read, without their blocks.</summary>
    public long Bytes => (long)Count * (BytesOfPerson + 4 * further)
        + (long)_vocabulary.Names * BytesOfName + (long)_vocabulary.Texts * BytesOfText;

    /// <summary>Adds a person.</summary>
    /// <param name="record">Its number among all persons, from 0.</param>
    /// <param name="person">The person.</param>
    public void Add(long record, NormalisedPerson person)
    {
        var comparable = _vocabulary.Intern(person);
        _vocabulary.Count(comparable);
        Add(record, comparable);
    }

    /// <summary>Adds a person of a tile, whose names keep the counts they have there.</summary>
    internal void Add(Vocabulary vocabulary, in IndexedPerson person, ReadOnlySpan<int> more)
    {
        var comparable = _vocabulary.Intern(vocabulary, person.Comparable with { More = [.. more] });
        PutCounts(vocabulary, person.Given, comparable.Given);
        PutCounts(vocabulary, person.Family, comparable.Family);
        PutCounts(vocabulary, person.Birth, comparable.Birth);
        Add(person.Record - 1L, comparable);
    }

    void Add(long record, in ComparablePerson person)
    {
        _persons.Add(IndexedPerson.Of(record + 1, person));
        _more.AddRange(person.More.AsSpan());
    }

    void PutCounts(Vocabulary vocabulary, int there, int here)
    {
        if (there == 0) return;
        _vocabulary.Put(here, NameRole.Given, vocabulary.CountOf(there, NameRole.Given));
        _vocabulary.Put(here, NameRole.Family, vocabulary.CountOf(there, NameRole.Family));
    }

    /// <summary>How often each name occurs.</summary>
    public IEnumerable<NameCount> Names()
    {
        for (var number = 1; number <= _vocabulary.Names; number++)
        {
            var name = _vocabulary.NameOf(number);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(MemoryMarshal.AsBytes(name.Key.AsSpan()), hash);
            yield return new(MemoryMarshal.Read<UInt128>(hash), number,
                _vocabulary.CountOf(number, NameRole.Given), _vocabulary.CountOf(number, NameRole.Family));
        }
    }

    internal string NameAt(int number) => _vocabulary.NameOf(number).Key;

    /// <summary>Writes everything as <see cref="PersonTile"/> reads it.</summary>
    public void Write(IndexWriter to)
    {
        _vocabulary.Write(to);
        to.Number(further);
        to.Number(Count);
        var persons = CollectionsMarshal.AsSpan(_persons);
        for (var at = 0; at < persons.Length; at += Portion)
            to.Array<IndexedPerson>(persons[at..Math.Min(at + Portion, persons.Length)]);
        to.Array<int>(CollectionsMarshal.AsSpan(_more));
    }
}
