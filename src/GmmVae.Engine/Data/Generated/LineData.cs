using GmmVae.Domain.Clustering;
using GmmVae.Domain.Numerics;

namespace GmmVae.Engine.Data.Generated;

/// <summary>
/// One number a sample: an even mixture of ten Gaussians on the real line, with means 0 … 9 and standard deviation
/// 0.12. The smallest problem on which clustering can be seen to work.
/// </summary>
/// <remarks>A pure function of the seed, with the same bits on every machine. A row's draws depend on its split and
/// number alone, so asking for fewer rows gives the first ones.</remarks>
internal static class LineData
{
    /// <summary>The number of Gaussians: labels are 0 … 9, in the order of the means.</summary>
    public const int Components = 10;

    /// <summary>The standard deviation of each Gaussian; their means are one apart.</summary>
    public const double Deviation = 0.12;

    /// <summary>
    /// The standard deviation at which the Gaussians overlap so that a number leaves half a nat of doubt where it comes from: the KL of
    /// the true posterior of the component to equal shares is 1.8 nats on average, of ln 10 = 2.3 where there is no doubt.
    /// </summary>
    public const double OverlappingDeviation = 0.4227;

    /// <summary>Both splits, with true labels, standardised with the training split's mean and deviation.</summary>
    /// <exception cref="ArgumentException">A split has no rows.</exception>
    public static DataSplits Generate(ulong seed, int trainRows = 6000, int testRows = 2000) =>
        Generate("line", Deviation, seed, trainRows, testRows);

    /// <summary>The same with <see cref="OverlappingDeviation"/>.</summary>
    /// <exception cref="ArgumentException">A split has no rows.</exception>
    public static DataSplits GenerateOverlapping(ulong seed, int trainRows = 6000, int testRows = 2000) =>
        Generate("overlap", OverlappingDeviation, seed, trainRows, testRows);

    private static DataSplits Generate(string name, double deviation, ulong seed, int trainRows, int testRows)
    {
        var key = RandomKey.FromSeed(seed).Fold(name);
        return DataSplits.Fit(Split(name, deviation, key, "train", trainRows), Split(name, deviation, key, "test", testRows));
    }

    private static Dataset Split(string name, double deviation, RandomKey key, string split, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var splitKey = key.Fold(split);
        var values = new float[rows];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = splitKey.Integer((ulong)row, Components);
            values[row] = (float)(labels[row] + deviation * splitKey.Normal((ulong)row));
        }

        return Dataset.FromFloats($"{name}/{split}", values, 1, labels: labels);
    }
}

/// <summary>The labels that a plain Gaussian mixture gives: what a learned mixture prior is compared with.</summary>
internal static class MixtureBaseline
{
    /// <summary>Wider rows are projected on this many principal components of the training split first: enough for the
    /// shape of the clusters, few enough for full covariances.</summary>
    public const int LargestDimension = 16;

    /// <summary>
    /// The splits with <see cref="Dataset.MixtureLabels"/>: the most probable component of each row under a mixture of
    /// <paramref name="clusters"/> Gaussians with full covariances, fitted by expectation-maximisation (five starts, the
    /// likeliest wins) to the preprocessed training rows. True labels are not read.
    /// </summary>
    /// <remarks>Deterministic to the bit, given the key. Takes about a second for the line, some for the signals, and a
    /// minute or more for MNIST; nothing is kept between calls.</remarks>
    /// <exception cref="ArgumentException">There are fewer training rows than clusters, or no cluster.</exception>
    public static DataSplits Label(DataSplits splits, int clusters, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(splits);
        var (train, test) = (splits.Train.ToFilledArray(), splits.Test.ToFilledArray());
        var dimensions = splits.Train.Features;
        if (dimensions > LargestDimension)
        {
            var plane = PrincipalComponents.Fit(train, splits.Train.Rows, dimensions, LargestDimension);
            train = Array.ConvertAll(plane.Project(train, splits.Train.Rows), v => (float)v);
            test = Array.ConvertAll(plane.Project(test, splits.Test.Rows), v => (float)v);
            dimensions = LargestDimension;
        }

        var mixture = FittedMixture.Fit(train, splits.Train.Rows, dimensions, clusters, key);
        return DataSplits.With(
            splits.Train.WithMixtureLabels(mixture.Predict(train, splits.Train.Rows)),
            splits.Test.WithMixtureLabels(mixture.Predict(test, splits.Test.Rows)),
            splits.Preprocessing);
    }
}
