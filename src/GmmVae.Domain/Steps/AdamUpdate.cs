using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Steps;

/// <summary>Adam as graph operations (arXiv:1412.6980, algorithm 1).</summary>
internal static class AdamUpdate
{
    /// <summary>The scalar input that holds the learning rate.</summary>
    public const string LearningRate = "learning rate";

    /// <summary>The scalar input that holds 1 / (1 − β₁ᵗ).</summary>
    public const string FirstCorrection = "first bias correction";

    /// <summary>The scalar input that holds 1 / (1 − β₂ᵗ).</summary>
    public const string SecondCorrection = "second bias correction";

    /// <summary>The state input that holds a parameter's first moment.</summary>
    public static string FirstMoment(string parameter) => $"{parameter}.first";

    /// <summary>The state input that holds a parameter's second moment.</summary>
    public static string SecondMoment(string parameter) => $"{parameter}.second";

    /// <summary>Adds the next value of each parameter and of its moments as outputs that replace them.</summary>
    /// <param name="graph">The graph that holds the gradients.</param>
    /// <param name="spec">Adam's constants.</param>
    /// <param name="parameters">Each parameter with the gradient of the objective.</param>
    /// <returns>The next value of each parameter.</returns>
    public static Arr<(string Name, Sym Next)> Apply(GraphBuilder graph, AdamSpec spec,
        Arr<(string Name, Sym Value, Sym Gradient)> parameters) =>
        graph.Within("optimizer", () =>
        {
            var rate = graph.Input(LearningRate, InputRole.Scalar, Shape.Scalar);
            var first = graph.Input(FirstCorrection, InputRole.Scalar, Shape.Scalar);
            var second = graph.Input(SecondCorrection, InputRole.Scalar, Shape.Scalar);
            var clip = spec.MaximumGradientNorm.Map(norm => ClipFactor(norm, parameters.Map(parameter => parameter.Gradient)));
            return toArray(parameters.Select(parameter =>
            {
                var (name, value, gradient) = parameter;
                var clipped = clip.Match(factor => gradient * factor, () => gradient);
                var firstMoment = graph.Input(FirstMoment(name), InputRole.State, value.Shape);
                var secondMoment = graph.Input(SecondMoment(name), InputRole.State, value.Shape);
                var nextFirst = (firstMoment * spec.Beta1) + (clipped * (1 - spec.Beta1));
                var nextSecond = (secondMoment * spec.Beta2) + (clipped.Square() * (1 - spec.Beta2));
                var step = rate * (nextFirst * first) / ((nextSecond * second).Sqrt() + spec.Epsilon);
                var kept = spec.WeightDecay == 0 ? value : value * (1 - (rate * spec.WeightDecay));
                var next = kept - step;
                graph.Output($"next {name}", next, Some(name));
                graph.Output($"next {FirstMoment(name)}", nextFirst, Some(FirstMoment(name)));
                graph.Output($"next {SecondMoment(name)}", nextSecond, Some(SecondMoment(name)));
                return (name, next);
            }));
        });

    /// <summary>min(1, norm / ‖g‖) over all gradients together.</summary>
    private static Sym ClipFactor(double norm, Arr<Sym> gradients)
    {
        const double smallest = 1e-30;
        var graph = gradients[0].Builder;
        var squares = gradients
            .Map(gradient => gradient.Square().Sum([.. Enumerable.Range(0, gradient.Shape.Rank)]))
            .Reduce((sum, square) => sum + square);

        // Seen by the guard: an infinite norm would clip every gradient to 0 without a word.
        graph.Output(GraphNames.SquaredGradientNorm, squares);
        return (norm / squares.Maximum(graph.Constant(smallest)).Sqrt()).Minimum(graph.Constant(1));
    }
}
