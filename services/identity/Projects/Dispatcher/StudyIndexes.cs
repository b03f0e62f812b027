using System.Collections.Concurrent;
using Npgsql;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Filters of open studies in memory. Every instance has all of them, from its file and what came since, so
/// any of them may be asked; whoever registers holds the study's lock, so nobody is behind.</summary>
sealed class StudyIndexes(StudyIndexFile file)
{
    readonly ConcurrentDictionary<Guid, Lazy<Task<StudyIndex>>> _indexes = new();

    /// <summary>The index of a study, read from its file where there is one.</summary>
    public Task<StudyIndex> OfAsync(Study study) =>
        _indexes.GetOrAdd(study.Id, id => new(() => file.ReadAsync(id, study.Bits))).Value;

    /// <summary>Those in memory.</summary>
    public IEnumerable<(Guid Study, StudyIndex Index)> Open => _indexes
        .Where(one => one.Value is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        .Select(one => (one.Key, one.Value.Value.Result));

    /// <summary>A study that is over.</summary>
    public void Forget(Guid study)
    {
        _indexes.TryRemove(study, out _);
        file.Delete(study);
    }
}

/// <summary>The filters of one study as they were at a position of its changes.</summary>
sealed class StudyIndex(int bits, FilterIndex? filters = null, long position = 0) : IDisposable
{
    /// <summary>Records looked at for one that comes.</summary>
    const int Most = 50;

    readonly FilterIndex _filters = filters ?? new(bits);
    readonly SemaphoreSlim _following = new(1);
    long _position = position;

    /// <summary>The newest change of the study that is in it. All changes of a study have one order, which is that of
    /// their commits.</summary>
    public long Position => Interlocked.Read(ref _position);

    public FilterIndex Filters => _filters;

    /// <summary>Numbers of records that are like a filter, the likest first.</summary>
    public async Task<IReadOnlyList<FoundFilter>> SearchAsync(
        Study study, ulong[] filter, NpgsqlConnection connection, CancellationToken ct)
    {
        await FollowAsync(study, connection, ct);
        return _filters.Search(filter, new(FilterSimilarity.Dice, study.Profile.Threshold, bits), Most);
    }

    /// <summary>Takes up what was committed since, up to a position.</summary>
    public async Task FollowAsync(
        Study study, NpgsqlConnection connection, CancellationToken ct, long upTo = long.MaxValue)
    {
        await _following.WaitAsync(ct);
        try
        {
            await ReadAsync(study, connection, upTo, ct);
            if (_filters.WantsMerge) _filters.Merge();
        }
        finally
        {
            _following.Release();
        }
    }

    /// <summary>Filters and position as they belong together.</summary>
    public async Task<(long Position, long[] Ids, FilterTable Filters)> FreezeAsync(CancellationToken ct)
    {
        await _following.WaitAsync(ct);
        try
        {
            var (ids, table) = _filters.Freeze();
            return (Position, ids, table);
        }
        finally
        {
            _following.Release();
        }
    }

    public void Dispose() => _following.Dispose();

    async Task ReadAsync(Study study, NpgsqlConnection connection, long upTo, CancellationToken ct)
    {
        using var sealer = study.Key.Sealer();
        await using var command = new NpgsqlCommand("""
            select number as change, number, record, content from identity.study_records
            where study = $1 and number > $2 and number <= $3
            union all
            select change, number, null, null from identity.study_gone
            where study = $1 and change > $2 and change <= $3 order by change
            """, connection);
        foreach (var value in (object[])[study.Id, Position, upTo]) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var number = reader.GetInt64(1);
            if (await reader.IsDBNullAsync(2, ct)) _filters.Remove(number);
            else
            {
                _filters.Put(number, FilterBits.Words(
                    sealer.Open(reader.GetFieldValue<byte[]>(3), reader.GetGuid(2).ToByteArray()), bits / 64));
            }

            Interlocked.Exchange(ref _position, reader.GetInt64(0));
        }
    }
}
