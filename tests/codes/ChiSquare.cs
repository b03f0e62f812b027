namespace TrustCenter.Codes.Tests;

static class ChiSquare
{
    /// <summary>Whether all cells of a row were hit as often as chance has it. The limit is passed by chance about once
    /// in a hundred million times (5.6 standard deviations by Wilson and Hilferty's approximation).</summary>
    public static void Uniform(int[,] counts, int row, int total)
    {
        var cells = counts.GetLength(1);
        var expected = (double)total / cells;
        var chi = Enumerable.Range(0, cells).Sum(cell => Math.Pow(counts[row, cell] - expected, 2)) / expected;
        var freedom = cells - 1.0;
        var limit = freedom * Math.Pow(1 - (2 / (9 * freedom)) + (5.6 * Math.Sqrt(2 / (9 * freedom))), 3);
        Assert.True(chi < limit, $"Place {row}: chi-square {chi:F1} with {freedom} degrees of freedom.");
    }
}
