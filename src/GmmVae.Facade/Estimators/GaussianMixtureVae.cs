using GmmVae.Domain.Models;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>
/// Finds clusters without labels: a Gaussian-mixture variational autoencoder (arXiv:1611.02648), whose codes come from one
/// Gaussian for each cluster.
/// </summary>
/// <remarks>See <see cref="Estimator"/> for threads and failures. Clusters count from 0; their numbers mean nothing by
/// themselves.</remarks>
/// <example>
/// From data to clusters:
/// <code>
/// using var model = new GaussianMixtureVae(new() { Clusters = 3 });
/// model.Fit("people.csv");
/// int[] clusters = model.Predict("people.csv");
/// </code>
/// </example>
public sealed class GaussianMixtureVae : Estimator
{
    /// <summary>A model that is not trained yet.</summary>
    /// <param name="options">What differs from the preset.</param>
    public GaussianMixtureVae(GaussianMixtureVaeOptions? options = null)
        : base(options ?? new())
    {
    }

    private GaussianMixtureVae(FittedModel model, GaussianMixtureVaeOptions options)
        : base(options, model)
    {
    }

    /// <summary>
    /// Trains on all rows of a matrix, of which some have a known class: with <see cref="GaussianMixtureVaeOptions.LabelWeight"/>
    /// times the cross-entropy of their cluster probabilities in the objective, so that class i becomes cluster i.
    /// </summary>
    /// <param name="data">Observations, [rows, features]. It is not changed.</param>
    /// <param name="labels">The class of each row, from 0 and below the number of clusters, −1 where it is not known.</param>
    /// <param name="progress">Told a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <exception cref="GmmVaeException">Wrong options or labels, unusable data, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Fit(Matrix data, IReadOnlyList<int> labels, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        FitLabelled(data, labels, progress, cancellationToken);

    /// <summary>The number of clusters K.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, or disposed.</exception>
    public int Clusters => With(model => model.Clusters);

    /// <summary>A trained model from what <see cref="Estimator.Save"/> or the command line wrote.</summary>
    /// <param name="path">A checkpoint file, a safetensors file in PyTorch's layout (docs/formats.md), or a run folder.</param>
    /// <param name="threads">Threads that compute; by default the number of physical cores.</param>
    /// <param name="logger">Told of the events of trainings of the loaded model, see <see cref="EstimatorOptions.Logger"/>.</param>
    /// <param name="engine">What computes, whatever the model was trained with.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="GmmVaeException">The file is unreadable, holds a model of another kind, or the engine cannot run here.</exception>
    public static GaussianMixtureVae Load(
        string path, int? threads = null, ILogger? logger = null, ComputeEngine engine = ComputeEngine.Managed,
        ComputeDevice device = ComputeDevice.Cpu) => new(
        FittedModel.Load(path, threads, new(engine, device)),
        new() { Threads = threads, Logger = logger, Engine = engine, Device = device });

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
    /// <param name="count">How many; more of them change none of the first.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <param name="temperature">What the noise is multiplied by: less than 1 gives more typical and less varied samples.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or more than an array holds.</exception>
    public Matrix Sample(int count, ulong seed = 0, double temperature = 1) => Sample(count, out _, seed, temperature);

    /// <summary>Observations drawn from the model, each with its cluster, which is drawn from the prior π.</summary>
    /// <param name="count">How many; more of them change none of the first.</param>
    /// <param name="clusters">The cluster of each.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <param name="temperature">What the noise is multiplied by: less than 1 gives more typical and less varied samples.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or more than an array holds.</exception>
    public Matrix Sample(int count, out int[] clusters, ulong seed = 0, double temperature = 1)
    {
        (var samples, clusters) = With(model => (Sampling.FromPrior(model, count, seed, temperature, out var drawn), drawn));
        return samples;
    }

    /// <summary>Observations of one cluster, [count, features].</summary>
    /// <param name="cluster">The cluster, from 0.</param>
    /// <param name="count">How many; more of them change none of the first.</param>
    /// <param name="noise">What the n-th sample has in common with the n-th of other clusters.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <param name="temperature">What the noise is multiplied by: less than 1 gives more typical and less varied samples.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, no such cluster, or more than an array holds.</exception>
    public Matrix SampleCluster(int cluster, int count, SampleNoise noise = SampleNoise.Fresh, ulong seed = 0, double temperature = 1) =>
        With(model => Sampling.OfCluster(model, cluster, count, noise, seed, temperature));

    /// <summary>What <see cref="SampleCluster"/> gives for each cluster, one after the other, [clusters · countEach, features].</summary>
    /// <param name="countEach">How many of each cluster.</param>
    /// <param name="noise">What the n-th samples of all clusters have in common.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <param name="temperature">What the noise is multiplied by: less than 1 gives more typical and less varied samples.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or more than an array holds.</exception>
    public Matrix SampleClusters(int countEach, SampleNoise noise = SampleNoise.Shared, ulong seed = 0, double temperature = 1) =>
        With(model => Sampling.OfClusters(model, countEach, noise, seed, temperature));

    /// <summary>The typical observation of each cluster: its mean code at style 0, decoded, [clusters, features], in the units of the
    /// data.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, or disposed.</exception>
    public Matrix ClusterMeans() => SampleClusters(countEach: 1, temperature: 0);

    /// <summary>
    /// The rows that stand for each cluster: of the rows whose most probable cluster it is, those whose mean codes are nearest to
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

    /// <summary>
    /// What the style w changes inside a cluster: mean observations over a grid of styles. The first dimension of w grows along
    /// a row of the grid, the second from row to row, both through the standard normal quantiles (i + ½) / steps; the others are 0.
    /// </summary>
    /// <param name="cluster">The cluster, from 0.</param>
    /// <param name="steps">Styles along each side.</param>
    /// <returns>The grid row by row, [steps · steps, features]; one row of it where w has one dimension.</returns>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, no such cluster, or fewer than 1 or more than 1000 steps.</exception>
    public Matrix SweepStyle(int cluster, int steps) => With(model => Sampling.Sweep(model, cluster, steps));
}
