using System.Collections.Concurrent;
using System.Diagnostics;
using System.Data;
using Npgsql;

namespace TrustCenter.Events;

/// <summary>
/// Commits what several sessions want to write at the same time as one transaction: one round trip and one flush to
/// disk for all of them. Each keeps its own version check; if the server refuses the whole, its halves are
/// written, and so on, so that only the one at fault fails.
/// </summary>
sealed class GroupCommitter(NpgsqlDataSource dataSource, int writers, int unitsPerCommit, Action committed)
    : IAsyncDisposable
{
    const int Remembered = 10_000;

    /// <summary>Fewer than these are not worth a transaction of their own while another one is being written.</summary>
    const int Few = 4;

    /// <summary>A commit that takes longer than this no longer keeps the next ones waiting: another writer helps.
    /// </summary>
    static readonly TimeSpan Long = TimeSpan.FromMilliseconds(20);

    readonly WarmConnections _connections = new(dataSource);
    readonly Lock _gate = new();
    readonly List<CommitUnit> _waiting = [];
    readonly HashSet<Guid> _busy = [];
    readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // versions only grow, so a unit that expects less than we have seen committed can be refused without asking
    readonly ConcurrentDictionary<Guid, long> _seen = new();
    int _running;
    int _writing;
    long _begun;
    bool _closed;

    public Task CommitAsync(CommitUnit unit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Add(unit);
            if (_running == 0 || (_running < writers && IsBehind()))
            {
                _running++;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return unit.OutcomeAsync(ct);
    }

    /// <summary>Takes nothing new and returns when everything taken has its outcome.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_running == 0)
                _drained.TrySetResult();
        }

        await _drained.Task;
        await _connections.DisposeAsync();
    }

    async Task RunAsync()
    {
        while (true)
        {
            await Queued.Behind();
            List<CommitUnit> units;
            lock (_gate)
            {
                units = _running == 1 || IsBehind() ? Take() : [];
                if (units is [])
                {
                    // what still waits, waits for another writer, and that one looks again afterwards
                    if (--_running == 0 && _closed)
                        _drained.TrySetResult();

                    return;
                }

                _writing += units.Count;
            }

            await WriteAsync(units);
            lock (_gate)
            {
                _writing -= units.Count;
                foreach (var stream in units.SelectMany(unit => unit.Streams))
                    _busy.Remove(stream.Id);
            }
        }
    }

    /// <summary>
    /// As many wait as are being written: nobody is left for whom it would be worth waiting, and the processor would be
    /// idle while the others' flush is waited for. Fewer gain more by being written together.
    /// </summary>
    bool IsBehind() => _waiting.Count >= Math.Min(unitsPerCommit, Math.Max(Few, _writing))
        || Stopwatch.GetElapsedTime(_begun) > Long;

    /// <summary>At most one unit per stream: a second one could only fail until the first has its outcome.</summary>
    List<CommitUnit> Take()
    {
        _begun = Stopwatch.GetTimestamp();
        var units = new List<CommitUnit>();
        var left = 0;
        for (var i = 0; i < _waiting.Count; i++)
        {
            var unit = _waiting[i];
            if (units.Count == unitsPerCommit || unit.Streams.Any(stream => _busy.Contains(stream.Id)))
            {
                _waiting[left++] = unit;
                continue;
            }

            if (!unit.TryTake())
                continue;

            if (unit.Streams.FirstOrDefault(IsPast) is { Version: > 0 } past)
            {
                unit.Fail(new StreamMovedException(past.Id, past.Expected));
                continue;
            }

            foreach (var stream in unit.Streams)
                _busy.Add(stream.Id);

            units.Add(unit);
        }

        _waiting.RemoveRange(left, _waiting.Count - left);

        // one order for all who write the same streams: no deadlock with other instances
        units.Sort((a, b) => FirstStream(a).CompareTo(FirstStream(b)));
        return units;
    }

    bool IsPast((Guid Id, long Expected, long Version) stream) =>
        _seen.TryGetValue(stream.Id, out var version) && stream.Expected < version;

    async Task WriteAsync(List<CommitUnit> units)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await _connections.TakeAsync();
        }
        catch (Exception unreachable)
        {
            units.ForEach(unit => unit.Fail(unreachable)); // nothing was sent
            return;
        }

        try
        {
            await using (var batch = new NpgsqlBatch(connection) { Timeout = Sql.Patience })
            {
                foreach (var command in RowStatements.Merge(units))
                    batch.BatchCommands.Add(command);

                await batch.ExecuteNonQueryAsync();
            }
        }
        catch (Exception problem)
        {
            await using (connection)
            {
                if (!WasRefused(problem, connection))
                    problem = new CommitOutcomeUnknownException(problem);
            }

            await SettleAsync(units, problem);
            return;
        }

        _connections.Keep(connection);
        Remember(units);
    }

    async Task SettleAsync(List<CommitUnit> units, Exception problem)
    {
        if (problem is CommitOutcomeUnknownException || units.Count == 1)
        {
            units.ForEach(unit => unit.Fail(Describe(problem, unit)));
            return;
        }

        // halves of halves: the one at fault is alone soon, and the others are still written together
        var half = units.Count / 2;
        foreach (var part in (List<CommitUnit>[])[units[..half], units[half..]])
        {
            part.ForEach(unit => unit.RenewCommands());
            await WriteAsync(part);
        }
    }

    void Remember(List<CommitUnit> units)
    {
        if (_seen.Count > Remembered)
            _seen.Clear();

        foreach (var stream in units.SelectMany(unit => unit.Streams))
            _seen[stream.Id] = stream.Version;

        units.ForEach(unit => unit.Complete());
        committed();
    }

    /// <summary>
    /// True where it is certain that nothing was written: the server answered with an error (a connection it ends by a
    /// fatal one may have been ended just behind the commit), or the values did not even get onto the wire.
    /// </summary>
    static bool WasRefused(Exception problem, NpgsqlConnection connection) => problem switch
    {
        PostgresException answer => answer.InvariantSeverity == "ERROR",
        // thrown while a parameter is written, and the message that ends the transaction comes behind all parameters
        InvalidCastException or ArgumentException or NotSupportedException or OverflowException => true,
        InvalidOperationException => connection.FullState == ConnectionState.Open,
        _ => false,
    };

    static Exception Describe(Exception problem, CommitUnit unit)
    {
        if (problem is not PostgresException { SqlState: "TC001" or PostgresErrorCodes.UniqueViolation } answer
            || unit.Streams is []
            || answer is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: not "events_stream_version" })
            return problem;

        var named = unit.Streams.FirstOrDefault(
            stream => answer.MessageText.Contains(stream.Id.ToString(), StringComparison.Ordinal), unit.Streams[0]);
        return new StreamMovedException(named.Id, named.Expected);
    }

    static Guid FirstStream(CommitUnit unit) => unit.Streams is [var first, ..] ? first.Id : Guid.Empty;
}
