using System.Diagnostics;
using GmmVae.Domain;
using Microsoft.Extensions.Logging;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>What all models can be told; what is left out has the value of the preset for the data at hand.</summary>
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

    /// <summary>Where downloads are kept; by default what the environment variable <c>GMMVAE_DATA</c> says.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Told of the events of trainings, on the training thread: start, phases, epochs, warnings and the end; see docs/dotnet.md.</summary>
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
