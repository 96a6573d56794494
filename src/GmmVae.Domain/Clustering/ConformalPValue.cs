namespace GmmVae.Domain.Clustering;

/// <summary>
/// How unusual a score is among those of reference rows: (1 + reference rows that score at least as high) / (1 + reference
/// rows), in (0, 1].
/// </summary>
/// <remarks>
/// Where the row and the reference rows come from one distribution, and none of them was trained on, p ≤ α holds for at most
/// a share α of rows, whatever the model: a threshold on p bounds the share of false alarms (arXiv:2104.08279).
/// </remarks>
internal static class ConformalPValue
{
    /// <summary>The p-value of one score.</summary>
    /// <param name="reference">Scores of reference rows in rising order; none gives 1.</param>
    /// <param name="score">High for rows that are unlike them.</param>
    public static double Of(ReadOnlySpan<double> reference, double score)
    {
        var (low, high) = (0, reference.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = reference[middle] < score ? (middle + 1, high) : (low, middle);
        }

        return (1.0 + (reference.Length - low)) / (1 + reference.Length);
    }
}
