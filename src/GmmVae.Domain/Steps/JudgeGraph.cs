using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Steps;

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
        (NetworkSpec.Create(widths, Activation.Relu, batchNorm: false), SpecRules.All(
            SpecRules.Within(Setting.Data, features, 1, 1_000_000),
            SpecRules.Within(Setting.Data, classes, 2, 10_000),
            SpecRules.Within(Setting.Hidden, widths.Count, 1),
            SpecRules.Within(Setting.Epochs, epochs, 1),
            SpecRules.Within(Setting.Batch, batch, 1),
            SpecRules.Positive(Setting.LearningRate, learningRate))).Apply((network, _) =>
                new JudgeSpec(features, classes, network, epochs, batch, learningRate));
}

/// <summary>The judge's training step and its verdict, as graphs.</summary>
internal static class JudgeGraph
{
    /// <summary>The input that holds one-hot labels, [batch, classes].</summary>
    public const string Target = "target";

    /// <summary>The output that holds class probabilities, [batch, classes].</summary>
    public const string Probabilities = "probabilities";

    /// <summary>The output that holds the last hidden layer, [batch, last width].</summary>
    public const string Features = "features";

    /// <summary>Mean cross-entropy in nats as <c>objective</c>, its gradients, and Adam's update of every parameter.</summary>
    public static ModelGraph Training(JudgeSpec spec)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Training, Initialization.HeNormal);
        var target = graph.Input(Target, InputRole.Data, Shape.Of(Extent.Batch, spec.Classes));
        var (_, logits) = Apply(network, spec);
        var objective = graph.Within("cross-entropy", () => (-(target * logits.LogSoftmax()).Sum(1)).Mean(0));
        graph.Output(GraphNames.Objective, objective);
        var trained = network.Parameters.Map(parameter =>
            (parameter.Name, Value: graph.Input(parameter.Name, parameter.Role, parameter.Shape)));
        var gradients = Reverse.Gradients(objective, [.. trained.Map(parameter => parameter.Value)]);
        var updates = toArray(trained.Zip(gradients, (parameter, gradient) => (parameter.Name, parameter.Value, gradient)));
        AdamUpdate.Apply(graph, AdamSpec.Default, updates);
        return new ModelGraph(graph.Build(), network.Parameters);
    }

    /// <summary>The judge without training: outputs <see cref="Probabilities"/> and <see cref="Features"/>.</summary>
    public static ModelGraph Inference(JudgeSpec spec)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, Initialization.HeNormal);
        var (features, logits) = Apply(network, spec);
        graph.Output(Features, features);
        graph.Output(Probabilities, logits.LogSoftmax().Exp());
        return new ModelGraph(graph.Build(), network.Parameters);
    }

    private static (Sym Features, Sym Logits) Apply(NetworkBuilder network, JudgeSpec spec)
    {
        var data = network.Graph.Input(GraphNames.Data, InputRole.Data, Shape.Of(Extent.Batch, spec.Features));
        var features = DenseStack.Apply(network, "judge", spec.Network, data);
        return (features, network.Linear("judge.class", features, spec.Classes));
    }
}
