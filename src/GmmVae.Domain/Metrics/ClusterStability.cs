namespace GmmVae.Domain;

/// <summary>
/// How far clusterings of the same data agree that were found from different starts: where the number of clusters suits the data,
/// the same clusters are found again and again (Lange, Roth, Braun and Buhmann, 2004; Tibshirani and Walther, 2005).
/// </summary>
public static class ClusterStability
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
