namespace TrustCenter.Identities.Linkage;

/// <summary>The assignment problem by shortest augmenting paths with potentials (Kuhn 1955, Munkres 1957, in the form
/// of Jonker and Volgenant 1987).</summary>
static class Assignment
{
    /// <summary>Gives every row a column of its own so that the sum of gains is the greatest.</summary>
    /// <param name="gains">At least as many columns as rows.</param>
    public static int[] Best(double[,] gains)
    {
        var (rows, columns) = (gains.GetLength(0), gains.GetLength(1));
        var (ofRow, ofColumn) = (new double[rows + 1], new double[columns + 1]);
        // Column 0 stands for the row that is being placed; rows and columns count from 1.
        var rowOf = new int[columns + 1];
        for (var row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            Augment(gains, ofRow, ofColumn, rowOf);
        }

        var best = new int[rows];
        for (var column = 1; column <= columns; column++)
            if (rowOf[column] > 0) best[rowOf[column] - 1] = column - 1;
        return best;
    }

    static void Augment(double[,] gains, double[] ofRow, double[] ofColumn, int[] rowOf)
    {
        var columns = rowOf.Length - 1;
        var (least, before, seen) = (new double[columns + 1], new int[columns + 1], new bool[columns + 1]);
        Array.Fill(least, double.PositiveInfinity);
        var column = 0;
        while (rowOf[column] != 0)
        {
            seen[column] = true;
            var (row, next, step) = (rowOf[column], 0, double.PositiveInfinity);
            for (var other = 1; other <= columns; other++)
            {
                if (seen[other]) continue;
                var cost = -gains[row - 1, other - 1] - ofRow[row] - ofColumn[other];
                if (cost < least[other]) (least[other], before[other]) = (cost, column);
                if (least[other] < step) (step, next) = (least[other], other);
            }

            for (var other = 0; other <= columns; other++)
            {
                if (!seen[other])
                {
                    least[other] -= step;
                    continue;
                }

                ofRow[rowOf[other]] += step;
                ofColumn[other] -= step;
            }

            column = next;
        }

        for (; column != 0; column = before[column]) rowOf[column] = rowOf[before[column]];
    }
}
