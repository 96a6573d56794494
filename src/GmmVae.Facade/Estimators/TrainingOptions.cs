using GmmVae.Domain;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>How a model is trained, for the first time or on; what is left out has the value of the preset for the data at hand.</summary>
public abstract record TrainingOptions
{
    private protected TrainingOptions()
    {
    }

    /// <summary>The options to start from, by name: <c>report</c>, which minimises the bound, or <c>clustering</c> for clusters at the cost of time.</summary>
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

    /// <summary>Visits the training rows in blocks of so many that are next to each other, 16 or a few more from all over the data mixed at a time: for files larger than memory.</summary>
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
