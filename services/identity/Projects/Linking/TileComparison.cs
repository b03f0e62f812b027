using System.Diagnostics;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Compares the records of a tile. What was prepared for the last one is kept: the next one mostly has the
/// same right side.</summary>
sealed class TileComparison(LinkageQueue queue)
{
    /// <summary>Rows compared before the worker looks whether it still should.</summary>
    const int Portion = FilterJoin.TileRows;

    /// <summary>More pairs a record than this, and the threshold says nothing about anybody.</summary>
    const int MostPairs = 100;

    (Guid Run, int Site, int Page, SlicedBlocks Blocks)? _right;

    /// <returns>False: there are far too many pairs.</returns>
    public async Task<bool> CompareAsync(LinkageRun run, ClaimedTile claimed, CancellationToken ct)
    {
        if (run.ByFields)
        {
            await WeighAsync(run, claimed, ct);
            return true;
        }

        var tile = claimed.Tile;
        if (_right is not var (known, site, page, blocks)
            || (known, site, page) != (run.Run, tile.RightSite, tile.RightPage))
        {
            _right = null;
            blocks = SlicedBlocks.Of(await run.FiltersAsync(tile.RightSite, tile.RightPage, tile.RightEnd, ct));
            _right = (run.Run, tile.RightSite, tile.RightPage, blocks);
        }

        var left = await run.FiltersAsync(tile.LeftSite, tile.LeftPage, tile.LeftEnd, ct);
        var begun = Stopwatch.GetTimestamp();
        var pairs = new List<FilterPair>();
        for (var row = 0; row < left.Count; row += Portion)
        {
            ct.ThrowIfCancellationRequested();
            var rows = row..Math.Min(left.Count, row + Portion);
            FilterJoin.Tile(left, rows, blocks, .., run.Measure, pairs, SlicedKernel.Best);
            if (pairs.Count > (long)MostPairs * (left.Count + blocks.Count)) return false;
        }

        await queue.CompleteAsync(claimed, pairs.Count, Stopwatch.GetElapsedTime(begun).TotalSeconds,
            run.Seal(claimed, pairs), ct);
        return true;
    }

    async Task WeighAsync(LinkageRun run, ClaimedTile claimed, CancellationToken ct)
    {
        var fields = await run.FieldsAsync(ct);
        var begun = Stopwatch.GetTimestamp();
        var compared = fields.Compare(claimed.Tile);
        ct.ThrowIfCancellationRequested();
        await queue.CompleteAsync(claimed, FieldMeeting.Pairs(compared),
            Stopwatch.GetElapsedTime(begun).TotalSeconds, run.Seal(claimed, compared), ct);
    }
}
