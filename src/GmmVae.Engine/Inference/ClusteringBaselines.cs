using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Engine.Data;

namespace GmmVae.Engine.Inference;

/// <summary>The rows that baselines of clustering are fitted to, and those that they are scored on.</summary>
internal sealed class BaselineRows
{
    private readonly Lazy<IReadOnlyList<Representation>> features;

    /// <param name="train">The training rows.</param>
    /// <param name="test">Rows to score on, all with a label.</param>
    /// <param name="most">Training rows to fit to at most.</param>
    /// <param name="key">What these are drawn from.</param>
    internal BaselineRows(Dataset train, Dataset test, int most, RandomKey key)
    {
        (Fitted, Test) = (train.Subset("baselines", [.. key.Permutation(train.Rows).Take(most).Order()]), test);
        features = new(() =>
        {
            var all = new Representation("features", Fitted.ToFilledArray(), Test.ToFilledArray(), Fitted.Features);
            return all.Dimensions <= Representation.Components ? [all] : [all, all.Reduced()];
        });
    }

    internal Dataset Fitted { get; }

    internal Dataset Test { get; }

    /// <summary>The preprocessed features, with the mean where a value is missing, and their principal components if there are
    /// many.</summary>
    internal IReadOnlyList<Representation> Features => features.Value;
}

/// <summary>Rows to fit to and rows to score, in one representation, each [rows, dimensions].</summary>
internal sealed record Representation(string Name, float[] Fitted, float[] Test, int Dimensions)
{
    /// <summary>Principal components that wide rows are reduced to.</summary>
    internal const int Components = 16;

    /// <summary>Full covariances need a few numbers a row; wider rows get diagonal ones, in a bearable time.</summary>
    private const int WidestFullCovariance = 32;

    private const int KMeansStarts = 3;

    private static readonly MixtureOptions Mixture = new(Restarts: 1, MaximumIterations: 100, Tolerance: 1e-5);

    /// <summary>Its principal components.</summary>
    internal Representation Reduced()
    {
        var plane = PrincipalComponents.Fit(Fitted, Fitted.Length / Dimensions, Dimensions, Components);
        return new Representation(
            FormattableString.Invariant($"{Components} principal components of {Name}"), Project(Fitted), Project(Test), Components);

        float[] Project(float[] rows) => System.Array.ConvertAll(plane.Project(rows, rows.Length / Dimensions), value => (float)value);
    }

    /// <summary>Itself, or its principal components where it is too wide for a full covariance.</summary>
    internal Representation Bearable() => Dimensions > WidestFullCovariance ? Reduced() : this;

    /// <summary>k-means and a Gaussian mixture: each fits, and gives the cluster of each row to score.</summary>
    internal IEnumerable<(string Name, Func<int[]> Predict)> Methods(int clusters, RandomKey key)
    {
        var (rows, tested) = (Fitted.Length / Dimensions, Test.Length / Dimensions);
        var isFull = Dimensions <= WidestFullCovariance;
        var options = Mixture with { Covariance = isFull ? CovarianceKind.Full : CovarianceKind.Diagonal };
        yield return ($"k-means on {Name}", () => FittedKMeans.Fit(Fitted, rows, Dimensions, clusters, key, KMeansStarts).Predict(Test, tested));
        yield return (
            $"Gaussian mixture{(isFull ? "" : " (diagonal)")} on {Name}",
            () => FittedMixture.Fit(Fitted, rows, Dimensions, clusters, key, options).Predict(Test, tested));
    }
}
