namespace GmmVae.Domain;

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
