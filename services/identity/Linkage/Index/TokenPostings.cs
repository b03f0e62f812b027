namespace TrustCenter.Identities.Linkage;

/// <summary>Which records have a hash, four bytes for each: of a hash its first 31 bits are kept, partly by where the
/// entry stands, so that one lookup in a hundred shows a record too many, whom the comparison turns away. Written to by
/// one thread at a time, read by any number without a lock.</summary>
/// <param name="isGone">Whether a record is left out when entries are packed anew.</param>
sealed class TokenPostings(Predicate<int> isGone)
{
    /// <summary>Numbers of records are below two to this power.</summary>
    public const int MostSlotBits = 24;

    // so many that packing one anew is short and its array no large object: those are collected with everything else
    const int ShardBits = 12;

    readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => Shard.Empty)];

    /// <summary>Bytes in use.</summary>
    public long Bytes => _shards.Sum(shard => shard.Bytes);

    public void Add(long token, int slot)
    {
        ref var shard = ref _shards[ShardOf(token)];
        if (shard.TryAdd(token, slot)) return;
        var packed = shard.Pack(isGone);
        packed.TryAdd(token, slot);
        Volatile.Write(ref shard, packed);
    }

    public Postings Find(long token) => Volatile.Read(ref _shards[ShardOf(token)]).Find(token);

    /// <summary>Writes the entries of the first records; others may be added meanwhile.</summary>
    public void Write(IndexWriter to, int count)
    {
        for (var i = 0; i < _shards.Length; i++)
        {
            var shard = Volatile.Read(ref _shards[i]).Pack(slot => slot >= count || isGone(slot));
            to.Number(shard.SlotBits);
            to.Array<int>(shard.Starts);
            to.Array<uint>(shard.Entries);
        }
    }

    public void Read(IndexReader from)
    {
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new((int)from.Number(), from.Array<int>(), from.Array<uint>());
    }

    static int ShardOf(long token) => (int)(token >>> (64 - ShardBits));

    /// <summary>The entries of hashes that begin alike: packed ones in order, and new ones behind them.</summary>
    internal sealed class Shard(int slotBits, int[] starts, uint[] entries)
    {
        const int PrefixBits = 19;
        const int FewestSlotBits = 16;
        const int BucketBitsBelow = 13; // 19 bits of the hash in 32 - slotBits of the entry and in the bucket's number
        const int FewestNew = 16;

        readonly long[] _tokens = new long[Math.Max(entries.Length / 64, FewestNew)];
        readonly int[] _slots = new int[Math.Max(entries.Length / 64, FewestNew)];
        int _new;

        public static Shard Empty => new(FewestSlotBits, new int[(1 << (FewestSlotBits - BucketBitsBelow)) + 1], []);

        public int SlotBits => slotBits;

        public int[] Starts => starts;

        public uint[] Entries => entries;

        public long Bytes => 4L * starts.Length + 4L * entries.Length + 12L * _tokens.Length + 120;

        public bool TryAdd(long token, int slot)
        {
            if (_new == _tokens.Length) return false;
            (_slots[_new], _tokens[_new]) = (slot, token);
            Volatile.Write(ref _new, _new + 1);
            return true;
        }

        public Postings Find(long token)
        {
            var prefix = Prefix(token);
            var bucket = prefix >> (32 - slotBits);
            var mark = (uint)prefix << slotBits;
            var found = entries.AsSpan(starts[bucket]..starts[bucket + 1]);
            var from = LowerBound(found, mark);
            var last = mark | (1u << slotBits) - 1;
            var count = LowerBound(found[from..], last);
            if (from + count < found.Length && found[from + count] == last) count++;
            var fresh = Volatile.Read(ref _new);
            return new(found.Slice(from, count), (1u << slotBits) - 1, _tokens.AsSpan(0, fresh), _slots, token);
        }

        /// <summary>The same entries and the new ones, in order.</summary>
        public Shard Pack(Predicate<int> isGone)
        {
            var fresh = new ulong[Volatile.Read(ref _new)];
            var bits = slotBits;
            for (var i = 0; i < fresh.Length; i++)
            {
                fresh[i] = (ulong)Prefix(_tokens[i]) << MostSlotBits | (uint)_slots[i];
                while (_slots[i] >> bits != 0) bits++;
            }

            Array.Sort(fresh);
            var packed = new uint[entries.Length + fresh.Length];
            var places = new int[(1 << (bits - BucketBitsBelow)) + 1];
            var (count, next, bucket) = (0, 0, 0);
            for (var old = 0; old < starts.Length - 1; old++)
            {
                for (var at = starts[old]; at < starts[old + 1]; at++)
                {
                    var key = ((ulong)(uint)old << (32 - slotBits) | entries[at] >> slotBits) << MostSlotBits
                        | entries[at] & (1u << slotBits) - 1;
                    while (next < fresh.Length && fresh[next] < key) Put(fresh[next++]);
                    Put(key);
                }
            }

            while (next < fresh.Length) Put(fresh[next++]);
            while (bucket < places.Length - 1) places[++bucket] = count;
            return new(bits, places, count == packed.Length ? packed : packed[..count]);

            void Put(ulong key)
            {
                var (prefix, slot) = ((int)(key >> MostSlotBits), (int)key & ((1 << MostSlotBits) - 1));
                if (isGone(slot)) return;
                for (var own = prefix >> (32 - bits); bucket < own;) places[++bucket] = count;
                packed[count++] = (uint)prefix << bits | (uint)slot;
            }
        }

        static int Prefix(long token) => (int)(token >>> (64 - ShardBits - PrefixBits)) & ((1 << PrefixBits) - 1);

        static int LowerBound(ReadOnlySpan<uint> sorted, uint value)
        {
            var (from, to) = (0, sorted.Length);
            while (from < to)
            {
                var middle = (from + to) >>> 1;
                if (sorted[middle] < value) from = middle + 1;
                else to = middle;
            }

            return from;
        }
    }
}

/// <summary>The records of one hash.</summary>
readonly ref struct Postings(
    ReadOnlySpan<uint> packed, uint mask, ReadOnlySpan<long> tokens, ReadOnlySpan<int> slots, long token)
{
    readonly ReadOnlySpan<uint> _packed = packed;
    readonly ReadOnlySpan<long> _tokens = tokens;
    readonly ReadOnlySpan<int> _slots = slots;

    /// <summary>How many there are, without the newest few.</summary>
    public int Length => _packed.Length;

    public bool IsEmpty => _packed.IsEmpty && _tokens.IndexOf(token) < 0;

    /// <summary>Adds the numbers of the records.</summary>
    /// <param name="set">Gets them.</param>
    /// <param name="hits">How much having this hash counts.</param>
    public void AddTo(CandidateSet set, int hits)
    {
        foreach (var entry in _packed) set.Add((int)(entry & mask), hits);
        var from = 0;
        while (_tokens[from..].IndexOf(token) is >= 0 and var at)
        {
            set.Add(_slots[from + at], hits);
            from += at + 1;
        }
    }
}
