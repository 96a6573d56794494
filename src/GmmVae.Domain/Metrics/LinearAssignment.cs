namespace GmmVae.Domain;

/// <summary>The assignment problem: pair rows with columns, one to one, at the greatest total gain.</summary>
/// <remarks>Kuhn's Hungarian method in the shortest-augmenting-path form, O(rows² columns), in integers and
/// hence exact. Ties go to the lower column, so the answer depends on the table alone.</remarks>
internal static class LinearAssignment
{
    /// <summary>The column of each row, −1 where there are more rows than columns and a row goes without.</summary>
    public static int[] Maximize(int rows, int columns, Func<int, int, long> gain)
    {
        if (rows <= columns) return MinimizeWide(rows, columns, (i, j) => -gain(i, j));
        var rowOfColumn = MinimizeWide(columns, rows, (j, i) => -gain(i, j));
        var columnOfRow = new int[rows];
        Array.Fill(columnOfRow, -1);
        for (var j = 0; j < columns; j++) columnOfRow[rowOfColumn[j]] = j;
        return columnOfRow;
    }

    /// <summary>Invariant: the potentials u and v satisfy u[i] + v[j] ≤ cost(i, j), with equality on matched pairs.
    /// Row and column 0 are the algorithm's sentinels.</summary>
    private static int[] MinimizeWide(int rows, int columns, Func<int, int, long> cost)
    {
        var u = new long[rows + 1];
        var v = new long[columns + 1];
        var rowOf = new int[columns + 1];
        var previous = new int[columns + 1];
        for (var i = 1; i <= rows; i++)
        {
            var slack = new long[columns + 1];
            Array.Fill(slack, long.MaxValue);
            var visited = new bool[columns + 1];
            rowOf[0] = i;
            var column = 0;
            do
            {
                visited[column] = true;
                var row = rowOf[column];
                var (delta, next) = (long.MaxValue, 0);
                for (var j = 1; j <= columns; j++)
                {
                    if (visited[j]) continue;
                    var reduced = cost(row - 1, j - 1) - u[row] - v[j];
                    if (reduced < slack[j]) (slack[j], previous[j]) = (reduced, column);
                    if (slack[j] < delta) (delta, next) = (slack[j], j);
                }

                for (var j = 0; j <= columns; j++)
                    if (visited[j])
                    {
                        u[rowOf[j]] += delta;
                        v[j] -= delta;
                    }
                    else if (j > 0) slack[j] -= delta;

                column = next;
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = previous[column]) rowOf[column] = rowOf[previous[column]];
        }

        var columnOf = new int[rows];
        for (var j = 1; j <= columns; j++)
            if (rowOf[j] != 0)
                columnOf[rowOf[j] - 1] = j - 1;
        return columnOf;
    }
}
