using System.Runtime.InteropServices;

namespace TrustCenter.Consents;

/// <summary>
/// Whom each keyed hash was asked for. Usually one person; the same one may be asked about twice in one portion.
/// </summary>
sealed class AskedLookups
{
    readonly Dictionary<Key, int> _first;
    readonly List<(int Person, int Next)> _askers;

    public AskedLookups(IReadOnlyList<CheckedPerson> people)
    {
        (_first, _askers) = (new(people.Count), new(people.Count));
        var distinct = new List<byte[]>(people.Count);
        for (var i = 0; i < people.Count; i++)
        {
            foreach (var lookup in people[i].Lookups)
            {
                ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, Key.Of(lookup), out var known);
                if (!known) distinct.Add(lookup);
                _askers.Add((i, known ? first : -1));
                first = _askers.Count - 1;
            }
        }

        Distinct = [.. distinct];
    }

    /// <summary>Each hash once.</summary>
    public byte[][] Distinct { get; }

    /// <summary>The first asker of a hash, -1 where there is none.</summary>
    public int Of(byte[] lookup) => _first.TryGetValue(Key.Of(lookup), out var first) ? first : -1;

    public int Next(int asker) => _askers[asker].Next;

    /// <summary>Place of the asked person in the list of people.</summary>
    public int Person(int asker) => _askers[asker].Person;

    readonly record struct Key(ulong A, ulong B, ulong C, ulong D)
    {
        public static Key Of(byte[] lookup) => MemoryMarshal.Read<Key>(lookup);
    }
}
