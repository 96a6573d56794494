using GmmVae.Domain.Graphs;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// Recognises units of the part <see cref="PlanPart.Update"/> that are a step of Adam, by the operations and how they are
/// connected: then one kernel in one pass can take the place of some fifteen.
/// </summary>
internal sealed class AdamPattern
{
    private const int Missing = -1;

    private readonly BoundGraph graph;
    private readonly PlanUnit unit;

    private AdamPattern(BoundGraph graph, PlanUnit unit) => (this.graph, this.unit) = (graph, unit);

    /// <summary>
    /// The unit's parts, if that is all there is to it: each next value is stored in place of the old one, nothing else is
    /// stored, and what a unit stores is all that it is for.
    /// </summary>
    public static AdamUnit? Match(BoundGraph graph, Replacements replacements, PlanUnit unit)
    {
        if (unit.Part != PlanPart.Update || !unit.IsTiled)
            return null;
        var pattern = new AdamPattern(graph, unit);
        foreach (var next in unit.Stored)
            if (pattern.Step(next) is { } found && found.Next.Length == unit.Stored.Length
                && Enumerable.Range(0, found.Next.Length).All(i => IsReplaced(found.Replaced[i], found.Next[i])))
                return found;
        return null;

        bool IsReplaced(int old, int next) =>
            graph.OpOf(graph.View(old).Root) is Op.Input input && replacements.InputOf(next) == input.Name;
    }

    /// <summary>parameter · kept − rate · (first · correction) / (√(second · correction) + ε)</summary>
    private AdamUnit? Step(int next)
    {
        if (Binary(next, BinaryKind.Subtract) is not var (old, step)
            || Binary(step, BinaryKind.Divide) is not var (slope, spread)
            || Binary(slope, BinaryKind.Multiply) is not var (rate, first)
            || Binary(first, BinaryKind.Multiply) is not var (nextFirst, firstCorrection)
            || Binary(spread, BinaryKind.Add) is not var (root, epsilon)
            || Unary(root, UnaryKind.Sqrt) is not { } second
            || Binary(second, BinaryKind.Multiply) is not var (nextSecond, secondCorrection)
            || Average(nextFirst) is not var (firstMoment, firstDecay, gradient, firstGain)
            || Average(nextSecond) is not var (secondMoment, secondDecay, squared, secondGain)
            || Unary(squared, UnaryKind.Square) != gradient)
            return null;
        var (parameter, kept) = Scaled(old);
        var (raw, clip) = Scaled(gradient);
        var found = new AdamUnit(
            raw, [parameter, firstMoment, secondMoment], [next, nextFirst, nextSecond],
            [
                clip, Scalar(firstDecay), Scalar(firstGain), Scalar(secondDecay), Scalar(secondGain), Scalar(firstCorrection),
                Scalar(secondCorrection), Scalar(rate), Scalar(epsilon), kept, Missing, Missing,
            ]);
        var isSound = IsArray(raw) && Array.TrueForAll(found.Replaced, IsArray)
            && found.Factors.Skip(1).Take(8).All(factor => factor != Missing);
        return isSound ? WithFollower(found) : null;
    }

    /// <summary>The same with follower · decay + next · gain, if that is stored too.</summary>
    private AdamUnit WithFollower(AdamUnit found)
    {
        foreach (var node in unit.Stored.Except(found.Next))
            if (Average(node) is var (follower, decay, followed, gain) && followed == found.Next[0] && IsArray(follower)
                && Scalar(decay) != Missing && Scalar(gain) != Missing)
                return found with
                {
                    Replaced = [.. found.Replaced, follower],
                    Next = [.. found.Next, node],
                    Factors = [.. found.Factors.SkipLast(2), Scalar(decay), Scalar(gain)],
                };
        return found;
    }

    /// <summary>average · decay + value · gain</summary>
    private (int Average, int Decay, int Value, int Gain)? Average(int node) =>
        Binary(node, BinaryKind.Add) is var (kept, taken)
        && Binary(kept, BinaryKind.Multiply) is var (average, decay)
        && Binary(taken, BinaryKind.Multiply) is var (value, gain)
            ? (average, decay, value, gain)
            : null;

    /// <summary>value · scalar, or the node itself without one.</summary>
    private (int Value, int Scalar) Scaled(int node) =>
        Binary(node, BinaryKind.Multiply) is var (value, scalar) && Scalar(scalar) != Missing ? (value, Scalar(scalar)) : (node, Missing);

    private (int A, int B)? Binary(int node, BinaryKind kind) =>
        IsComputed(node) && graph.OpOf(node) is Op.Binary binary && binary.Kind == kind
            ? (graph.Operands[node][0], graph.Operands[node][1]) : null;

    private int? Unary(int node, UnaryKind kind) =>
        IsComputed(node) && graph.OpOf(node) is Op.Unary unary && unary.Kind == kind ? graph.Operands[node][0] : null;

    /// <summary>What is repeated, if the node repeats one number.</summary>
    private int Scalar(int node) =>
        graph.OpOf(node) is Op.Broadcast && graph.Repetition(node).IsOfScalar ? graph.Operands[node][0] : Missing;

    /// <summary>Whether the node is all of a value that is stored outside of the unit.</summary>
    private bool IsArray(int node) =>
        graph.IsWhole(node) && graph.OpOf(graph.View(node).Root) is not Op.Broadcast && !IsComputed(graph.View(node).Root);

    private bool IsComputed(int node) => Array.BinarySearch(unit.Nodes, node) >= 0;
}

/// <summary>The parts of a unit that is a step of Adam, as nodes.</summary>
/// <param name="Gradient">The gradient, which is read only.</param>
/// <param name="Replaced">Parameter, first moment, second moment, and what follows the parameter if there is such a thing.</param>
/// <param name="Next">Their next values.</param>
/// <param name="Factors">The scalars in the order of <see cref="AdamFactors"/>; −1 for one that is missing.</param>
internal sealed record AdamUnit(int Gradient, int[] Replaced, int[] Next, int[] Factors);
