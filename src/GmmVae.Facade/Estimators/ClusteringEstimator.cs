using GmmVae.Domain.Models;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>What models with clusters can do besides: assign rows, and draw and tell what clusters are made of.</summary>
/// <remarks>Clusters count from 0; their numbers mean nothing by themselves.</remarks>
public abstract class ClusteringEstimator : Estimator
{
    private protected ClusteringEstimator(EstimatorOptions options)
        : base(options)
    {
    }

    private protected ClusteringEstimator(EstimatorOptions options, FittedModel model)
        : base(options, model)
    {
    }

    /// <summary>The number of clusters K.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, or disposed.</exception>
    public int Clusters => With(model => model.Clusters);

    /// <summary>π, the share of each cluster, above 0 and summing to 1.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, or disposed.</exception>
    public IReadOnlyList<double> Weights => With(model => ClusterShares.Of((ClusteringSpec)model.Model, model.Store));

    /// <summary>The most probable cluster of each row; the lowest of equals.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public int[] Predict(Matrix data) => With(data, (model, rows) => model.Predict(rows));

    /// <summary>The most probable cluster of each row of a data source, in order; the lowest of equals.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public int[] Predict(string source) => With(source, (model, rows) => model.Predict(rows));

    /// <summary>The probability of each cluster for each row, [rows, clusters]: the numbers that <c>gmmvae predict</c> writes.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public Matrix PredictProbabilities(Matrix data) => With(data, (model, rows) => model.Read(rows, GraphNames.Responsibilities));

    /// <summary>The probability of each cluster for each row of a data source, in order, [rows, clusters].</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public Matrix PredictProbabilities(string source) => With(source, (model, rows) => model.Read(rows, GraphNames.Responsibilities));

    /// <summary>The most probable cluster of each row of each batch, as <see cref="Predict(Matrix)"/> says.</summary>
    /// <inheritdoc cref="Estimator.EmbedAsync"/>
    public IAsyncEnumerable<int[]> PredictAsync(IAsyncEnumerable<Matrix> batches, CancellationToken cancellationToken = default) =>
        EachAsync(batches, (model, rows, stop) => model.Predict(rows, stop), cancellationToken);

    /// <summary>The probability of each cluster for each row of each batch, [rows, clusters].</summary>
    /// <inheritdoc cref="Estimator.EmbedAsync"/>
    public IAsyncEnumerable<Matrix> PredictProbabilitiesAsync(IAsyncEnumerable<Matrix> batches, CancellationToken cancellationToken =
        default) =>
        EachAsync(batches, (model, rows, stop) => model.Read(rows, GraphNames.Responsibilities, stop), cancellationToken);

    /// <summary>Observations drawn from the model, [count, features], in the units of the data.</summary>
    /// <param name="count">The number of samples; a larger number does not change the first ones.</param>
    /// <param name="seed">The seed of the samples.</param>
    /// <param name="temperature">Factor on the noise, 1 by default: below 1 samples are more typical and less varied.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or more than an array holds.</exception>
    public Matrix Sample(int count, ulong seed = 0, double temperature = 1) => Sample(count, out _, seed, temperature);

    /// <summary>Observations drawn from the model, each with its cluster, which is drawn from the prior π.</summary>
    /// <param name="count">The number of samples; a larger number does not change the first ones.</param>
    /// <param name="clusters">The cluster of each.</param>
    /// <param name="seed">The seed of the samples.</param>
    /// <param name="temperature">Factor on the noise, 1 by default: below 1 samples are more typical and less varied.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or more than an array holds.</exception>
    public Matrix Sample(int count, out int[] clusters, ulong seed = 0, double temperature = 1)
    {
        (var samples, clusters) = With(model => (Sampling.FromPrior(model, count, seed, temperature, out var drawn), drawn));
        return samples;
    }

    /// <summary>Observations of one cluster, [count, features].</summary>
    /// <param name="cluster">The cluster, from 0.</param>
    /// <param name="count">The number of samples; a larger number does not change the first ones.</param>
    /// <param name="noise">The noise that the n-th sample shares with the n-th samples of other clusters.</param>
    /// <param name="seed">The seed of the samples.</param>
    /// <param name="temperature">Factor on the noise, 1 by default: below 1 samples are more typical and less varied.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, no such cluster, or more than an array holds.</exception>
    public Matrix SampleCluster(int cluster, int count, SampleNoise noise = SampleNoise.Fresh, ulong seed = 0, double temperature = 1) =>
        With(model => Sampling.OfCluster(model, cluster, count, noise, seed, temperature));

    /// <summary>What <see cref="SampleCluster"/> gives for each cluster, one after the other, [clusters · countEach, features].</summary>
    /// <param name="countEach">How many of each cluster.</param>
    /// <param name="noise">The noise that the n-th samples of all clusters share.</param>
    /// <param name="seed">The seed of the samples.</param>
    /// <param name="temperature">Factor on the noise, 1 by default: below 1 samples are more typical and less varied.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or more than an array holds.</exception>
    public Matrix SampleClusters(int countEach, SampleNoise noise = SampleNoise.Shared, ulong seed = 0, double temperature = 1) =>
        With(model => Sampling.OfClusters(model, countEach, noise, seed, temperature));

    /// <summary>The typical observation of each cluster: its decoded mean latent code at style 0, [clusters, features], in the units of the
    /// data.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, or disposed.</exception>
    public Matrix ClusterMeans() => SampleClusters(countEach: 1, temperature: 0);

    /// <summary>
    /// The typical rows of each cluster: of the rows whose most probable cluster it is, those whose mean latent codes are nearest to
    /// the mean of all of them.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="count">How many of each cluster, at least 1.</param>
    /// <returns>For each cluster row numbers from 0, the nearest first; fewer than <paramref name="count"/> where it has fewer
    /// rows.</returns>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, or no rows asked for.</exception>
    public int[][] Representatives(Matrix data, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        return With(model => model.Representatives(() => MatrixRows.For(model.Header, data), count));
    }
}
