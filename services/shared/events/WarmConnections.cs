using Npgsql;

namespace TrustCenter.Events;

/// <summary>
/// Connections for a loop that talks to the server all the time: the one used last is used next. A pool hands out all
/// it has by turns, and a server process that was not used for a while has its plans and tables in no processor's cache
/// any more. What is not needed for a quarter of a second goes back to the pool.
/// </summary>
/// <param name="dataSource">The pool; stays the caller's.</param>
public sealed class WarmConnections(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);

    readonly Lock _gate = new();
    readonly Stack<NpgsqlConnection> _free = new();
    int _unused;
    bool _watched;
    bool _closed;

    /// <summary>One that was kept, or one of the pool. Dispose of it, or <see cref="Keep"/> it.</summary>
    /// <param name="ct">Gives up opening.</param>
    public ValueTask<NpgsqlConnection> TakeAsync(CancellationToken ct = default)
    {
        lock (_gate)
        {
            if (_free.TryPop(out var kept))
            {
                _unused = Math.Min(_unused, _free.Count);
                return new(kept);
            }
        }

        return dataSource.OpenConnectionAsync(ct);
    }

    /// <summary>Gives one back that did its work without trouble; the caller no longer touches it.</summary>
    public void Keep(NpgsqlConnection connection)
    {
        lock (_gate)
        {
            if (_closed)
            {
                connection.Dispose();
                return;
            }

            _free.Push(connection);
            if (_watched)
                return;

            _watched = true;
        }

        _ = Task.Run(LetGoAsync);
    }

    /// <summary>Gives everything back to the pool and keeps nothing from here on.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection[] all;
        lock (_gate)
        {
            _closed = true;
            all = [.. _free];
            _free.Clear();
        }

        foreach (var connection in all)
            await connection.DisposeAsync();
    }

    async Task LetGoAsync()
    {
        while (true)
        {
            await Task.Delay(Idle);
            var (idle, left) = Unused();
            foreach (var connection in idle)
                await connection.DisposeAsync();

            if (!left)
                return;
        }
    }

    /// <summary>Those at the stack's bottom that nobody took since the last look, and whether to look again.</summary>
    (NpgsqlConnection[] Idle, bool Left) Unused()
    {
        lock (_gate)
        {
            var newestLast = _free.Reverse().ToArray();
            var idle = newestLast[..Math.Min(_unused, newestLast.Length)];
            _free.Clear();
            foreach (var connection in newestLast[idle.Length..])
                _free.Push(connection);

            _unused = _free.Count;
            return (idle, _watched = _free.Count > 0);
        }
    }
}
