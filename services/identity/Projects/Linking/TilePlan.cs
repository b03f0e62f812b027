namespace TrustCenter.Identities;

/// <summary>A piece of work: some pages of one site with some of another. Ends are left out.</summary>
public readonly record struct Tile(int LeftSite, int LeftPage, int LeftEnd, int RightSite, int RightPage, int RightEnd);

/// <summary>Cuts a linkage into tiles. Tiles that share the right side, which is the costly one to prepare, follow each
/// other.</summary>
public static class TilePlan
{
    /// <param name="pages">How many pages each site has.</param>
    /// <param name="step">Pages of a tile's side.</param>
    public static IEnumerable<Tile> Of(IReadOnlyList<int> pages, int step)
    {
        for (var right = 1; right < pages.Count; right++)
        {
            for (var column = 0; column < pages[right]; column += step)
            {
                for (var left = 0; left < right; left++)
                {
                    for (var row = 0; row < pages[left]; row += step)
                    {
                        yield return new(left, row, Math.Min(pages[left], row + step), right, column,
                            Math.Min(pages[right], column + step));
                    }
                }
            }
        }
    }
}
