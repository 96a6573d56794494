using System.Diagnostics;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using Microsoft.Extensions.Logging;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>Options of all models. An option that is not set has the preset's value for the data.</summary>
public abstract record EstimatorOptions : TrainingOptions
{
    private protected EstimatorOptions()
    {
    }

    /// <summary>Hidden widths of the encoder, from the data on; the decoder has them in reverse.</summary>
    public IReadOnlyList<int>? Hidden { get; init; }

    /// <summary>Dimensions of the latent code.</summary>
    public int? Latent { get; init; }

    /// <summary>Whether the encoder uses batch normalisation.</summary>
    public bool? BatchNorm { get; init; }

    /// <summary>The distribution p(y|x) of an observation given its latent code.</summary>
    public DataLikelihood Likelihood { get; init; }

    /// <summary>How missing values are treated.</summary>
    public MissingValues Missing { get; init; }

    /// <summary>The number of threads, 1 to 256; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>The engine; by default the managed engine of this library.</summary>
    public ComputeEngine Engine { get; init; }

    /// <summary>The device; by default the CPU.</summary>
    public ComputeDevice Device { get; init; }

    internal EngineChoice Choice => new(Engine, Device);

    /// <summary>How a table is read; by default as the model's own.</summary>
    public DataOptions? Table { get; init; }

    /// <summary>The folder for downloads; by default the one that the environment variable <c>GMMVAE_DATA</c> names.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Receives the events of trainings, on the training thread: start, phases, epochs, warnings and the end; see
    /// docs/dotnet.md.</summary>
    public ILogger? Logger { get; init; }

    internal abstract ModelKind Kind { get; }

    internal override RunOptions Apply(RunOptions preset) => base.Apply(preset) with
    {
        Hidden = Hidden is null ? preset.Hidden : toArray(Hidden),
        Latent = Latent ?? preset.Latent,
        BatchNorm = BatchNorm ?? preset.BatchNorm,
        Likelihood = Likelihood switch
        {
            DataLikelihood.Automatic => preset.Likelihood,
            DataLikelihood.Bernoulli => LikelihoodKind.Bernoulli,
            DataLikelihood.Gaussian => LikelihoodKind.Gaussian,
            DataLikelihood.GaussianFixed => LikelihoodKind.GaussianFixed,
            DataLikelihood.GaussianPerFeature => LikelihoodKind.GaussianPerFeature,
            _ => throw new UnreachableException(),
        },
        MaskMissing = Missing == MissingValues.Mask,
    };
}

/// <summary>Options of a training, from fresh parameters or from a model. An option that is not set has the preset's value for the
/// data.</summary>
public abstract record TrainingOptions
{
    private protected TrainingOptions()
    {
    }

    /// <summary>The options to start from, by name: <c>auto</c>, what is best for the data; <c>clustering</c>, the network trained for
    /// clusters; <c>mixture</c>, a Gaussian mixture; <c>report</c>, which minimises the bound.</summary>
    public string Preset { get; init; } = Presets.Auto;

    /// <summary>Passes over the training rows; of a training in phases, those of the last phase.</summary>
    public int? Epochs { get; init; }

    /// <summary>The largest number of steps; the training stops at this or at the last epoch, whichever comes first.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Ends the training after so many epochs without a better objective on rows that are held out of the training rows, and keeps the
    /// parameters of the best epoch. Of several phases the last one ends early.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>The share of the training rows that is held out for <see cref="Patience"/>; 0.1 by default.</summary>
    public double? ValidationShare { get; init; }

    /// <summary>Rows in a batch.</summary>
    public int? Batch { get; init; }

    /// <summary>Visits the training rows in blocks of so many that are next to each other, 16 or a few more from all over the data mixed at
    /// a time: for files larger than memory.</summary>
    public int? ShuffleBlock { get; init; }

    /// <summary>The learning rate of Adam.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Scales gradients down to this norm; no limit by default.</summary>
    public double? Clip { get; init; }

    /// <summary>The seed of all random numbers, 0 by default: equal options, data and seeds give equal models, bit for bit.</summary>
    public ulong Seed { get; init; }

    /// <summary>The preset's options with these in their place.</summary>
    internal virtual RunOptions Apply(RunOptions preset) => preset with
    {
        Epochs = Epochs ?? preset.Epochs,
        Steps = Steps is { } steps ? Some(steps) : preset.Steps,
        Patience = Patience is { } epochs ? Some(epochs) : preset.Patience,
        ValidationShare = ValidationShare is { } share ? Some(share) : preset.ValidationShare,
        Batch = Batch ?? preset.Batch,
        ShuffleBlock = ShuffleBlock is { } block ? Some(block) : preset.ShuffleBlock,
        LearningRate = LearningRate ?? preset.LearningRate,
        MaximumGradientNorm = Clip is { } norm ? Some(norm) : preset.MaximumGradientNorm,
        Seed = Seed,
    };
}

/// <summary>Options of fine-tuning. Adam's moments start at zero, and labels are not read.</summary>
public sealed record FineTuning : TrainingOptions;

/// <summary>The distribution p(y|x) of an observation given its latent code.</summary>
public enum DataLikelihood
{
    /// <summary>Chosen by the data: Bernoulli for bytes, Gaussian for numbers.</summary>
    Automatic,

    /// <summary>Values in [0, 1]: the log-likelihood of on and off, with grey levels in between.</summary>
    Bernoulli,

    /// <summary>Numbers with one variance for all features, which is learned.</summary>
    Gaussian,

    /// <summary>Numbers with a variance of 1 after standardisation.</summary>
    GaussianFixed,

    /// <summary>Numbers with a variance for each feature, which are learned.</summary>
    GaussianPerFeature,
}

/// <summary>What a model does with rows that lack values: empty cells of a file, or NaN.</summary>
public enum MissingValues
{
    /// <summary>Refuse them, in training and afterwards.</summary>
    Refuse,

    /// <summary>
    /// A missing value counts in no likelihood, and the encoder reads the training mean in its place. A trained model keeps this: it takes
    /// such rows everywhere.
    /// </summary>
    Mask,
}
