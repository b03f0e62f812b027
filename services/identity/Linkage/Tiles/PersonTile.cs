namespace TrustCenter.Identities.Linkage;

/// <summary>Two segments of persons, or one against itself, with all values that occur in them: pairs of large files
/// are compared tile by tile, so that memory does not grow with the files. A pair is compared where the record with the
/// lower number is on the left. Any number of threads may use a tile.</summary>
public sealed class PersonTile
{
    readonly TileScope _scope;
    readonly int _further;
    readonly IndexedPerson[] _left;
    readonly TilePerson[] _others;
    readonly int[] _leftMore;
    readonly int[] _rightMore;
    readonly TileBlocks _blocks;
    readonly bool _isOne;
    readonly int[] _byName;

    PersonTile(TileScope scope, Vocabulary vocabulary, Side left, Side right, TileBlocks blocks)
    {
        (_scope, _further, Vocabulary, _blocks) = (scope, left.Further, vocabulary, blocks);
        (_left, _leftMore, _rightMore, _isOne) = (left.Persons, left.More, right.More, left == right);
        _others = Array.ConvertAll(right.Persons, person => new TilePerson(
            person, vocabulary.SignatureOf(person.Given), vocabulary.SignatureOf(person.Family)));
        _byName = [.. Enumerable.Range(0, _left.Length)];
        var names = Array.ConvertAll(_left, person => (long)person.Family << 32 | (uint)person.Given);
        Array.Sort(names, _byName);
    }

    /// <summary>The values of all persons here.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Persons on the left.</summary>
    public int Left => _left.Length;

    /// <summary>Persons on the right.</summary>
    public int Right => _others.Length;

    /// <summary>Pairs there would be without blocking.</summary>
    public double AllPairs => _isOne ? 0.5 * Left * (Left - 1.0) : (double)Left * Right;

    /// <summary>Reads a tile.</summary>
    /// <param name="scope">What is compared.</param>
    /// <param name="left">One segment.</param>
    /// <param name="right">The other, or null.</param>
    /// <param name="leftBlocks">The left one's blocks once more where there is no other segment, else null.</param>
    public static PersonTile Read(TileScope scope, TileSource left, TileSource? right, IndexReader? leftBlocks = null)
    {
        var vocabulary = new Vocabulary();
        vocabulary.PutTotals(scope.Given, scope.Family);
        var persons = Persons(vocabulary, left);
        var others = right is null ? persons : Persons(vocabulary, right);
        var blocks = TileBlocks.Read(left.Blocks, persons.Persons.Length, right?.Blocks ?? leftBlocks!);
        return new(scope, vocabulary, persons, others, blocks);
    }

    /// <summary>Places on the left by names: who bears the same ones meets the same people, whose records and names are
    /// at hand then.</summary>
    internal int ByName(int at) => _byName[at];

    /// <summary>Those on the right that are compared with one on the left.</summary>
    internal ReadOnlySpan<int> Candidates(int left, TileSearch search)
    {
        var record = _left[left].Record;
        if (record > _scope.OtherThanFrom && record <= _scope.OtherThanTo) return [];
        search.Begin();
        foreach (var block in _blocks.Of(left))
        {
            var members = _blocks.Members(block);
            // those who come before stand before; within a segment and a sample they need not be looked at
            var from = members.Length > 0 && _others[members[0]].Person.Record <= record ? Behind(members, record) : 0;
            foreach (var member in members[from..]) search.Add(member);
        }

        return search.Found;
    }

    internal ref readonly IndexedPerson LeftAt(int left) => ref _left[left];

    internal ref readonly IndexedPerson RightAt(int right) => ref _others[right].Person;

    internal ref readonly TilePerson OtherAt(int right) => ref _others[right];

    internal ReadOnlySpan<int> LeftMore(int left) => _leftMore.AsSpan(left * _further, _further);

    internal ReadOnlySpan<int> RightMore(int right) => _rightMore.AsSpan(right * _further, _further);

    /// <summary>Whether two persons may be compared at all.</summary>
    internal bool Counts(int left, int right)
    {
        var record = _left[left].Record;
        return record < _others[right].Person.Record
            && !(record > _scope.OtherThanFrom && record <= _scope.OtherThanTo);
    }

    int Behind(ReadOnlySpan<int> members, uint record)
    {
        var (from, to) = (0, members.Length);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (_others[members[middle]].Person.Record <= record) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    static Side Persons(Vocabulary vocabulary, TileSource source)
    {
        var (names, texts) = vocabulary.Add(source.Persons);
        while (source.Counts.Array<int>() is { Length: > 0 } portion)
        {
            for (var i = 0; i < portion.Length; i += 3)
            {
                vocabulary.Put(names[portion[i]], NameRole.Given, portion[i + 1]);
                vocabulary.Put(names[portion[i]], NameRole.Family, portion[i + 2]);
            }
        }

        var further = (int)source.Persons.Number();
        var persons = new IndexedPerson[source.Persons.Number()];
        for (var read = 0; read < persons.Length;)
        {
            foreach (var person in source.Persons.Array<IndexedPerson>())
                persons[read++] = person.Renumbered(names, texts);
        }

        var more = source.Persons.Array<int>();
        foreach (ref var value in more.AsSpan()) value = texts[value];
        return new(persons, more, further);
    }

    sealed record Side(IndexedPerson[] Persons, int[] More, int Further);
}

/// <summary>A person on the right with what is looked at first, together in memory.</summary>
struct TilePerson(IndexedPerson person, NameSignature given, NameSignature family)
{
    public IndexedPerson Person = person;
    public NameSignature Given = given;
    public NameSignature Family = family;
}

/// <summary>What one thread needs to look for the candidates of a tile: each is found once, however many blocks bring
/// it.</summary>
public sealed class TileSearch
{
    readonly int[] _seen;
    int[] _found = new int[4096];
    PairBatch? _batch;
    int _round;
    int _count;

    /// <summary>Persons copied together, so that the processor waits for many of them at the same time.</summary>
    internal TilePerson[] Persons { get; } = new TilePerson[PairBatch.AtATime];

    /// <summary>Those of them that may be near, and their places.</summary>
    internal ComparablePerson[] Near { get; } = new ComparablePerson[PairBatch.AtATime];

    internal int[] Places { get; } = new int[PairBatch.AtATime];

    /// <summary>For one tile.</summary>
    public TileSearch(PersonTile tile) => _seen = new int[tile.Right];

    /// <summary>This thread's, to decide by a linkage.</summary>
    internal PairBatch BatchOf(PersonLinkage linkage)
    {
        if (_batch is null || _batch.Linkage != linkage) _batch = new(linkage);
        _batch.Begin();
        return _batch;
    }

    internal ReadOnlySpan<int> Found => _found.AsSpan(0, _count);

    internal void Begin() => (_round, _count) = (_round + 1, 0);

    internal void Add(int right)
    {
        if (_seen[right] == _round) return;
        _seen[right] = _round;
        if (_count == _found.Length) Array.Resize(ref _found, 2 * _count);
        _found[_count++] = right;
    }
}
