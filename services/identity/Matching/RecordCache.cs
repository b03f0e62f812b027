using System.Collections.Concurrent;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Records ready to be compared by weightings that need more of them than the index has, kept in memory so
/// that they are decrypted once. Bounded: when half of it is full, what was not asked for since the last time is
/// forgotten.</summary>
sealed class RecordCache(int most)
{
    readonly Lock _turning = new();
    ConcurrentDictionary<long, PreparedPerson> _young = new();
    ConcurrentDictionary<long, PreparedPerson> _old = new();
    int _count;

    public bool TryGet(long record, out PreparedPerson person)
    {
        if (_young.TryGetValue(record, out person!)) return true;
        if (!_old.TryGetValue(record, out person!)) return false;
        Add(record, person);
        return true;
    }

    public void Add(long record, PreparedPerson person)
    {
        if (!_young.TryAdd(record, person) || Interlocked.Increment(ref _count) < most / 2) return;
        lock (_turning)
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
