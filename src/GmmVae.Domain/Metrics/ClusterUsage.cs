namespace GmmVae.Domain;

/// <summary>How many of its clusters a model uses: few mean that it has collapsed.</summary>
public static class ClusterUsage
{
    /// <summary>The number of clusters that hold more than rows / (10 K) of the rows, a tenth of an even
    /// share.</summary>
    /// <param name="clusters">The predicted cluster of each row.</param>
    /// <param name="clusterCount">K, the number of clusters of the model.</param>
    /// <exception cref="ArgumentOutOfRangeException">K is not positive, or a cluster lies outside
    /// 0 … K − 1.</exception>
    public static int Count(ReadOnlySpan<int> clusters, int clusterCount)
    {
        var used = 0;
        foreach (var size in Sizes(clusters, clusterCount))
            if (10L * clusterCount * size > clusters.Length)
                used++;
        return used;
    }

    /// <summary>The number of rows in each of the K clusters.</summary>
    /// <inheritdoc cref="Count" path="/param|/exception"/>
    public static int[] Sizes(ReadOnlySpan<int> clusters, int clusterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clusterCount);
        var sizes = new int[clusterCount];
        foreach (var k in clusters)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(k, nameof(clusters));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, clusterCount, nameof(clusters));
            sizes[k]++;
        }

        return sizes;
    }
}
