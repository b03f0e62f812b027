using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>A filter that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Shared">Bits that it shares with the one asked for.</param>
/// <param name="Score">The similarity.</param>
public readonly record struct FoundFilter(long Id, int Shared, double Score);

/// <summary>Filters that come and go while others search. New ones are kept upright in small runs; runs are merged into
/// ever larger bit-sliced ones, as in a log-structured merge tree (O'Neil and others 1996); what is removed is masked
/// until then. Searches see one state from beginning to end and wait for nobody.</summary>
public sealed class FilterIndex
{
    const int Fresh = 1024;
    const int Ratio = 4;

    readonly Lock _changing = new();
    readonly Lock _merging = new();
    readonly SortedDictionary<long, ulong[]> _fresh = [];
    State _state = new([], null);

    /// <summary>An empty index.</summary>
    /// <param name="length">Bits of the filters.</param>
    public FilterIndex(int length) => Length = length;

    /// <summary>What a search sees; fresh filters are part of it once somebody has asked for them.</summary>
    sealed record State(ImmutableArray<RunView> Runs, RunView? Fresh);

    /// <summary>Bits of the filters.</summary>
    public int Length { get; }

    /// <summary>How many filters there are.</summary>
    public long Count
    {
        get
        {
            lock (_changing) return _fresh.Count + _state.Runs.Sum(view => (long)view.Alive);
        }
    }

    /// <summary>Bytes that all this takes.</summary>
    public long Bytes => Volatile.Read(ref _state).Runs.Sum(view => view.Run.Bytes + view.Mask.Bytes)
        + Fresh * (Length / 8L + 64);

    /// <summary>How many runs a search goes through.</summary>
    public int Runs => Volatile.Read(ref _state) is var state ? state.Runs.Length + (state.Fresh is null ? 0 : 1) : 0;

    /// <summary>Whether there are runs that <see cref="Merge"/> would make one.</summary>
    public bool WantsMerge => Mergeable(Volatile.Read(ref _state).Runs) > 1;

    /// <summary>Puts a filter in, in place of the one of this id if there is one.</summary>
    public void Put(long id, ReadOnlySpan<ulong> filter)
    {
        if (filter.Length * 64 != Length) throw new ArgumentException("The filter has another length.", nameof(filter));
        lock (_changing)
        {
            // In one step, so that nobody sees the filter missing between the old one and the new.
            var state = Masked(_state, id) with { Fresh = null };
            _fresh[id] = filter.ToArray();
            _state = _fresh.Count == Fresh ? Frozen(state) : state;
        }
    }

    /// <summary>Puts many filters in that are not there yet, at once.</summary>
    /// <param name="ids">Ids in ascending order.</param>
    /// <param name="filters">Their filters.</param>
    public void Load(long[] ids, FilterTable filters)
    {
        var run = new IndexRun(ids, filters, Order());
        lock (_changing) _state = _state with { Runs = Sorted(_state.Runs.Add(new(run))) };
    }

    /// <summary>All filters as they are at one moment, by ascending ids; <see cref="Load"/> takes them.</summary>
    public (long[] Ids, FilterTable Filters) Freeze()
    {
        var state = Current();
        return IndexRun.Upright((state.Fresh is null ? state.Runs : state.Runs.Add(state.Fresh)).AsSpan(), Length);
    }

    /// <summary>Takes a filter out.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(long id)
    {
        lock (_changing)
        {
            var state = _fresh.Remove(id) ? _state with { Fresh = null } : Masked(_state, id);
            var found = !ReferenceEquals(state, _state);
            _state = state;
            return found;
        }
    }

    /// <summary>Merges runs of about one size until there are few. May go on beside everything else.</summary>
    public void Merge()
    {
        lock (_merging)
        {
            while (true)
            {
                var runs = Volatile.Read(ref _state).Runs;
                var count = Mergeable(runs);
                if (count < 2) return;
                var merged = runs[^count..];
                var one = new RunView(IndexRun.Of(merged.AsSpan(), runs[0].Run.Blocks.Order));
                lock (_changing)
                {
                    one = one.Without(merged, _state.Runs);
                    var others = _state.Runs.RemoveAll(view => merged.Any(old => old.Run == view.Run));
                    _state = _state with { Runs = Sorted(others.Add(one)) };
                }
            }
        }
    }

    /// <summary>All filters that are alike enough, the best first; of equals the lower id.</summary>
    /// <param name="filter">What is looked for.</param>
    /// <param name="measure">What is alike enough.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="threads">How many threads may work on it.</param>
    /// <param name="width">Lanes at once.</param>
    public ImmutableArray<FoundFilter> Search(
        ReadOnlySpan<ulong> filter, FilterMeasure measure, int most = int.MaxValue, int threads = 1,
        LaneWidth? width = null)
    {
        var state = Current();
        var runs = state.Fresh is null ? state.Runs : state.Runs.Add(state.Fresh);
        return IndexSearch.Run(runs, filter, measure, most, threads, width ?? SlicedKernel.Best);
    }

    /// <summary>The state with what is fresh in it.</summary>
    State Current()
    {
        var state = Volatile.Read(ref _state);
        if (state.Fresh is not null) return state;
        lock (_changing)
        {
            if (_state.Fresh is null && _fresh.Count > 0)
                _state = _state with { Fresh = new(Run()) };
            return _state;
        }
    }

    IndexRun Run()
    {
        var bits = new ulong[_fresh.Count * (Length / 64)];
        var at = 0;
        foreach (var filter in _fresh.Values)
        {
            filter.CopyTo(bits, at);
            at += filter.Length;
        }

        return new([.. _fresh.Keys], new(Length, bits), Order());
    }

    State Frozen(State state)
    {
        var frozen = new State(Sorted(state.Runs.Add(new(Run()))), null);
        _fresh.Clear();
        return frozen;
    }

    static State Masked(State state, long id)
    {
        foreach (var view in state.Runs)
        {
            var row = view.Run.Row(id);
            if (row < 0 || view.Mask.Holds(row)) continue;
            return state with { Runs = state.Runs.Replace(view, view with { Mask = view.Mask.With(row) }) };
        }

        return state;
    }

    /// <summary>New runs take the order of the largest, so that a search has to prepare once.</summary>
    RowOrder? Order() => Volatile.Read(ref _state).Runs is [var first, ..] ? first.Run.Blocks.Order : null;

    static ImmutableArray<RunView> Sorted(ImmutableArray<RunView> runs) =>
        runs.Sort((a, b) => b.Run.Count.CompareTo(a.Run.Count));

    /// <summary>How many of the smallest runs are so large together that the next one is to be merged with
    /// them.</summary>
    static int Mergeable(ImmutableArray<RunView> runs)
    {
        var (count, sum) = (0, 0L);
        for (var i = runs.Length - 1; i >= 0; i--)
        {
            if (sum > 0 && runs[i].Run.Count > Ratio * sum) break;
            (count, sum) = (count + 1, sum + runs[i].Run.Count);
        }

        return count;
    }
}
