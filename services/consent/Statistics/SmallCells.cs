namespace TrustCenter.Consents;

/// <summary>
/// Leaves out what is small, and as much more as is needed so that nobody finds it by taking the rest from a sum that
/// is known: in each line what is left out is nothing, or at least two cells that make up five together.
/// </summary>
public static class SmallCells
{
    public const int Smallest = ConsentFigures.SmallestGroup;

    /// <param name="cells">Counts by row and column, none negative.</param>
    public static long?[][] Hide(long[][] cells)
    {
        var shown = Array.ConvertAll(cells, row => Array.ConvertAll(row, cell => cell < Smallest ? (long?)null : cell));
        if (cells.Length == 0) return shown;
        bool changed;
        do
        {
            changed = false;
            for (var row = 0; row < cells.Length; row++)
            {
                var at = row;
                changed |= Cover(cells[0].Length, column => cells[at][column], column => shown[at][column],
                    column => shown[at][column] = null);
            }

            // other lines than these stand behind a column's sum only where there is more than one row
            for (var column = 0; cells.Length > 1 && column < cells[0].Length; column++)
            {
                var at = column;
                changed |= Cover(cells.Length, row => cells[row][at], row => shown[row][at],
                    row => shown[row][at] = null);
            }
        }
        while (changed);
        return shown;
    }

    static bool Cover(int length, Func<int, long> cell, Func<int, long?> shown, Action<int> hide)
    {
        var changed = false;
        while (true)
        {
            var (count, sum, smallest) = (0, 0L, -1);
            for (var i = 0; i < length; i++)
            {
                if (shown(i) is null) (count, sum) = (count + 1, sum + cell(i));
                else if (smallest < 0 || cell(i) < cell(smallest)) smallest = i;
            }

            if (count == 0 || smallest < 0 || count > 1 && sum >= Smallest) return changed;
            hide(smallest);
            changed = true;
        }
    }
}
