using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>The judge's training step and its verdict, as graphs.</summary>
public static class JudgeGraph
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
