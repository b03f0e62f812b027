namespace TrustCenter.Identities.Linkage;

/// <summary>Remembers the level at which two values agree: the same few pairs of names come up again and again. A
/// newer pair takes an older one's place; entries are single words, so threads need no lock.</summary>
sealed class PairCache(int bits)
{
    const int NumberBits = 30;
    readonly ulong[] _entries = new ulong[1 << bits];

    /// <summary>The level kept for a pair, 0 if none is. The numbers are those of a <see cref="ValuePool{T, TMark}"/>.
    /// </summary>
    public int Find(int left, int right)
    {
        var key = Key(left, right);
        var entry = Volatile.Read(ref _entries[Place(key)]);
        return entry >> 4 == key ? (int)(entry & 15) : 0;
    }

    public void Keep(int left, int right, int level)
    {
        var key = Key(left, right);
        Volatile.Write(ref _entries[Place(key)], key << 4 | (uint)level);
    }

    /// <summary>Has the place of a pair brought near, as it will be looked for soon.</summary>
    public void Fetch(int left, int right) => Nearby.Fetch(in _entries[Place(Key(left, right))]);

    static ulong Key(int left, int right) => left < right
        ? (ulong)left << NumberBits | (uint)right
        : (ulong)right << NumberBits | (uint)left;

    int Place(ulong key) => (int)(unchecked(key * 0x9E3779B97F4A7C15UL) >> (64 - bits));
}
