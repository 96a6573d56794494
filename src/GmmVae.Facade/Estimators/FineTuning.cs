using GmmVae.Domain;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>How a trained model is trained on; what is left out has the value of the preset for the data at hand.</summary>
public sealed record FineTuning
{
    /// <summary>The options to start from, by name: <c>report</c> minimises the bound.</summary>
    public string Preset { get; init; } = "report";

    /// <summary>Passes over the data.</summary>
    public int? Epochs { get; init; }

    /// <summary>A limit on the number of steps: the training stops at whichever comes first.</summary>
    public int? Steps { get; init; }

    /// <summary>Ends the training after so many epochs without a better objective on held-out rows, see <see cref="EstimatorOptions.Patience"/>.</summary>
    public int? Patience { get; init; }

    /// <summary>The share of the training rows that is held out for <see cref="Patience"/>; 0.1 unless told.</summary>
    public double? ValidationShare { get; init; }

    /// <summary>Observations a step.</summary>
    public int? Batch { get; init; }

    /// <summary>The step size of Adam, whose moments start afresh.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The seed of all randomness.</summary>
    public ulong Seed { get; init; }

    /// <summary>The preset's options with these in their place.</summary>
    internal RunOptions Apply(RunOptions preset) => preset with
    {
        Epochs = Epochs ?? preset.Epochs,
        Steps = Steps is { } steps ? Some(steps) : preset.Steps,
        Patience = Patience is { } epochs ? Some(epochs) : preset.Patience,
        ValidationShare = ValidationShare is { } share ? Some(share) : preset.ValidationShare,
        Batch = Batch ?? preset.Batch,
        LearningRate = LearningRate ?? preset.LearningRate,
        Seed = Seed,
    };
}
