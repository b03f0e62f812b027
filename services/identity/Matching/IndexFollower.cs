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
public sealed class IndexFollower(NpgsqlDataSource data, Vault vault, DomainCatalog domains) : IDisposable
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
        lock (_sync) _ahead.UnionWith(ahead);
        _view = _view with { Seen = seen };
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

    async Task FollowAsync(CancellationToken ct)
    {
        var (unknown, gone) = (new List<(long Record, string Domain)>(), new HashSet<long>());
        string seen = null!;
        var own = _view.Writer;
        await using (var batch = data.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(Late, _view.Seen));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                seen = reader.GetString(0);
                if (await reader.IsDBNullAsync(1, ct)) continue;
                var record = reader.GetInt64(1);
                if (await reader.IsDBNullAsync(3, ct)) gone.Add(record);
                else if (IsUnknown(record, reader.GetInt64(2) == own)) unknown.Add((record, reader.GetString(3)));
            }
        }

        foreach (var page in unknown.Chunk(Page)) await ReadAsync(page, ct);
        foreach (var domain in domains.Open) domain.Linker.Forget(gone);
        Interlocked.Add(ref _changes, unknown.Count + gone.Count);
        lock (_sync) _view = _view with { Seen = seen };
    }

    bool IsUnknown(long record, bool own)
    {
        lock (_sync)
        {
            if (_ahead.Remove(record)) return false;
            if (own) _early[record] = false;
            return true;
        }
    }

    async Task ReadAsync((long Record, string Domain)[] page, CancellationToken ct)
    {
        var domainOf = page.ToDictionary(one => one.Record, one => one.Domain);
        await foreach (var read in IndexRows.ReadAsync(data, vault, [.. domainOf.Keys], ct))
        {
            if (await domains.FindAsync(domainOf[read.Record], ct) is not { } domain) continue;
            var person = domain.Linker.Read(read.Content);
            lock (_sync)
            {
                if (_early.TryGetValue(read.Record, out var learnt))
                {
                    if (learnt) _early.Remove(read.Record);
                    else _early[read.Record] = true;
                    if (learnt) continue;
                }

                domain.Linker.Index.Add(read.Record, person.Comparable, read.Tokens);
            }
        }
    }

    static long NewWriter() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue | 1;
}
