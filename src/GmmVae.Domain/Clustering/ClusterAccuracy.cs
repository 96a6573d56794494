using LanguageExt;

namespace GmmVae.Domain.Clustering;

/// <summary>
/// Accuracy of a clustering against known labels, in the three definitions in use. They differ in how a cluster gets
/// its label; an accuracy is comparable only with one of the same definition.
/// </summary>
/// <remarks>Clusters are numbered from 0; labels are any non-negative integers, as many as there are. The number of
/// clusters need not equal the number of labels. All three count samples exactly and divide once.</remarks>
public static class ClusterAccuracy
{
    /// <summary>The best one-to-one match of clusters with labels: the strictest definition and the field's standard
    /// one. With more clusters than labels, the samples of clusters left over count as wrong.</summary>
    /// <param name="clusters">The cluster of each sample.</param>
    /// <param name="labels">The label of each sample.</param>
    /// <param name="clusterCount">The length of the mapping; 0 takes the largest cluster that occurs, plus 1.</param>
    /// <exception cref="ArgumentException">The lengths differ, are 0, or a number is negative.</exception>
    public static ClusterMatch Hungarian(ReadOnlySpan<int> clusters, ReadOnlySpan<int> labels, int clusterCount = 0)
    {
        var labelOf = NoLabels(clusters, labels, clusterCount);
        var table = ContingencyTable.Of(clusters, labels);
        var column = LinearAssignment.Maximize(table.Rows, table.Columns, (i, j) => table[i, j]);
        for (var i = 0; i < table.Rows; i++)
            if (column[i] >= 0)
                labelOf[table.RowValues[i]] = table.ColumnValues[column[i]];
        return Score(clusters, labels, labelOf);
    }

    /// <summary>Each cluster takes the most frequent label among its members, the lowest of equals; several clusters
    /// may share a label. Never below <see cref="Hungarian"/>, and 1 when every sample is its own cluster.</summary>
    /// <inheritdoc cref="Hungarian" path="/param|/exception"/>
    public static ClusterMatch Majority(ReadOnlySpan<int> clusters, ReadOnlySpan<int> labels, int clusterCount = 0)
    {
        var labelOf = NoLabels(clusters, labels, clusterCount);
        var table = ContingencyTable.Of(clusters, labels);
        for (var i = 0; i < table.Rows; i++)
        {
            var best = 0;
            for (var j = 1; j < table.Columns; j++)
                if (table[i, j] > table[i, best])
                    best = j;
            labelOf[table.RowValues[i]] = table.ColumnValues[best];
        }

        return Score(clusters, labels, labelOf);
    }

    /// <summary>Each cluster takes the label of its exemplar, the sample with the highest probability of belonging to
    /// it, and gives it to every sample for which it is the most probable cluster (arXiv:1611.02648, section
    /// 4.2).</summary>
    /// <remarks>The exemplar is looked for among all samples; the first of equals wins. NaN is never an exemplar.
    /// One sample decides for a whole cluster, so the value varies more than the other two.</remarks>
    /// <param name="probabilities">Cluster probabilities [rows, clusters].</param>
    /// <param name="clusterCount">The number of clusters.</param>
    /// <param name="labels">The label of each sample [rows].</param>
    /// <exception cref="ArgumentException">The extents do not fit, or a label is negative.</exception>
    public static ClusterMatch Exemplar(
        ReadOnlySpan<float> probabilities, int clusterCount, ReadOnlySpan<int> labels)
    {
        var clusters = ClusterAssignment.MostProbable(probabilities, labels.Length, clusterCount);
        var labelOf = NoLabels(clusters, labels, clusterCount);
        for (var k = 0; k < clusterCount; k++)
        {
            var best = float.NegativeInfinity;
            for (var i = 0; i < labels.Length; i++)
                if (probabilities[i * clusterCount + k] > best)
                    (best, labelOf[k]) = (probabilities[i * clusterCount + k], labels[i]);
        }

        return Score(clusters, labels, labelOf);
    }

    private static int[] NoLabels(ReadOnlySpan<int> clusters, ReadOnlySpan<int> labels, int clusterCount)
    {
        var count = clusterCount;
        foreach (var c in clusters)
        {
            if (c < 0)
                throw new ArgumentException($"A cluster is numbered {c}; clusters start at 0.", nameof(clusters));
            if (clusterCount == 0) count = Math.Max(count, c + 1);
            else if (c >= clusterCount)
                throw new ArgumentException($"Cluster {c} of {clusterCount} clusters.", nameof(clusters));
        }

        foreach (var label in labels)
            if (label < 0)
                throw new ArgumentException($"A label is {label}; labels are not negative.", nameof(labels));
        var labelOf = new int[count];
        Array.Fill(labelOf, -1);
        return labelOf;
    }

    private static ClusterMatch Score(ReadOnlySpan<int> clusters, ReadOnlySpan<int> labels, int[] labelOf)
    {
        var right = 0;
        for (var i = 0; i < clusters.Length; i++)
            if (labelOf[clusters[i]] == labels[i])
                right++;
        return new ClusterMatch((double)right / clusters.Length, labelOf.ToArr());
    }
}

/// <summary>Labels given to clusters, and the accuracy of predicting each sample by the label of its cluster.</summary>
/// <param name="Accuracy">The share of samples whose cluster's label is their own, in [0, 1].</param>
/// <param name="LabelOfCluster">The label of each cluster, −1 for a cluster that got none: an empty one, or under
/// one-to-one matching one of more clusters than labels.</param>
public sealed record ClusterMatch(double Accuracy, Arr<int> LabelOfCluster);

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
