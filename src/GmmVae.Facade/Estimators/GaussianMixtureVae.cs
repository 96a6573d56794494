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
public sealed class GaussianMixtureVae : ClusteringEstimator
{
    /// <summary>A model that is not trained yet.</summary>
    /// <param name="options">The options that differ from the preset.</param>
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
    /// <param name="progress">Receives progress a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <exception cref="GmmVaeException">Wrong options or labels, unusable data, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Fit(Matrix data, IReadOnlyList<int> labels, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        FitLabelled(data, labels, progress, cancellationToken);

    /// <summary>A trained model from what <see cref="Estimator.Save"/> or the command line wrote.</summary>
    /// <param name="path">A checkpoint file, a safetensors file in PyTorch's layout (docs/formats.md), or a run folder.</param>
    /// <param name="threads">The number of threads; by default the number of physical cores.</param>
    /// <param name="logger">Receives the events of trainings of the loaded model, see <see cref="EstimatorOptions.Logger"/>.</param>
    /// <param name="engine">The engine, independent of the one that trained the model.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="GmmVaeException">The file is unreadable, holds a model of another kind, or the engine cannot run here.</exception>
    public static GaussianMixtureVae Load(
        string path, int? threads = null, ILogger? logger = null, ComputeEngine engine = ComputeEngine.Managed,
        ComputeDevice device = ComputeDevice.Cpu) => new(
        FittedModel.Load(path, threads, new(engine, device)),
        new() { Threads = threads, Logger = logger, Engine = engine, Device = device });

    /// <summary>
    /// The effect of the style w inside a cluster: mean observations over a grid of styles. The first dimension of w grows along
    /// a row of the grid, the second from row to row, both through the standard normal quantiles (i + ½) / steps; the others are 0.
    /// </summary>
    /// <param name="cluster">The cluster, from 0.</param>
    /// <param name="steps">Styles along each side.</param>
    /// <returns>The grid row by row, [steps · steps, features]; one row of it where w has one dimension.</returns>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, no such cluster, or fewer than 1 or more than 1000 steps.</exception>
    public Matrix SweepStyle(int cluster, int steps) => With(model => Sampling.Sweep(model, cluster, steps));
}
