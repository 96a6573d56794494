using LanguageExt;

namespace GmmVae.Domain;

/// <summary>
/// A small classifier that is trained with labels and serves only to judge what models without labels make. Its last
/// hidden layer gives the features in which clouds of observations are compared.
/// </summary>
public sealed record JudgeSpec
{
    private JudgeSpec(int features, int classes, NetworkSpec network, int epochs, int batch, double learningRate) =>
        (Features, Classes, Network, Epochs, Batch, LearningRate) = (features, classes, network, epochs, batch, learningRate);

    /// <summary>The number of features of an observation.</summary>
    public int Features { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>Hidden layers; the width of the last is that of the judge's features.</summary>
    public NetworkSpec Network { get; }

    /// <summary>Passes over the training split.</summary>
    public int Epochs { get; }

    /// <summary>Observations a step.</summary>
    public int Batch { get; }

    /// <summary>The step size of Adam, which falls to 0 on half a cosine.</summary>
    public double LearningRate { get; }

    /// <summary>A checked specification of rectified layers.</summary>
    public static Validation<SpecError, JudgeSpec> Create(
        int features, int classes, Arr<int> widths, int epochs, int batch = 128, double learningRate = 1e-3) =>
        (NetworkSpec.Create(widths, Activation.Relu, batchNorm: false, "judge widths"), SpecRules.All(
            SpecRules.Within("judge features", features, 1, 1_000_000),
            SpecRules.Within("judge classes", classes, 2, 10_000),
            SpecRules.Within("judge layers", widths.Count, 1),
            SpecRules.Within("judge epochs", epochs, 1),
            SpecRules.Within("judge batch", batch, 1),
            SpecRules.Positive("judge learning rate", learningRate))).Apply((network, _) =>
                new JudgeSpec(features, classes, network, epochs, batch, learningRate));
}
