using System.Collections.Concurrent;
using Npgsql;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Filters of open studies in memory. Every instance has all of them and reads on behind the last one it has
/// seen; whoever registers holds the study's lock, so nobody is behind.</summary>
sealed class StudyIndexes
{
    readonly ConcurrentDictionary<Guid, StudyIndex> _indexes = new();

    public StudyIndex Of(Study study) => _indexes.GetOrAdd(study.Id, _ => new(study.Bits));
}

sealed class StudyIndex(int bits)
{
    /// <summary>Records looked at for one that comes.</summary>
    const int Most = 50;

    readonly FilterIndex _filters = new(bits);
    long _last;

    /// <summary>Numbers of records that are like a filter, the likest first. Those that were replaced meanwhile are
    /// among them; the database knows which.</summary>
    public async Task<IReadOnlyList<FoundFilter>> SearchAsync(
        Study study, ulong[] filter, NpgsqlConnection connection, CancellationToken ct)
    {
        await FollowAsync(study, connection, ct);
        if (_filters.WantsMerge) _filters.Merge();
        return _filters.Search(
            filter, new(FilterSimilarity.Dice, study.Profile.Threshold, bits), Most);
    }

    async Task FollowAsync(Study study, NpgsqlConnection connection, CancellationToken ct)
    {
        using var sealer = study.Key.Sealer();
        await using var command = new NpgsqlCommand("""
            select number, record, content from identity.study_records where study = $1 and number > $2 order by number
            """, connection);
        command.Parameters.Add(new() { Value = study.Id });
        command.Parameters.Add(new() { Value = Interlocked.Read(ref _last) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var number = reader.GetInt64(0);
            _filters.Put(number, FilterBits.Words(
                sealer.Open(reader.GetFieldValue<byte[]>(2), reader.GetGuid(1).ToByteArray()), bits / 64));
            Interlocked.Exchange(ref _last, number);
        }
    }
}
