using GmmVae.Domain.Numerics;

namespace GmmVae.Report.Experiment;

/// <summary>
/// Whether samples of a class lie together: the share of a sample's nearest neighbours that have its label. It asks less
/// than a clustering does, since a class may lie in several places.
/// </summary>
internal static class NeighbourPurity
{
    /// <summary>How many neighbours are asked unless told.</summary>
    public const int DefaultNeighbours = 10;

    /// <summary>How many samples are asked for their neighbours unless told.</summary>
    public const int DefaultMaximumQueries = 2000;

    /// <summary>
    /// The mean over samples of the share of their nearest other samples (Euclidean) that have the same label, in [0, 1].
    /// </summary>
    /// <remarks>Of samples at the same distance the earlier is nearer. Of more than <paramref name="maximumQueries"/>
    /// samples, that many at even distances are asked, without any randomness; neighbours are looked for among all.</remarks>
    /// <param name="codes">The samples [rows, dimensions].</param>
    /// <param name="rows">The number of samples, at least 2.</param>
    /// <param name="dimensions">The number of dimensions.</param>
    /// <param name="labels">The label of each sample [rows].</param>
    /// <param name="neighbours">How many neighbours are asked; all others where there are fewer.</param>
    /// <param name="maximumQueries">The largest number of samples that are asked.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static double Mean(
        ReadOnlySpan<float> codes, int rows, int dimensions, ReadOnlySpan<int> labels,
        int neighbours = DefaultNeighbours, int maximumQueries = DefaultMaximumQueries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        DeterministicSums.CheckExtents(codes.Length, rows, dimensions);
        DeterministicSums.CheckExtents(labels.Length, rows, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neighbours);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumQueries);
        var wide = DeterministicSums.Widen(codes, rows, dimensions);
        var queries = Math.Min(rows, maximumQueries);
        var nearest = new (double Distance, int Row)[Math.Min(neighbours, rows - 1)];
        var same = 0L;
        for (var query = 0; query < queries; query++)
        {
            var row = (int)((long)query * rows / queries);
            Find(wide, DeterministicSums.Stride(dimensions), row, rows, nearest);
            foreach (var (_, other) in nearest)
                same += labels[other] == labels[row] ? 1 : 0;
        }

        return (double)same / ((long)queries * nearest.Length);
    }

    /// <summary>The purity to expect where place says nothing about the label: the sum of the squared label shares.</summary>
    public static double Chance(ReadOnlySpan<int> labels)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var label in labels)
            counts[label] = counts.GetValueOrDefault(label) + 1;
        var sum = 0.0;
        foreach (var count in counts.Values)
            sum += (double)count / labels.Length * ((double)count / labels.Length);
        return sum;
    }

    private static void Find(double[] codes, int stride, int row, int rows, (double Distance, int Row)[] nearest)
    {
        var found = 0;
        var own = DeterministicSums.Row(codes, row, stride);
        for (var other = 0; other < rows; other++)
        {
            if (other == row) continue;
            var distance = DeterministicSums.SquaredDistance(own, DeterministicSums.Row(codes, other, stride));
            if (found == nearest.Length && !(distance < nearest[^1].Distance)) continue;
            var place = found < nearest.Length ? found++ : found - 1;
            for (; place > 0 && distance < nearest[place - 1].Distance; place--)
                nearest[place] = nearest[place - 1];
            nearest[place] = (distance, other);
        }
    }
}
