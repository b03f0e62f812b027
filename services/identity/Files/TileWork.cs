using System.Collections.Concurrent;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Lets all threads work on the persons of one tile.</summary>
static class TileWork
{
    const int Portion = 256;
    const int AtOnce = 64;

    /// <summary>Does portions of the persons on the left; what they give comes in the order of the persons, whichever
    /// thread did them.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="threads">How many threads.</param>
    /// <param name="work">The thread's search, first person and first behind.</param>
    /// <param name="take">Gets the results.</param>
    /// <param name="ct">Breaks off.</param>
    public static void Run<T>(
        PersonTile tile, int threads, Func<TileSearch, int, int, T> work, Action<T, int> take, CancellationToken ct)
    {
        var searches = new ConcurrentBag<TileSearch>();
        var results = new T[AtOnce];
        for (var begin = 0; begin < tile.Left; begin += AtOnce * Portion)
        {
            var portions = Math.Min(AtOnce, (tile.Left - begin + Portion - 1) / Portion);
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = ct };
            Parallel.For(0, portions, options, portion =>
            {
                if (!searches.TryTake(out var search)) search = new(tile);
                var from = begin + portion * Portion;
                results[portion] = work(search, from, Math.Min(from + Portion, tile.Left));
                searches.Add(search);
            });
            for (var portion = 0; portion < portions; portion++)
                take(results[portion], Math.Min(Portion, tile.Left - begin - portion * Portion));
            Array.Clear(results);
        }
    }
}
