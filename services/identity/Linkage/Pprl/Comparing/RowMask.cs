namespace TrustCenter.Identities.Linkage;

/// <summary>Which rows of a run are gone. Never changed: a row more makes another mask, which shares all pages but one.
/// </summary>
sealed class RowMask
{
    const int PageBits = 12;
    readonly ulong[]?[] _pages;

    public RowMask(int rows) => _pages = new ulong[]?[(rows >> PageBits) + 1];

    RowMask(ulong[]?[] pages, int count) => (_pages, Count) = (pages, count);

    /// <summary>How many are gone.</summary>
    public int Count { get; }

    public long Bytes => _pages.Length * 8L + _pages.Count(page => page is not null) * (1L << (PageBits - 3));

    public bool Holds(int row) =>
        Count > 0 && _pages[row >> PageBits] is { } page && (page[(row >> 6) & 63] >> row & 1) == 1;

    public RowMask With(int row)
    {
        ulong[]?[] pages = [.. _pages];
        ref var page = ref pages[row >> PageBits];
        page = page is null ? new ulong[1 << (PageBits - 6)] : [.. page];
        page[(row >> 6) & 63] |= 1UL << row;
        return new(pages, Count + 1);
    }
}
