namespace TrustCenter.Identities.Linkage;

/// <summary>Numbers, each once, and how much speaks for each. Kept by a thread and used again.</summary>
sealed class CandidateSet
{
    int[] _found = new int[1024];
    int[] _hits = new int[1024];
    int[] _table = new int[4096];
    int _mask = 4095;

    public int Count { get; private set; }

    public void Clear()
    {
        Array.Clear(_table, 0, _mask + 1);
        Count = 0;
    }

    public void Add(int number, int hits)
    {
        var at = Place(number);
        while (_table[at] is > 0 and var known)
        {
            if (_found[known - 1] == number)
            {
                _hits[known - 1] += hits;
                return;
            }

            at = (at + 1) & _mask;
        }

        if (Count == _found.Length)
        {
            Array.Resize(ref _found, 2 * Count);
            Array.Resize(ref _hits, 2 * Count);
        }

        (_found[Count], _hits[Count]) = (number, hits);
        _table[at] = ++Count;
        if (2 * Count > _mask) Grow();
    }

    /// <summary>Those for whom so much speaks, in the order of coming. The others are forgotten.</summary>
    public ReadOnlySpan<int> Having(int hits)
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
            if (_hits[i] >= hits) _found[count++] = _found[i];
        return _found.AsSpan(0, count);
    }

    int Place(int number) => (int)(unchecked((uint)number * 0x9E3779B1u) >> 8) & _mask;

    void Grow()
    {
        _mask = 2 * _mask + 1;
        if (_table.Length <= _mask) _table = new int[_mask + 1];
        else Array.Clear(_table, 0, _mask + 1);
        for (var i = 0; i < Count; i++)
        {
            var at = Place(_found[i]);
            while (_table[at] != 0) at = (at + 1) & _mask;
            _table[at] = i + 1;
        }
    }
}
