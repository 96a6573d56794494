using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>
/// A mixture of K Gaussians on the rows themselves, fitted by expectation-maximisation: soft clusters without a network, in milliseconds
/// for small tables.
/// </summary>
/// <remarks>
/// Columns are standardised first. The covariance with the lowest Bayesian information criterion is taken unless one is given; so is the
/// number of clusters where several are. See <see cref="Estimator"/> for threads and failures.
/// </remarks>
/// <example>
/// <code>
/// using var model = new GaussianMixture(new() { Clusters = 3 });
/// model.Fit("people.csv");
/// Matrix probabilities = model.PredictProbabilities("people.csv");
/// </code>
/// </example>
public sealed class GaussianMixture : ClusteringEstimator
{
    /// <summary>A model that is not fitted yet.</summary>
    /// <param name="options">What differs from the defaults.</param>
    public GaussianMixture(GaussianMixtureOptions? options = null)
        : base((options ?? new()).ForEstimator())
    {
    }

    private GaussianMixture(FittedModel model, GaussianMixtureOptions options)
        : base(options.ForEstimator(), model)
    {
    }

    /// <summary>The shape of the covariances.</summary>
    /// <exception cref="GmmVaeException">Not fitted yet, or disposed.</exception>
    public CovarianceKind Covariance => With(model => Spec(model).Covariance);

    /// <summary>The mean of each cluster, [clusters, features], in the units of the data.</summary>
    /// <exception cref="GmmVaeException">Not fitted yet, or disposed.</exception>
    public Matrix Means => ClusterMeans();

    /// <summary>The covariance of each cluster, [features, features], in the units of the data.</summary>
    /// <exception cref="GmmVaeException">Not fitted yet, or disposed.</exception>
    public IReadOnlyList<Matrix> Covariances => With(model => Enumerable.Range(0, model.Clusters).Select(cluster =>
    {
        var (spec, scales) = (Spec(model), model.Header.Preprocessing.Coefficients().Scale);
        var axes = spec.IsAxisAligned ? default : model.Store.Read(PlainMixture.Axes);
        var covariance = MixtureTensors.Covariance(spec, cluster, model.Store.Read(PlainMixture.LogVariances), axes);
        return new Matrix(Array.ConvertAll(Enumerable.Range(0, covariance.Length).ToArray(), i =>
            (float)(covariance[i] * Scale(i / spec.Features) * Scale(i % spec.Features))), spec.Features);

        // Bytes are spoken of as grey levels, which is what the model reads.
        double Scale(int feature) => scales.Length == spec.Features ? scales[feature] : 1;
    }).ToArray());

    /// <summary>A fitted mixture from what <see cref="Estimator.Save"/> or the command line wrote.</summary>
    /// <param name="path">A checkpoint file, or a run folder.</param>
    /// <param name="threads">Threads that compute; by default the number of physical cores.</param>
    /// <param name="logger">Told of the events of trainings.</param>
    /// <exception cref="GmmVaeException">The file is unreadable, or holds a model of another kind.</exception>
    public static GaussianMixture Load(string path, int? threads = null, ILogger? logger = null) => new(
        FittedModel.Load(path, threads, default), new() { Threads = threads, Logger = logger });

    private static PlainMixtureSpec Spec(FittedModel model) => (PlainMixtureSpec)model.Model;
}

/// <summary>Options of <see cref="GaussianMixture"/>.</summary>
public sealed record GaussianMixtureOptions
{
    /// <summary>The number of clusters K, at least 2, or several of which the criterion chooses.</summary>
    public ClusterCount Clusters { get; init; } = 10;

    /// <summary>The shape of the covariances; null to choose it.</summary>
    public CovarianceKind? Covariance { get; init; }

    /// <summary>The seed of the starts: equal options, data and seeds give equal models, bit for bit.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads that compute, 1 to 256; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Where downloads are kept; by default what the environment variable <c>GMMVAE_DATA</c> says.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Told of what is chosen.</summary>
    public ILogger? Logger { get; init; }

    internal GaussianMixtureVaeOptions ForEstimator() => new()
    {
        Preset = "mixture", Clusters = Clusters, Covariance = Covariance, Seed = Seed, Threads = Threads, DataFolder = DataFolder,
        Logger = Logger,
    };
}
