using GmmVae.Engine.Data;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>Learns to compress rows into short codes without labels: a plain autoencoder, trained on reconstruction alone.</summary>
/// <remarks>
/// See <see cref="Estimator"/> for threads and failures. An autoencoder has no distribution of codes to sample from, so
/// sampling asks for data, and draws codes from a Gaussian with the mean and covariance of their codes.
/// </remarks>
/// <example>
/// From data to codes and back:
/// <code>
/// using var model = new AutoEncoder(new() { Latent = 4 });
/// model.Fit("people.csv");
/// Matrix codes = model.Embed("people.csv");
/// Matrix again = model.Reconstruct("people.csv");
/// Matrix made = model.Sample(100, "people.csv");
/// </code>
/// </example>
public sealed class AutoEncoder : Estimator
{
    /// <summary>A model that is not trained yet.</summary>
    /// <param name="options">The options that differ from the preset.</param>
    public AutoEncoder(AutoEncoderOptions? options = null)
        : base(options ?? new())
    {
    }

    private AutoEncoder(FittedModel model, AutoEncoderOptions options)
        : base(options, model)
    {
    }

    /// <summary>A trained model from what <see cref="Estimator.Save"/> or the command line wrote.</summary>
    /// <param name="path">A checkpoint file, a safetensors file in PyTorch's layout (docs/formats.md), or a run folder.</param>
    /// <param name="threads">The number of threads; by default the number of physical cores.</param>
    /// <param name="logger">Receives the events of trainings of the loaded model, see <see cref="EstimatorOptions.Logger"/>.</param>
    /// <param name="engine">The engine, independent of the one that trained the model.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="GmmVaeException">The file is unreadable, holds a model of another kind, or the engine cannot run here.</exception>
    public static AutoEncoder Load(
        string path, int? threads = null, ILogger? logger = null, ComputeEngine engine = ComputeEngine.Managed,
        ComputeDevice device = ComputeDevice.Cpu) => new(
        FittedModel.Load(path, threads, new(engine, device)),
        new() { Threads = threads, Logger = logger, Engine = engine, Device = device });

    /// <summary>Observations drawn from a Gaussian of the codes of <paramref name="data"/>, [count, features], in the units of the
    /// data.</summary>
    /// <param name="count">The number of samples; a larger number does not change the first ones.</param>
    /// <param name="data">The rows whose codes are to be resembled: those trained on, say.</param>
    /// <param name="seed">The seed of the samples.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, or more than an array holds.</exception>
    public Matrix Sample(int count, Matrix data, ulong seed = 0) => With(data, (model, rows) => Draw(model, rows, count, seed));

    /// <summary>Observations drawn from a Gaussian of the codes of a data source.</summary>
    /// <param name="count">The number of samples; a larger number does not change the first ones.</param>
    /// <param name="source">A name or a path: everything that the command line accepts as data.</param>
    /// <param name="seed">The seed of the samples.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, or more than an array holds.</exception>
    public Matrix Sample(int count, string source, ulong seed = 0) => With(source, (model, rows) => Draw(model, rows, count, seed));

    private static Matrix Draw(FittedModel model, RowStream rows, int count, ulong seed) =>
        Sampling.FromPrior(model, count, seed, temperature: 1, out _, model.FitCodes(rows));
}
