using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>
/// Learns a smooth space of codes without labels: a variational autoencoder, whose codes come from one standard Gaussian.
/// </summary>
/// <remarks>See <see cref="Estimator"/> for threads and failures.</remarks>
/// <example>
/// From data to codes and new observations:
/// <code>
/// using var model = new VariationalAutoEncoder(new() { Latent = 4 });
/// model.Fit("people.csv");
/// Matrix codes = model.Embed("people.csv");
/// Matrix made = model.Sample(100);
/// </code>
/// </example>
public sealed class VariationalAutoEncoder : Estimator
{
    /// <summary>A model that is not trained yet.</summary>
    /// <param name="options">The options that differ from the preset.</param>
    public VariationalAutoEncoder(VariationalAutoEncoderOptions? options = null)
        : base(options ?? new())
    {
    }

    private VariationalAutoEncoder(FittedModel model, VariationalAutoEncoderOptions options)
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
    public static VariationalAutoEncoder Load(
        string path, int? threads = null, ILogger? logger = null, ComputeEngine engine = ComputeEngine.Managed,
        ComputeDevice device = ComputeDevice.Cpu) => new(
        FittedModel.Load(path, threads, new(engine, device)),
        new() { Threads = threads, Logger = logger, Engine = engine, Device = device });

    /// <summary>Observations drawn from the model, [count, features], in the units of the data.</summary>
    /// <param name="count">The number of samples; a larger number does not change the first ones.</param>
    /// <param name="seed">The seed of the samples.</param>
    /// <param name="temperature">Factor on the noise, 1 by default: below 1 samples are more typical and less varied.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or more than an array holds.</exception>
    public Matrix Sample(int count, ulong seed = 0, double temperature = 1) =>
        With(model => Sampling.FromPrior(model, count, seed, temperature, out _));
}
