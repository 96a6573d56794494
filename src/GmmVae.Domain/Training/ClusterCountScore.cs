namespace GmmVae.Domain;

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
        return scores.Where(score => score.Stability >= best - Margin).OrderBy(score => score.Unused).ThenByDescending(score => score.Clusters).First().Clusters;
    }
}
