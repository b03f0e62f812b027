using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>
/// Keeps the indexes of all domains where the database is. What this instance stores is in its index before anybody
/// else gets past the gate. What others store or erase comes by following the table: between two looks exactly those
/// records have come that the later snapshot shows and the earlier one does not, in whatever order they were committed.
/// </summary>
public sealed class IndexFollower(
    NpgsqlDataSource data, Vault vault, DomainCatalog domains, ILogger<IndexFollower> log) : IDisposable
{
    const string Late = """
        with late as (
            select record, writer, domain from identity.records
            where tx >= pg_snapshot_xmin($1::text::pg_snapshot)
                and not pg_visible_in_snapshot(tx, $1::text::pg_snapshot)
            union all
            select record, 0, null from identity.gone
            where tx >= pg_snapshot_xmin($1::text::pg_snapshot)
                and not pg_visible_in_snapshot(tx, $1::text::pg_snapshot))
        select pg_current_snapshot()::text, record, writer, domain from (select) one left join late on true
        """;

    const int Page = 1_000;

    readonly SemaphoreSlim _following = new(1);
    readonly Lock _sync = new();

    // own records the table has not shown yet
    readonly HashSet<long> _ahead = [];

    // own records the table showed first: whether they are in the index by now
    readonly Dictionary<long, bool> _early = [];
    volatile IndexView _view = new("", NewWriter());
    long _asked;
    long _answered;
    int _changes;

    public IndexView View => _view;

    /// <summary>Records and erasures since this was last asked.</summary>
    public int TakeChanges() => Interlocked.Exchange(ref _changes, 0);

    public void Dispose() => _following.Dispose();

    /// <summary>Begins with indexes that hold all that was visible at a snapshot, and some of what came since.
    /// </summary>
    public void Begin(string seen, IEnumerable<long> ahead)
    {
        lock (_sync)
        {
            _ahead.Clear();
            _ahead.UnionWith(ahead);
            _view = _view with { Seen = seen };
        }
    }

    /// <summary>A record of this instance is committed: from now on it is found.</summary>
    public void Learn(Linker linker, long record, PreparedPerson person, long[] tokens)
    {
        lock (_sync)
        {
            if (_early.TryGetValue(record, out var there))
            {
                if (there) _early.Remove(record);
                else _early[record] = true;
                if (there) return;
            }
            else
            {
                _ahead.Add(record);
            }

            linker.Index.Add(record, person.Comparable, tokens);
            _changes++;
        }
    }

    /// <summary>Nobody knows whether something of this instance was committed, so that nothing of it counts as known
    /// any more until the table shows it.</summary>
    public void Doubt()
    {
        lock (_sync) _view = _view with { Writer = NewWriter() };
    }

    /// <summary>Returns when everything committed before the call is in the indexes.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        var wanted = Interlocked.Increment(ref _asked);
        await _following.WaitAsync(ct);
        try
        {
            if (_answered >= wanted) return;
            var asked = Interlocked.Read(ref _asked);
            await FollowAsync(ct);
            _answered = asked;
        }
        finally
        {
            _following.Release();
        }
    }

    /// <summary>Runs something while the indexes are at their position and nobody follows.</summary>
    /// <param name="still">Gets the position and the records beyond it; nobody learns meanwhile, so it is short.
    /// </param>
    /// <param name="ct">Gives up.</param>
    internal async Task<T> StandStillAsync<T>(Func<IndexView, long[], T> still, CancellationToken ct)
    {
        await _following.WaitAsync(ct);
        try
        {
            lock (_sync) return still(_view, [.. _ahead]);
        }
        finally
        {
            _following.Release();
        }
    }

    /// <summary>Changes nothing before everything is read, so that it may fail anywhere and begin anew.</summary>
    async Task FollowAsync(CancellationToken ct)
    {
        var (seen, late) = await LateAsync(ct);
        var unknown = Unknown(late);
        var read = new List<(Linker Linker, long Record, ComparablePerson Person, long[] Tokens)>(unknown.Count);
        foreach (var page in unknown.Chunk(Page)) await ReadAsync(page, read, ct);
        var gone = late.Where(one => one.Domain is null).Select(one => one.Record).ToHashSet();
        lock (_sync)
        {
            foreach (var one in read)
                if (!IsLearnt(one.Record)) one.Linker.Index.Add(one.Record, one.Person, one.Tokens);
            _ahead.ExceptWith(late.Select(one => one.Record));
            _view = _view with { Seen = seen };
            _changes += unknown.Count + gone.Count;
        }

        foreach (var domain in domains.Open) domain.Linker.Forget(gone);
    }

    async Task<(string Seen, List<LateRecord> Late)> LateAsync(CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Late, _view.Seen));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (seen, late) = ("", new List<LateRecord>());
        while (await reader.ReadAsync(ct))
        {
            seen = reader.GetString(0);
            if (await reader.IsDBNullAsync(1, ct)) continue;
            late.Add(new(reader.GetInt64(1), reader.GetInt64(2),
                await reader.IsDBNullAsync(3, ct) ? null : reader.GetString(3)));
        }

        return (seen, late);
    }

    /// <summary>Those that are not in the index, and of them the own ones, which may be learnt while they are read.
    /// </summary>
    List<LateRecord> Unknown(List<LateRecord> late)
    {
        lock (_sync)
        {
            var unknown = late.FindAll(one => one.Domain is not null && !_ahead.Contains(one.Record));
            foreach (var own in unknown.Where(one => one.Writer == _view.Writer)) _early.TryAdd(own.Record, false);
            return unknown;
        }
    }

    bool IsLearnt(long record)
    {
        if (!_early.TryGetValue(record, out var learnt)) return false;
        if (learnt) _early.Remove(record);
        else _early[record] = true;
        return learnt;
    }

    async Task ReadAsync(
        LateRecord[] page, List<(Linker, long, ComparablePerson, long[])> read, CancellationToken ct)
    {
        var domainOf = page.ToDictionary(one => one.Record, one => one.Domain);
        await foreach (var row in IndexRows.ReadAsync(data, [.. domainOf.Keys], ct))
        {
            if (await domains.FindAsync(domainOf[row.Record], ct) is { Linker: var linker }
                && row.TryOpen(vault, log) is { } person)
                read.Add((linker, row.Record, linker.Comparable(person), RecordRows.Tokens(row.Tokens)));
        }
    }

    /// <summary>A record that has come since; without a domain: one that has gone.</summary>
    sealed record LateRecord(long Record, long Writer, string? Domain);

    static long NewWriter() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue | 1;
}
