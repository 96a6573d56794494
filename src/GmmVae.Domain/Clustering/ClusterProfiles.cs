using GmmVae.Domain.Numerics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Clustering;

/// <summary>What clusters are made of, in the units of the data.</summary>
/// <param name="Clusters">Each cluster in turn.</param>
/// <param name="Columns">Each column of the data, that which tells most about the cluster first.</param>
/// <param name="Between">The rows that the model is least sure of, the least sure first.</param>
/// <param name="SameNeighbour">The share of rows whose nearest neighbours' cluster is their own.</param>
public sealed record ClusterProfiles(
    Arr<ClusterProfile> Clusters, Arr<ColumnInformation> Columns, Arr<UnsureRow> Between, double SameNeighbour)
{
    private const int Unsure = 10;
    private const int Representatives = 3;

    /// <summary>Equal parts that a column is cut into to ask what it tells.</summary>
    private const int Parts = 10;

    /// <summary>Describes the clusters of rows.</summary>
    /// <param name="data">The rows in the units of the data, NaN where a value is missing, [rows, columns].</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="probabilities">The probability of each cluster for each row, [rows, clusters].</param>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="codes">The codes of the rows, by which representatives are chosen, [rows, latent].</param>
    /// <param name="sameNeighbour">See <see cref="SameNeighbour"/>.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    internal static ClusterProfiles Of(
        ReadOnlySpan<float> data, int columns, ReadOnlySpan<float> probabilities, int clusters, ReadOnlySpan<float> codes,
        double sameNeighbour)
    {
        var rows = data.Length / columns;
        DeterministicSums.CheckExtents(data.Length, rows, columns);
        var assigned = ClusterAssignment.MostProbable(probabilities, rows, clusters);
        var confidence = new double[rows];
        for (var row = 0; row < rows; row++)
            confidence[row] = probabilities[(row * clusters) + assigned[row]];
        var (values, shares) = (data.ToArray(), probabilities.ToArray());
        var whole = Enumerable.Range(0, columns).Select(column => Spread.Of(ValuesOf(values, columns, column, row => true))).ToArray();
        var representatives = ClusterRepresentatives.Nearest(codes, codes.Length / rows, assigned, clusters, Representatives);
        var profiles = Enumerable.Range(0, clusters).Select(k =>
        {
            int[] members = [.. Enumerable.Range(0, rows).Where(row => assigned[row] == k)];
            var spreads = Enumerable.Range(0, columns).Select(column =>
                Spread.Of(ValuesOf(values, columns, column, row => assigned[row] == k))).ToArray();
            return new ClusterProfile(
                k, members.Length, members.Length / (double)rows, members.Select(row => confidence[row]).DefaultIfEmpty().Average(),
                toArray(spreads.Select((spread, column) => new ColumnProfile(
                    column, spread.Mean, spread.Deviation,
                    whole[column].Deviation > 0 ? (spread.Mean - whole[column].Mean) / whole[column].Deviation : 0))),
                toArray(representatives[k]));
        });
        var unsure = Enumerable.Range(0, rows).OrderBy(row => confidence[row]).Take(Math.Min(Unsure, rows)).Select(row =>
            new UnsureRow(row, assigned[row], Second(row), confidence[row])).ToArray();
        return new ClusterProfiles(
            toArray(profiles),
            toArray(Enumerable.Range(0, columns).Select(column => Told(values, columns, column, assigned, whole[column]))
                .OrderByDescending(told => told.Information)),
            toArray(unsure),
            sameNeighbour);

        int Second(int row) => Enumerable.Range(0, clusters).Where(k => k != assigned[row])
            .MaxBy(k => shares[(row * clusters) + k]);
    }

    /// <summary>
    /// How much the tenth that a value is in tells about its row's cluster: their mutual information, in nats, which no cutting of the
    /// column can do without and which knows of other than linear differences; missing values are a part of their own.
    /// </summary>
    private static ColumnInformation Told(float[] data, int columns, int column, int[] assigned, Spread whole)
    {
        double[] sorted = [.. ValuesOf(data, columns, column, row => true).Order()];
        var edges = Enumerable.Range(1, Parts - 1).Select(part => sorted.Length == 0 ? 0 : sorted[part * sorted.Length / Parts]).ToArray();
        var parts = new int[assigned.Length];
        for (var row = 0; row < parts.Length; row++)
        {
            var value = data[(row * columns) + column];
            parts[row] = float.IsFinite(value) ? edges.Count(edge => value >= edge) : Parts;
        }

        return new ColumnInformation(column, MutualInformation.Nats(parts, assigned), whole.Mean, whole.Deviation);
    }

    private static IEnumerable<double> ValuesOf(float[] data, int columns, int column, Func<int, bool> isIn) =>
        from row in Enumerable.Range(0, data.Length / columns)
        where isIn(row) && float.IsFinite(data[(row * columns) + column])
        select (double)data[(row * columns) + column];

    private readonly record struct Spread(double Mean, double Deviation)
    {
        public static Spread Of(IEnumerable<double> values)
        {
            double[] all = [.. values];
            if (all.Length == 0)
                return new(double.NaN, double.NaN);
            var mean = all.Average();
            return new(mean, Math.Sqrt(all.Average(value => (value - mean) * (value - mean))));
        }
    }
}

/// <summary>One cluster in words of the data.</summary>
/// <param name="Cluster">Its number, from 0.</param>
/// <param name="Rows">How many rows it is the most probable cluster of.</param>
/// <param name="Share">That as a share of all rows.</param>
/// <param name="Confidence">The mean probability of the cluster over these rows.</param>
/// <param name="Columns">Each column of the data, in order.</param>
/// <param name="Representatives">The rows that stand for it, the nearest to its mean code first, counted from 0.</param>
public sealed record ClusterProfile(
    int Cluster, int Rows, double Share, double Confidence, Arr<ColumnProfile> Columns, Arr<int> Representatives);

/// <summary>A column within a cluster.</summary>
/// <param name="Column">Its number, from 0.</param>
/// <param name="Mean">The mean over the cluster's rows, in the units of the data; not a number where all values are missing.</param>
/// <param name="Deviation">The standard deviation over these rows.</param>
/// <param name="Difference">How far the mean is from that of all rows, in standard deviations of all rows.</param>
public readonly record struct ColumnProfile(int Column, double Mean, double Deviation, double Difference);

/// <summary>What a column tells about clusters.</summary>
/// <param name="Column">Its number, from 0.</param>
/// <param name="Information">The mutual information of the tenth of the values that one is in and its row's cluster, in nats.</param>
/// <param name="Mean">The mean over all rows, in the units of the data.</param>
/// <param name="Deviation">The standard deviation over all rows.</param>
public readonly record struct ColumnInformation(int Column, double Information, double Mean, double Deviation);

/// <summary>A row between clusters.</summary>
/// <param name="Row">The row, counted from 0.</param>
/// <param name="Cluster">Its most probable cluster.</param>
/// <param name="Other">The next probable one.</param>
/// <param name="Probability">That of the most probable one.</param>
public readonly record struct UnsureRow(int Row, int Cluster, int Other, double Probability);
