namespace TrustCenter.Identities.Linkage;

/// <summary>Everybody of a domain in memory, in numbers of one <see cref="Vocabulary"/>: found by hashes of what they
/// have in common and compared there, without a look anywhere else. Any number of threads may search while one writes;
/// writers wait for each other.</summary>
/// <param name="vocabulary">Whose numbers the persons are made of; their names are counted in and out.</param>
/// <param name="further">How many further fields are compared.</param>
public sealed class PersonIndex(Vocabulary vocabulary, int further)
{
    const int Chunk = PairBatch.AtATime;

    [ThreadStatic]
    static Search? _search;

    readonly Lock _writing = new();
    IndexSegment[] _segments = [new(further)];
    long _present;

    /// <summary>Records in the index.</summary>
    public long Count => Interlocked.Read(ref _present);

    /// <summary>Bytes in use, the vocabulary apart.</summary>
    public long Bytes => _segments.Sum(segment => segment.Bytes);

    /// <summary>The values that its persons are made of.</summary>
    public Vocabulary Vocabulary => vocabulary;

    /// <summary>Adds a record.</summary>
    /// <param name="record">Its number, above 0 and below 2^32.</param>
    /// <param name="person">The person, of the same vocabulary.</param>
    /// <param name="tokens">Hashes of what it may have in common with others, each once.</param>
    /// <exception cref="OverflowException">The number is out of bounds.</exception>
    public void Add(long record, in ComparablePerson person, ReadOnlySpan<long> tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(record, 1);
        lock (_writing)
        {
            if (_segments[^1].IsFull) Volatile.Write(ref _segments, [.. _segments, new(further)]);
            _segments[^1].Add(record, person, tokens);
            vocabulary.Count(person);
            Interlocked.Increment(ref _present);
        }
    }

    /// <summary>Forgets records; how many of them were there. Looks through all, for it is seldom asked for.</summary>
    public int Remove(IReadOnlySet<long> records)
    {
        if (records.Count == 0) return 0;
        var removed = 0;
        lock (_writing)
        {
            foreach (var segment in _segments)
            {
                for (var slot = 0; slot < segment.Count && removed < records.Count; slot++)
                {
                    ref var person = ref segment.Of(slot);
                    if (person.Record == 0 || !records.Contains(person.Record)) continue;
                    vocabulary.Count(person.Comparable, -1);
                    segment.Remove(slot);
                    removed++;
                }
            }

            Interlocked.Add(ref _present, -removed);
        }

        return removed;
    }

    /// <summary>Whether any record has this hash; once in a hundred times where none has.</summary>
    public bool Any(long token)
    {
        foreach (var segment in Volatile.Read(ref _segments))
            if (!segment.Find(token).IsEmpty) return true;
        return false;
    }

    /// <summary>Compares a person with those who have a hash in common.</summary>
    /// <param name="linkage">Decides; of Fellegi and Sunter's weighting and of the same vocabulary.</param>
    /// <param name="person">The person.</param>
    /// <param name="tokens">The person's hashes.</param>
    /// <param name="near">Gets those who are or may be the same person, the better decision where a record is there
    /// already.</param>
    /// <returns>How many were compared.</returns>
    public int Near(
        PersonLinkage linkage, in ComparablePerson person, ReadOnlySpan<long> tokens,
        Dictionary<long, PairDecision> near)
    {
        var (search, screen, compared) = (_search ??= new(), linkage.Screen(person), 0);
        var (plan, batch) = (linkage.Configuration.Blocking, new PairBatch(linkage, remember: false));
        batch.Hold(person);
        foreach (var segment in Volatile.Read(ref _segments))
        {
            var slots = search.Collect(segment, tokens, plan.MostPersons, plan.FewPersons);
            compared += slots.Length;
            for (; slots is not []; slots = slots[Math.Min(slots.Length, Chunk)..])
            {
                var part = slots[..Math.Min(slots.Length, Chunk)];
                var left = search.Screen(segment, part, screen);
                for (var i = 0; i < left.Length; i++)
                    batch.Fetch(left[i].Comparable, segment.MoreOf(search.Slots[i]));
                for (var i = 0; i < left.Length; i++)
                {
                    var decision = batch.Decide(left[i].Comparable, segment.MoreOf(search.Slots[i]));
                    if (decision.Outcome != Outcome.NonMatch) Keep(near, left[i].Record, decision);
                }
            }
        }

        return compared;
    }

    /// <summary>The records that have a hash in common with these, as many as <see cref="Near"/> would compare.
    /// </summary>
    /// <param name="tokens">The hashes.</param>
    /// <param name="mostPersons">A hash that more have is passed over.</param>
    /// <param name="fewPersons">Where more have a hash, another one has to be shared, too.</param>
    public List<long> Sharing(ReadOnlySpan<long> tokens, int mostPersons, int fewPersons = int.MaxValue)
    {
        var (search, found) = (_search ??= new(), new List<long>());
        foreach (var segment in Volatile.Read(ref _segments))
        {
            foreach (var slot in search.Collect(segment, tokens, mostPersons, fewPersons))
                if (segment.Of(slot).Record is > 0 and var record) found.Add(record);
        }

        return found;
    }

    /// <summary>The records of people who bear a family or birth name or have it as a part, written without umlauts;
    /// so many at most.</summary>
    public List<long> Bearing(string bare, int most)
    {
        var names = vocabulary.Having(bare);
        var found = new List<long>();
        if (names.Count == 0) return found;
        foreach (var segment in Volatile.Read(ref _segments))
        {
            for (var slot = 0; slot < segment.Count && found.Count < most; slot++)
            {
                ref var person = ref segment.Of(slot);
                if (person.Record > 0 && (names.Contains(person.Family) || names.Contains(person.Birth)))
                    found.Add(person.Record);
            }
        }

        return found;
    }

    /// <summary>Forgets everybody.</summary>
    public void Clear()
    {
        lock (_writing)
        {
            foreach (var segment in _segments)
            {
                for (var slot = 0; slot < segment.Count; slot++)
                    if (segment.Of(slot).Record > 0) vocabulary.Count(segment.Of(slot).Comparable, -1);
            }

            Volatile.Write(ref _segments, [new(further)]);
            Interlocked.Exchange(ref _present, 0);
        }
    }

    /// <summary>The records that are there now, to be written while others are added.</summary>
    public FrozenIndex Freeze()
    {
        lock (_writing) return new(vocabulary, further, [.. _segments.Select(segment => (segment, segment.Count))]);
    }

    /// <summary>Reads what <see cref="FrozenIndex.Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is no index.</exception>
    public static PersonIndex Read(IndexReader from)
    {
        var further = (int)from.Number();
        if (further is < 0 or > 8) throw new FormatException("No index has so many further fields.");
        var index = new PersonIndex(Vocabulary.Read(from), further);
        var segments = from.Number();
        index._segments = [.. Enumerable.Range(0, (int)segments).Select(_ => IndexSegment.Read(from, further))];
        foreach (var segment in index._segments)
        {
            for (var slot = 0; slot < segment.Count; slot++)
            {
                if (segment.Of(slot).Record == 0) continue;
                index._present++;
                index.Vocabulary.Count(segment.Of(slot).Comparable);
            }
        }

        return index;
    }

    static void Keep(Dictionary<long, PairDecision> near, long record, PairDecision decision)
    {
        if (!near.TryGetValue(record, out var known) || PairDecision.Compare(decision, known) > 0)
            near[record] = decision;
    }

    /// <summary>What a thread needs to search, kept for the next time.</summary>
    sealed class Search
    {
        /// <summary>Compared with one person at most, those with the rarest hashes.</summary>
        const int Most = 5_000;

        /// <summary>Hashes that many have, of which this many say as much as one that few have.</summary>
        const int Enough = 2;

        readonly CandidateSet _set = new();
        int[] _lengths = new int[64];
        int[] _order = new int[64];

        readonly IndexedPerson[] _persons = new IndexedPerson[Chunk];

        /// <summary>The slots of those whom <see cref="Screen"/> left.</summary>
        public int[] Slots { get; } = new int[Chunk];

        /// <summary>Those of some candidates who may be near.</summary>
        public ReadOnlySpan<IndexedPerson> Screen(IndexSegment segment, ReadOnlySpan<int> slots, PairScreen screen)
        {
            // copied first, so that the processor waits for many of them at the same time
            for (var i = 0; i < slots.Length; i++) _persons[i] = segment.Of(slots[i]);
            var left = 0;
            for (var i = 0; i < slots.Length; i++)
            {
                if (_persons[i].Record == 0 || !screen.MayBeNear(_persons[i], segment.MoreOf(slots[i]))) continue;
                Slots[left] = slots[i];
                _persons[left++] = _persons[i];
            }

            return _persons.AsSpan(0, left);
        }

        public ReadOnlySpan<int> Collect(
            IndexSegment segment, ReadOnlySpan<long> tokens, int mostPersons, int fewPersons)
        {
            _set.Clear();
            if (_lengths.Length < tokens.Length) (_lengths, _order) = (new int[tokens.Length], new int[tokens.Length]);
            for (var i = 0; i < tokens.Length; i++) (_lengths[i], _order[i]) = (segment.Find(tokens[i]).Length, i);
            _lengths.AsSpan(0, tokens.Length).Sort(_order.AsSpan(0, tokens.Length));
            var used = 0;
            while (used < tokens.Length && _lengths[used] <= mostPersons && _set.Count < Most)
            {
                segment.Find(tokens[_order[used]]).AddTo(_set, hits: _lengths[used] <= fewPersons ? Enough : 1);
                used++;
            }

            return _set.Having(Math.Min(used, Enough));
        }
    }
}

/// <summary>What was in an index at one moment.</summary>
public sealed class FrozenIndex
{
    readonly Vocabulary _vocabulary;
    readonly int _further;
    readonly (IndexSegment Segment, int Count)[] _segments;

    internal FrozenIndex(Vocabulary vocabulary, int further, (IndexSegment, int)[] segments) =>
        (_vocabulary, _further, _segments) = (vocabulary, further, segments);

    /// <summary>Writes it; the index may be used and changed meanwhile. Records removed meanwhile may be left out.
    /// </summary>
    public void Write(IndexWriter to)
    {
        to.Number(_further);
        _vocabulary.Write(to);
        to.Number(_segments.Length);
        foreach (var (segment, count) in _segments) segment.Write(to, count);
    }
}
