using GmmVae.Domain.Graphs;

namespace GmmVae.Domain.Clustering;

/// <summary>What was found of a number of clusters, without labels.</summary>
/// <param name="Clusters">The number of clusters K.</param>
/// <param name="Stability">How far its restarts agree (<see cref="ClusterStability"/>).</param>
/// <param name="Used">The clusters in use (<see cref="ClusterUsage"/>) in that of its restarts which uses fewest.</param>
/// <param name="Objective">The mean over its restarts of the clustering objective C in their last epochs, in nats.</param>
public readonly record struct ClusterCountScore(int Clusters, double Stability, int Used, double Objective)
{
    /// <summary>Stabilities that differ by less count as equal.</summary>
    public const double Margin = 0.01;

    private int Unused => Clusters - Used;

    /// <summary>
    /// The number of clusters with the greatest stability. Of those within <see cref="Margin"/> of it the one that leaves fewest
    /// clusters unused, for then it is a smaller number that is stable; of these the largest, for where classes are nested,
    /// coarser groups are stable too.
    /// </summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static int Choose(IReadOnlyList<ClusterCountScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0)
            throw new ArgumentException("There is nothing to choose from.", nameof(scores));
        var best = scores.Max(score => score.Stability);
        return scores.Where(score => score.Stability >= best - Margin).OrderBy(score => score.Unused).ThenByDescending(score =>
            score.Clusters).First().Clusters;
    }
}

/// <summary>
/// How far clusterings of the same data agree that were found from different starts: where the number of clusters suits the data,
/// the same clusters are found again and again (Lange, Roth, Braun and Buhmann, 2004; Tibshirani and Walther, 2005).
/// </summary>
internal static class ClusterStability
{
    /// <summary>
    /// The mean over all pairs of the <see cref="RandIndex.Adjusted">adjusted Rand index</see>: 1 for equal partitions, 0 on
    /// average for independent ones, whatever the number of clusters and however they are numbered.
    /// </summary>
    /// <param name="assignments">The cluster of each sample, once for each start.</param>
    /// <exception cref="ArgumentException">There are fewer than two, or their lengths differ or are 0.</exception>
    public static double Of(IReadOnlyList<int[]> assignments)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        if (assignments.Count < 2)
            throw new ArgumentException("Stability needs at least two clusterings.", nameof(assignments));
        var sum = 0.0;
        for (var i = 1; i < assignments.Count; i++)
            for (var j = 0; j < i; j++)
                sum += RandIndex.Adjusted(assignments[i], assignments[j]);
        return sum / (assignments.Count * (assignments.Count - 1) / 2);
    }
}
