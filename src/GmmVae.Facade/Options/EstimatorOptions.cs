using System.Diagnostics;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using Microsoft.Extensions.Logging;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>Options of all models; what is left out has the value of the preset for the data at hand.</summary>
public abstract record EstimatorOptions : TrainingOptions
{
    private protected EstimatorOptions()
    {
    }

    /// <summary>Hidden widths of the encoder; the decoder has them in reverse.</summary>
    public IReadOnlyList<int>? Hidden { get; init; }

    /// <summary>Dimensions of the code.</summary>
    public int? Latent { get; init; }

    /// <summary>Batch normalisation in the encoder.</summary>
    public bool? BatchNorm { get; init; }

    /// <summary>The distribution of an observation given its code.</summary>
    public DataLikelihood Likelihood { get; init; }

    /// <summary>What is done with rows that lack values.</summary>
    public MissingValues Missing { get; init; }

    /// <summary>Threads that compute, 1 to 256; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>What computes; by default the library's own engine.</summary>
    public ComputeEngine Engine { get; init; }

    /// <summary>Where it computes; by default on the processor.</summary>
    public ComputeDevice Device { get; init; }

    internal EngineChoice Choice => new(Engine, Device);

    /// <summary>How a table is read; once there is a model, by default as its own.</summary>
    public DataOptions? Table { get; init; }

    /// <summary>Where downloads are kept; by default what the environment variable <c>GMMVAE_DATA</c> says.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Told of the events of trainings, on the training thread: start, phases, epochs, warnings and the end; see
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

/// <summary>How a model is trained, for the first time or on; what is left out has the value of the preset for the data at hand.</summary>
public abstract record TrainingOptions
{
    private protected TrainingOptions()
    {
    }

    /// <summary>The options to start from, by name: <c>report</c>, which minimises the bound, or <c>clustering</c> for clusters at the cost
    /// of time.</summary>
    public string Preset { get; init; } = "report";

    /// <summary>Passes over the data.</summary>
    public int? Epochs { get; init; }

    /// <summary>A limit on the number of steps: the training stops at whichever comes first.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Ends the training after so many epochs without a better objective on rows that are held out of the training rows, and keeps the
    /// parameters of the best epoch. Of several phases the last one ends early.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>The share of the training rows that is held out for <see cref="Patience"/>; 0.1 unless told.</summary>
    public double? ValidationShare { get; init; }

    /// <summary>Observations a step.</summary>
    public int? Batch { get; init; }

    /// <summary>Visits the training rows in blocks of so many that are next to each other, 16 or a few more from all over the data mixed at
    /// a time: for files larger than memory.</summary>
    public int? ShuffleBlock { get; init; }

    /// <summary>The step size of Adam.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Scales gradients down to this norm.</summary>
    public double? Clip { get; init; }

    /// <summary>The seed of all randomness: equal options, data and seeds give equal models, bit for bit.</summary>
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

/// <summary>How a trained model is trained on. Adam's moments start afresh, and labels are not read.</summary>
public sealed record FineTuning : TrainingOptions;

/// <summary>The distribution of an observation given its code.</summary>
public enum DataLikelihood
{
    /// <summary>What suits the data: Bernoulli for bytes, Gaussian for numbers.</summary>
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
    /// <summary>They are refused, in training and after.</summary>
    Refuse,

    /// <summary>
    /// A missing value counts in no likelihood, and the encoder reads the training mean in its place. A trained model keeps this: it takes
    /// such rows everywhere.
    /// </summary>
    Mask,
}
