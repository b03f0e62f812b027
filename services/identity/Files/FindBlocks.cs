namespace TrustCenter.Identities;

/// <summary>Numbers the keys that several records share and tells every segment who has which.</summary>
sealed class FindBlocks : IDisposable
{
    const int Told = 1 << 20;

    readonly FileLinkageOptions _options;
    readonly IReadOnlyList<FileEntry> _sources;
    readonly long[] _firsts;
    readonly List<PortionWriter<uint>> _writers;
    readonly List<uint> _members = [];
    readonly bool _across;
    long _size;

    public FindBlocks(
        FileLinkageOptions options, SealedFiles files, IReadOnlyList<FileEntry> sources, List<SegmentEntry> segments)
    {
        (_options, _sources, _across) = (options, sources, !options.Within);
        _firsts = [.. segments.Select(segment => segment.First)];
        _writers = segments.ConvertAll(segment => new PortionWriter<uint>(files, WorkingFiles.Blocks(segment)));
    }

    public long Blocks { get; private set; }

    /// <summary>Keys that so many share that they bring nobody together.</summary>
    public long LargeBlocks { get; private set; }

    public double Pairs { get; private set; }

    /// <summary>Records that share no key with another.</summary>
    public long WithoutBlocks { get; private set; }

    public void Run(
        IEnumerable<KeyEntry> keys, long records, Action<FileLinkageProgress> progress, CancellationToken ct)
    {
        var shares = new bool[records];
        var (current, done) = (0UL, 0L);
        foreach (var (key, record) in keys)
        {
            if (++done % Told == 0)
            {
                ct.ThrowIfCancellationRequested();
                progress(new("blocking", record, records, "records"));
            }

            if (key != current) End(shares);
            current = key;
            if (_members is [.., var last] && last == record) continue;
            _size++;
            if (_members.Count <= _options.Plan.MostPersons) _members.Add(record);
        }

        End(shares);
        WithoutBlocks = shares.LongCount(shared => !shared);
        _writers.ForEach(writer => writer.Complete());
    }

    public void Dispose() => _writers.ForEach(writer => writer.Dispose());

    void End(bool[] shares)
    {
        if (_size > _options.Plan.MostPersons) LargeBlocks++;
        else if (_size > 1 && !(_across && IsOneSource())) Write(shares);
        _members.Clear();
        _size = 0;
    }

    void Write(bool[] shares)
    {
        if (Blocks == uint.MaxValue) throw new FileLinkageException("Too many blocks.");
        foreach (var record in _members)
        {
            var segment = Array.BinarySearch(_firsts, (long)record);
            if (segment < 0) segment = ~segment - 1;
            _writers[segment].Add((uint)Blocks, (uint)(record - _firsts[segment]));
            shares[record] = true;
        }

        Blocks++;
        Pairs += _across ? PairsAcross() : 0.5 * _size * (_size - 1);
    }

    bool IsOneSource() => SourceOf(_members[0]) == SourceOf(_members[^1]);

    double PairsAcross()
    {
        var pairs = 0.5 * _size * (_size - 1);
        foreach (var own in _members.CountBy(SourceOf)) pairs -= 0.5 * own.Value * (own.Value - 1);
        return pairs;
    }

    int SourceOf(uint record)
    {
        var source = _sources.Count - 1;
        while (_sources[source].First > record) source--;
        return source;
    }
}
