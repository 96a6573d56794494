using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Clustering;

/// <summary>Rows that stand for their clusters: those whose codes are nearest the mean code of the cluster's rows.</summary>
internal static class ClusterRepresentatives
{
    /// <summary>
    /// For each cluster, its rows nearest to its centre, the nearest first and the lower of equally near ones: at most
    /// <paramref name="count"/>, fewer where the cluster has fewer rows.
    /// </summary>
    /// <param name="codes">Mean codes, [rows, dimensions].</param>
    /// <param name="dimensions">The dimensions of a code.</param>
    /// <param name="assignment">The cluster of each row.</param>
    /// <param name="clusters">The number of clusters K.</param>
    /// <param name="count">Rows wanted of each cluster.</param>
    /// <exception cref="ArgumentException">The buffer does not hold a code for each row.</exception>
    public static int[][] Nearest(ReadOnlySpan<float> codes, int dimensions, ReadOnlySpan<int> assignment, int clusters, int count)
    {
        DeterministicSums.CheckExtents(codes.Length, assignment.Length, dimensions);
        var centres = Centres(codes, dimensions, assignment, clusters);
        var distances = new double[assignment.Length];
        for (var row = 0; row < distances.Length; row++)
            for (var d = 0; d < dimensions; d++)
            {
                var difference = codes[(row * dimensions) + d] - centres[(assignment[row] * dimensions) + d];
                distances[row] += difference * difference;
            }

        var members = new List<int>[clusters];
        for (var k = 0; k < clusters; k++)
            members[k] = [];
        for (var row = 0; row < distances.Length; row++)
            members[assignment[row]].Add(row);
        return System.Array.ConvertAll(members, rows => rows.OrderBy(row => distances[row]).Take(count).ToArray());
    }

    private static double[] Centres(ReadOnlySpan<float> codes, int dimensions, ReadOnlySpan<int> assignment, int clusters)
    {
        var centres = new double[clusters * dimensions];
        var counts = new int[clusters];
        for (var row = 0; row < assignment.Length; row++)
        {
            counts[assignment[row]]++;
            for (var d = 0; d < dimensions; d++)
                centres[(assignment[row] * dimensions) + d] += codes[(row * dimensions) + d];
        }

        for (var i = 0; i < centres.Length; i++)
            centres[i] /= Math.Max(1, counts[i / dimensions]);
        return centres;
    }
}
