using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TrustCenter.Identities.Linkage;

/// <summary>Records of which every field is a filter of its own, as a linkage unit gets them. Equal filters get equal
/// numbers, so that what is frequent can be told from what is rare.</summary>
public sealed class FieldRecords
{
    readonly ImmutableArray<FilterSlot> _slots;
    readonly int _words;
    readonly ulong[] _filters;
    readonly ushort[] _ones;
    readonly int[] _numbers;
    readonly ComparablePerson[] _names;

    /// <summary>Takes the records of all sites, one after another.</summary>
    /// <param name="profile">The profile under which they were made.</param>
    /// <param name="slots">Where in a record each field's filter lies.</param>
    /// <param name="filters">The records.</param>
    /// <exception cref="FormatException">The profile has no filters of single fields.</exception>
    public FieldRecords(EncodingProfile profile, ImmutableArray<FilterSlot> slots, ulong[] filters)
    {
        if (profile.Kind != FilterKind.Fields || slots.Length != profile.Fields.Length)
            throw new FormatException("Only filters of single fields can be weighed field by field.");
        (Profile, _slots, _filters) = (profile, slots, filters);
        _words = slots.Sum(slot => slot.Words);
        Count = filters.Length / _words;
        (_ones, _numbers) = (new ushort[Count * slots.Length], new int[Count * slots.Length]);
        var known = slots.Select(_ => new Dictionary<ulong, int>()).ToArray();
        for (var at = 0; at < _ones.Length; at++)
        {
            var filter = Filter(at / slots.Length, at % slots.Length);
            _ones[at] = (ushort)FilterBits.Count(filter);
            if (_ones[at] == 0) continue;
            var numbers = known[at % slots.Length];
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, Digest(filter), out _);
            _numbers[at] = number = number == 0 ? numbers.Count : number;
        }

        _names = [.. Enumerable.Range(0, Count).Select(Names)];
        foreach (var person in _names) Vocabulary.Count(person);
    }

    /// <summary>The profile.</summary>
    public EncodingProfile Profile { get; }

    /// <summary>How many records there are.</summary>
    public int Count { get; }

    /// <summary>Names are filters here, but count as names do.</summary>
    internal Vocabulary Vocabulary { get; } = new();

    /// <summary>Number of a field's slot; negative if the profile does not have it.</summary>
    internal int Slot(string source)
    {
        for (var i = 0; i < _slots.Length; i++)
            if (_slots[i].Name == source) return i;
        return -1;
    }

    internal ReadOnlySpan<ulong> Filter(int record, int slot) =>
        _filters.AsSpan(record * _words + _slots[slot].Start, _slots[slot].Words);

    internal int Ones(int record, int slot) => _ones[record * _slots.Length + slot];

    /// <summary>Equal for equal filters of a slot; 0 for empty ones.</summary>
    internal int Number(int record, int slot) => slot < 0 ? 0 : _numbers[record * _slots.Length + slot];

    internal ref readonly ComparablePerson Person(int record) => ref _names[record];

    ComparablePerson Names(int record) => Vocabulary.Intern(new()
    {
        Given = Name(record, Slot("givenName")),
        Family = Name(record, Slot("familyName")),
        Birth = Name(record, Slot("birthName")),
    });

    PersonName Name(int record, int slot)
    {
        if (slot < 0 || Ones(record, slot) == 0) return PersonName.Missing;
        var name = Digest(Filter(record, slot)).ToString("X16", null);
        return new([name], name, name);
    }

    static ulong Digest(ReadOnlySpan<ulong> filter)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(filter), hash);
        return MemoryMarshal.Read<ulong>(hash);
    }
}
