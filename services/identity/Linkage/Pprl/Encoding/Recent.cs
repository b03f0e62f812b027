namespace TrustCenter.Identities.Linkage;

/// <summary>What was made of keys that came lately: those of the last some thousand and of as many before.</summary>
sealed class Recent<TKey, TValue>(IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    const int Most = 1 << 16;

    Dictionary<TKey, TValue> _new = new(comparer);
    Dictionary<TKey, TValue> _old = new(comparer);

    public bool TryGet(TKey key, out TValue value)
    {
        if (_new.TryGetValue(key, out value!)) return true;
        if (!_old.TryGetValue(key, out value!)) return false;
        Keep(key, value);
        return true;
    }

    public TValue Keep(TKey key, TValue value)
    {
        if (_new.Count == Most)
        {
            (_old, _new) = (_new, _old);
            _new.Clear();
        }

        return _new[key] = value;
    }
}
