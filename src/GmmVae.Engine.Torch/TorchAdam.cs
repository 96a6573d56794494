using GmmVae.Domain.Graphs;
using GmmVae.Engine.Managed.Compiler;
using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>
/// A step of Adam in the memory of parameter and moments, and of what follows the parameter, in seven passes instead of some twenty. √(v·c)
/// + ε is written as √c·(√v + ε/√c), so that the correction c costs no pass.
/// </summary>
internal sealed class TorchAdam
{
    private const int FirstDecay = 1;
    private const int FirstGain = 2;
    private const int SecondDecay = 3;
    private const int SecondGain = 4;
    private const int FirstCorrection = 5;
    private const int SecondCorrection = 6;
    private const int Rate = 7;
    private const int Epsilon = 8;
    private const int Kept = 9;
    private const int FollowerDecay = 10;
    private const int FollowerGain = 11;

    private readonly Func<float>?[] factors;

    private TorchAdam(int clip, Func<float>?[] factors) => (Clip, this.factors) = (clip, factors);

    /// <summary>The node of the number that the gradient is multiplied by first; −1 without one.</summary>
    public int Clip { get; }

    /// <summary>The step; null where a factor is not known before the device computes it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="unit">The parts.</param>
    /// <param name="given">The present number of a scalar input.</param>
    public static TorchAdam? Of(BoundGraph graph, AdamUnit unit, Func<string, float> given)
    {
        var factors = unit.Factors.Select((node, i) => i == 0 || node < 0 ? null : HostNumber(graph, node, given)).ToArray();
        return Enumerable.Range(1, factors.Length - 1).All(i => unit.Factors[i] < 0 || factors[i] is not null)
            ? new TorchAdam(unit.Factors[0], factors)
            : null;
    }

    /// <summary>Makes the step.</summary>
    /// <param name="x">Gradient, parameter, first and second moment, then the follower and the clipping factor if there are such.</param>
    public torch.Tensor? Run(torch.Tensor[] x)
    {
        using var scope = torch.NewDisposeScope();
        var gradient = Clip < 0 ? x[0] : x[0].mul(x[^1]);
        var (parameter, first, second) = (x[1], x[2], x[3]);
        using Scalar firstDecay = this[FirstDecay], firstGain = this[FirstGain];
        using Scalar secondDecay = this[SecondDecay], secondGain = this[SecondGain];
        first.mul_(firstDecay).add_(gradient, firstGain);
        second.mul_(secondDecay).addcmul_(gradient, gradient, secondGain);

        var correction = Math.Sqrt(this[SecondCorrection]);
        using Scalar epsilon = this[Epsilon] / correction, rate = -this[Rate] * this[FirstCorrection] / correction;
        if (factors[Kept] is { } kept)
        {
            using Scalar share = kept();
            parameter.mul_(share);
        }

        parameter.addcdiv_(first, second.sqrt().add_(epsilon), rate);
        if (factors[FollowerDecay] is null)
            return null;
        using Scalar decay = this[FollowerDecay], gain = this[FollowerGain];
        x[4].mul_(decay).add_(parameter, gain);
        return null;
    }

    private float this[int factor] => factors[factor]!();

    /// <summary>A number that follows from constants and scalar inputs, as the graph says; null for others.</summary>
    private static Func<float>? HostNumber(BoundGraph graph, int node, Func<string, float> given)
    {
        var operands = graph.Operands[node];
        switch (graph.OpOf(node))
        {
            case Op.Constant { Values.Count: 1 } constant:
                var number = (float)constant.Values[0];
                return () => number;
            case Op.Length length:
                var extent = length.Extent.Bind(graph.Batch);
                return () => extent;
            case Op.Input { Role: InputRole.Scalar } input:
                return () => given(input.Name);
            case Op.Binary binary when HostNumber(graph, operands[0], given) is { } a && HostNumber(graph, operands[1], given) is { } b:
                return binary.Kind switch
                {
                    BinaryKind.Add => () => a() + b(),
                    BinaryKind.Subtract => () => a() - b(),
                    BinaryKind.Multiply => () => a() * b(),
                    BinaryKind.Divide => () => a() / b(),
                    _ => null,
                };
            default:
                return null;
        }
    }
}
