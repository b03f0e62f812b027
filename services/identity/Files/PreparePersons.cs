using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A blocking key of a record.</summary>
readonly record struct KeyEntry(ulong Key, uint Record) : IComparable<KeyEntry>
{
    public int CompareTo(KeyEntry other) =>
        Key != other.Key ? Key.CompareTo(other.Key) : Record.CompareTo(other.Record);
}

/// <summary>How often a name occurs in a segment.</summary>
readonly record struct NameInSegment(NameCount Count, int Segment) : IComparable<NameInSegment>
{
    public int CompareTo(NameInSegment other) => Count.Name != other.Count.Name
        ? Count.Name.CompareTo(other.Count.Name) : Segment.CompareTo(other.Segment);
}

/// <summary>Reads the files into segments of normalised persons, counts names, and finds out who shares a blocking key
/// with whom.</summary>
sealed class PreparePersons : IDisposable
{
    const int Batch = 4096;

    readonly FileLinkageOptions _options;
    readonly SealedFiles _files;
    readonly Action<FileLinkageProgress> _progress;
    readonly List<PersonFile> _sources;
    readonly string[] _further;
    readonly string[] _identifiers;
    readonly ImmutableArray<int> _identifierPlaces;
    readonly ExternalSort<KeyEntry> _keys;
    readonly ExternalSort<NameInSegment> _names;
    readonly List<SegmentEntry> _segments = [];
    SegmentBuilder _builder;
    SealedWriter? _ids;
    long _record;

    public PreparePersons(FileLinkageOptions options, SealedFiles files, Action<FileLinkageProgress> progress)
    {
        (_options, _files, _progress) = (options, files, progress);
        var memory = MemoryPlan.Of(options.Memory);
        _sources = [.. options.Files.Select(path => new PersonFile(path, options))];
        _identifiers = [.. _sources.SelectMany(source => source.Columns.Identifiers).Distinct()];
        _further = [.. _identifiers, .. _sources.SelectMany(source => source.Columns.Values).Distinct()];
        if (_further.Length > 8) throw new FileLinkageException("More than eight identifiers and values are compared.");
        _identifierPlaces = [.. Enumerable.Range(0, _identifiers.Length)];
        _keys = new(files, "keys", memory.Sort);
        _names = new(files, "names", memory.Sort / 4);
        _builder = new(_further.Length);
    }

    public LinkManifest Run(LinkManifest manifest, CancellationToken ct)
    {
        var entries = new List<FileEntry>();
        var (done, whole) = (0L, _sources.Sum(source => source.Length));
        var path = Path.Combine(_options.Out, "unreadable.csv");
        using (var unreadable = new StreamWriter(path, false, new UTF8Encoding(false)))
        {
            unreadable.WriteLine("file,line,reason");
            for (var file = 0; file < _sources.Count; file++)
            {
                var before = done;
                entries.Add(ReadFile(file, unreadable,
                    read => _progress(new("reading", before + read, whole, "bytes")), ct));
                done += _sources[file].Length;
            }
        }

        var (given, family) = CountNames();
        using var blocks = new FindBlocks(_options, _files, entries, _segments);
        blocks.Run(_keys.Sorted(), _record, _progress, ct);
        return manifest with
        {
            Stage = LinkStage.Prepared,
            Files = entries,
            Segments = _segments,
            Further = _further,
            Identifiers = _identifiers,
            GivenNames = given,
            FamilyNames = family,
            WithoutBlocks = blocks.WithoutBlocks,
            Blocks = blocks.Blocks,
            LargeBlocks = blocks.LargeBlocks,
            PairsInBlocks = blocks.Pairs,
        };
    }

    public void Dispose()
    {
        _keys.Dispose();
        _names.Dispose();
        _ids?.Dispose();
    }

    FileEntry ReadFile(int file, StreamWriter unreadable, Action<long> read, CancellationToken ct)
    {
        var (source, first) = (_sources[file], _record);
        var faults = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var batch in source.Records(read).Chunk(Batch))
        {
            ct.ThrowIfCancellationRequested();
            var prepared = new Prepared[batch.Length];
            Parallel.For(0, batch.Length, new() { MaxDegreeOfParallelism = _options.ThreadCount },
                i => prepared[i] = Prepare(source.Columns, batch[i]));
            for (var i = 0; i < batch.Length; i++)
            {
                if (prepared[i].Fault is { } fault)
                {
                    faults[fault] = faults.GetValueOrDefault(fault) + 1;
                    unreadable.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{CsvText.Cell(source.Name)},{batch[i].Line},{fault}"));
                    continue;
                }

                Add(file, prepared[i]);
            }
        }

        EndSegment(file);
        return new(source.Name, first, _record - first, faults);
    }

    Prepared Prepare(PersonColumns columns, FileRecord record)
    {
        if (record.Fault is not null) return new(null, [], "", record.Fault);
        if (columns.IdOf(record.Cells, record.Line) is not { } id) return new(null, [], "", "id-missing");
        var person = NormalisedPerson.Of(columns.Person(record.Cells), _further);
        var keys = BlockingKeys.Of(person, _options.Plan, _identifierPlaces);
        return new(person, [.. keys.Select(key => TextHash.Of(key))], id, null);
    }

    void Add(int file, in Prepared prepared)
    {
        if (_record == uint.MaxValue - 1) throw new FileLinkageException("More than four thousand million records.");
        _ids ??= _files.Create(WorkingFiles.Ids(new($"segment-{_segments.Count}", file, 0, 0)));
        new IndexWriter(_ids.Write).Text(prepared.Id);
        _builder.Add(_record, prepared.Person!);
        foreach (var key in prepared.Keys) _keys.Add(new(key, (uint)_record));
        _record++;
        if (_builder.Bytes + (long)_builder.Count * MemoryPlan.BytesOfBlocks >= _options.Segment) EndSegment(file);
    }

    void EndSegment(int file)
    {
        if (_builder.Count == 0) return;
        var segment = new SegmentEntry($"segment-{_segments.Count}", file, _record - _builder.Count, _builder.Count);
        foreach (var name in _builder.Names()) _names.Add(new(name, _segments.Count));
        using (var persons = _files.Create(WorkingFiles.Persons(segment)))
        {
            _builder.Write(new(persons.Write));
            persons.Complete();
        }

        _ids!.Complete();
        _ids.Dispose();
        _ids = null;
        _segments.Add(segment);
        _builder = new(_further.Length);
    }

    /// <summary>Tells every segment how often its names occur in all.</summary>
    (int Given, int Family) CountNames()
    {
        var (allGiven, allFamily) = (0, 0);
        var writers = _segments.ConvertAll(segment =>
            new PortionWriter<int>(_files, WorkingFiles.Counts(segment)));
        try
        {
            var same = new List<NameInSegment>();
            foreach (var name in _names.Sorted())
            {
                if (same.Count > 0 && same[0].Count.Name != name.Count.Name) Tell();
                same.Add(name);
            }

            if (same.Count > 0) Tell();
            writers.ForEach(writer => writer.Complete());

            void Tell()
            {
                var (given, family) = (same.Sum(one => one.Count.Given), same.Sum(one => one.Count.Family));
                foreach (var one in same) writers[one.Segment].Add(one.Count.Number, given, family);
                (allGiven, allFamily) = (allGiven + given, allFamily + family);
                same.Clear();
            }
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }

        return (allGiven, allFamily);
    }

    readonly record struct Prepared(NormalisedPerson? Person, ulong[] Keys, string Id, string? Fault);
}
