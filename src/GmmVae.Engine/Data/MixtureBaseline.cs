using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>The labels that a plain Gaussian mixture gives: what a learned mixture prior is compared with.</summary>
public static class MixtureBaseline
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

        var mixture = GaussianMixture.Fit(train, splits.Train.Rows, dimensions, clusters, key);
        return DataSplits.With(
            splits.Train.WithMixtureLabels(mixture.Predict(train, splits.Train.Rows)),
            splits.Test.WithMixtureLabels(mixture.Predict(test, splits.Test.Rows)),
            splits.Preprocessing);
    }
}
