using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A piece of work: some pages of one site with some of another. Ends are left out. Where records are weighed
/// field by field it is a pass (left page) through one of so many parts (right page, right end) of the values.
/// </summary>
public readonly record struct Tile(int LeftSite, int LeftPage, int LeftEnd, int RightSite, int RightPage, int RightEnd);

/// <summary>Cuts a linkage into tiles. Tiles that share the right side, which is the costly one to prepare, follow each
/// other.</summary>
public static class TilePlan
{
    /// <summary>Tiles where records are weighed field by field.</summary>
    /// <param name="records">Of all sites.</param>
    /// <param name="step">Records of a tile, about.</param>
    public static IEnumerable<Tile> OfFields(long records, int step)
    {
        var parts = (int)((records + step - 1) / step);
        for (var pass = 0; pass < FieldMeeting.Passes; pass++)
            for (var part = 0; part < parts; part++)
                yield return new(0, pass, pass + 1, 0, part, parts);
    }

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
