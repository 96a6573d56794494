namespace GmmVae.Domain;

/// <summary>From cluster probabilities to one cluster a sample.</summary>
public static class ClusterAssignment
{
    /// <summary>The most probable cluster of each row of <paramref name="probabilities"/> [rows, clusters]; the lowest
    /// of equals. NaN is never the most probable; a row of NaN gives cluster 0.</summary>
    /// <exception cref="ArgumentException">The buffer does not hold rows × clusters numbers.</exception>
    public static int[] MostProbable(ReadOnlySpan<float> probabilities, int rows, int clusters)
    {
        RowMath.CheckExtents(probabilities.Length, rows, clusters);
        var assignment = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            var row = probabilities.Slice(i * clusters, clusters);
            var best = float.NegativeInfinity;
            for (var k = 0; k < clusters; k++)
                if (row[k] > best)
                    (best, assignment[i]) = (row[k], k);
        }

        return assignment;
    }
}
