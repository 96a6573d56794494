using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Managed.Runtime;

/// <summary>
/// Adam's step for some parameters, in one pass over all of them. Workers split the parameters as if they lay one after
/// the other.
/// </summary>
/// <param name="node">The last node that it computes.</param>
/// <param name="segments">The parameters, none of which overlaps another.</param>
/// <param name="factors">Where the scalars are, in the order of <see cref="AdamFactors"/>; null for what is not there.</param>
internal sealed class AdamInstruction(int node, AdamSegment[] segments, Region?[] factors)
    : Instruction(node, segments.Sum(segment => (long)segment.Parameter.Length * WorkPerElement))
{
    private const int WorkPerElement = 16;

    private readonly int size = segments.Sum(segment => ParameterStore.RoundUp(segment.Parameter.Length));

    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts)
    {
        var numbers = Factors();
        var (start, end) = Share.Of(size, ParameterStore.Alignment, part, parts);
        foreach (var segment in segments)
        {
            var length = segment.Parameter.Length;
            var from = Math.Clamp(start, 0, length);
            var to = Math.Clamp(end, 0, length);
            if (from < to)
                Adam.Step(
                    VectorPaths.Best, numbers, segment.Gradient.Span[from..to], segment.Parameter.Span[from..to],
                    segment.First.Span[from..to], segment.Second.Span[from..to],
                    segment.Follower is { } follower ? follower.Span[from..to] : []);
            start -= ParameterStore.RoundUp(length);
            end -= ParameterStore.RoundUp(length);
        }
    }

    private AdamFactors Factors()
    {
        return new AdamFactors(
            At(0, 1), At(1, 0), At(2, 0), At(3, 0), At(4, 0), At(5, 0), At(6, 0), At(7, 0), At(8, 0), At(9, 1), At(10, 0), At(11, 0));

        float At(int index, float missing) => factors[index] is { } region ? region.Span[0] : missing;
    }
}

/// <summary>The storage of one parameter's step of Adam.</summary>
/// <param name="Gradient">The gradient.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="First">Its first moment.</param>
/// <param name="Second">Its second moment.</param>
/// <param name="Follower">What follows it, if there is such a thing.</param>
internal sealed record AdamSegment(Region Gradient, Region Parameter, Region First, Region Second, Region? Follower);
