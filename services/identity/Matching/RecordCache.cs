using System.Collections.Concurrent;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Records ready to be compared, kept in memory so that they are decrypted once. Bounded: when half of it is
/// full, what was not asked for since the last time is forgotten.</summary>
sealed class RecordCache(int most)
{
    ConcurrentDictionary<long, ComparablePerson> _young = new();
    ConcurrentDictionary<long, ComparablePerson> _old = new();
    int _count;

    public bool TryGet(long record, out ComparablePerson person)
    {
        if (_young.TryGetValue(record, out person)) return true;
        if (!_old.TryGetValue(record, out person)) return false;
        Add(record, person);
        return true;
    }

    public void Add(long record, ComparablePerson person)
    {
        if (!_young.TryAdd(record, person) || Interlocked.Increment(ref _count) < most / 2) return;
        lock (this)
        {
            if (Volatile.Read(ref _count) < most / 2) return;
            _old = _young;
            _young = new();
            Volatile.Write(ref _count, 0);
        }
    }

    public void Forget(long record)
    {
        _young.TryRemove(record, out _);
        _old.TryRemove(record, out _);
    }
}
