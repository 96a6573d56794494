using System.Diagnostics;
using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>
/// How far single precision may be from the oracle, derived node by node: from a bound on the error of each operand
/// follows one for the result (the rounding error analysis of Higham, "Accuracy and Stability of Numerical Algorithms",
/// with the accuracy that the kernels document). The bounds are ordinary nodes that the oracle evaluates beside the values.
/// Inputs count as exact: round them to single precision first.
/// </summary>
public sealed class RoundingBounds
{
    /// <summary>Half an ulp of 1 in single precision.</summary>
    private const double PlanUnit = 1.0 / (1 << 24);

    /// <summary>Below this, numbers lose precision or are rounded to 0.</summary>
    private const double Underflow = 1e-37;

    private const double Unbounded = 1e30;

    private readonly GraphBuilder builder;
    private readonly double unit;
    private readonly double nearZero;
    private readonly List<Sym> bounds = [];

    private RoundingBounds(GraphBuilder builder, double unit, double nearZero) =>
        (this.builder, this.unit, this.nearZero) = (builder, unit, nearZero);

    /// <summary>The graph with an output <c>bound.NAME</c> of the same shape for every output; replacements become plain outputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="coarseness">How many times less accurate than the plan's kernels each operation may be.</param>
    /// <param name="nearZero">What sigmoid, tanh and softplus may be off besides.</param>
    public static Graph Of(Graph graph, double coarseness = 1, double nearZero = 0)
    {
        var builder = GraphBuilder.From(graph with { Outputs =
            graph.Outputs.Map(output => output with { Replaces = Option<string>.None }) });
        var analysis = new RoundingBounds(builder, coarseness * PlanUnit, nearZero);
        for (var node = 0; node < graph.Nodes.Count; node++)
            analysis.bounds.Add(analysis.Bound(graph.Nodes[node].Op, new Sym(builder, node), [.. graph.Nodes[node].Operands]));
        foreach (var output in graph.Outputs)
            builder.Output($"bound.{output.Name}", analysis.bounds[output.Node]);
        return builder.Build();
    }

    private static Sym Magnitude(Sym x) => x.Maximum(-x);

    /// <summary>Also for what is no number, or infinite.</summary>
    private static Sym Zero(Sym like) => like.Greater(like);

    /// <summary>The error of rounding a result known up to <paramref name="error"/>, in units of half an ulp.</summary>
    private Sym Rounded(Sym y, Sym error, double units) => error + ((Magnitude(y) + error) * (units * unit)) + Underflow;

    /// <summary>1 where the rounded comparison with 0 may come out differently, else 0.</summary>
    private static Sym IsDoubtful(Sym difference, Sym error) =>
        error.Greater(Zero(error)) * (1 - Magnitude(difference).Greater(error));

    private Sym Bound(Op op, Sym y, int[] operands)
    {
        var x = operands.Select(operand => new Sym(builder, operand)).ToArray();
        var e = operands.Select(operand => bounds[operand]).ToArray();
        return op switch
        {
            Op.Input or Op.Length => Zero(y),
            Op.Constant constant => constant.Values.ForAll(value => (float)value == value) ? Zero(y) : Rounded(y, Zero(y), 1),
            Op.Unary unary => Unary(unary.Kind, x[0], e[0], y),
            Op.Binary binary => Binary(binary.Kind, x[0], x[1], e[0], e[1], y),
            Op.Select => x[0].Select(e[1], e[2]) + IsDoubtful(x[0], e[0]).Select(Magnitude(x[1] - x[2]) + e[1] + e[2], Zero(y)),
            Op.MatMul product => MatMul(product, x[0], x[1], e[0], e[1]),
            Op.Reduce { Kind: ReductionKind.Sum } sum =>
                builder.Add(op, e[0]) + builder.Add(op, PerTerm(x[0], e[0], Terms(x[0].Shape, sum.Axes))),
            Op.LogSumExp => builder.Add(new Op.Reduce(ReductionKind.Maximum, Prelude.Array(x[0].Shape.Rank - 1)), e[0]) + LogSpace(x[0], y),
            Op.LogSoftmax => LogSoftmax(x[0], e[0], y),
            Op.Fold fold => builder.Add(op, e) + builder.Add(op, PerTerm(x[0], e[0], fold.Grid.KernelHeight * fold.Grid.KernelWidth)),
            Op.Reduce or Op.Broadcast or Op.Reshape or Op.Slice or Op.Concatenate or Op.Unfold or Op.StopGradient or Op.RankSum =>
                builder.Add(op, e),
            _ => throw new UnreachableException(),
        };
    }

    private Sym Unary(UnaryKind kind, Sym x, Sym e, Sym y) => kind switch
    {
        UnaryKind.Negate => e,
        UnaryKind.Square => Rounded(y, (Magnitude(x) * e * 2) + e.Square(), 1.01),
        UnaryKind.Relu => Spread(kind, x, e, y),
        UnaryKind.Sqrt => Rounded(y, Spread(kind, x, e, y), 1.01),
        UnaryKind.Exp or UnaryKind.Log => Rounded(y, Spread(kind, x, e, y), 2.01),
        UnaryKind.Tanh => Rounded(y, Spread(kind, x, e, y) + nearZero, 4.01),
        UnaryKind.Sigmoid or UnaryKind.Softplus => Rounded(y, Spread(kind, x, e, y) + nearZero, 6.01),
        _ => throw new UnreachableException(),
    };

    /// <summary>How far an ascending function moves when its argument does; NaN where it leaves the domain.</summary>
    private static Sym Spread(UnaryKind kind, Sym x, Sym e, Sym y)
    {
        var op = new Op.Unary(kind);
        return (x.Builder.Add(op, x + e) - y).Maximum(y - x.Builder.Add(op, x - e));
    }

    private Sym Binary(BinaryKind kind, Sym a, Sym b, Sym ea, Sym eb, Sym y) => kind switch
    {
        BinaryKind.Add or BinaryKind.Subtract => Rounded(y, ea + eb, 1.01),
        BinaryKind.Multiply => Rounded(y, (Magnitude(a) * eb) + (Magnitude(b) * ea) + (ea * eb), 1.01),
        BinaryKind.Divide => Magnitude(b).Greater(eb).Select(
            Rounded(y, (ea + (Magnitude(y) * eb)) / (Magnitude(b) - eb), 1.01), Zero(y) + Unbounded),
        BinaryKind.Maximum or BinaryKind.Minimum => ea.Maximum(eb),
        BinaryKind.Greater => IsDoubtful(a - b, ea + eb),
        _ => throw new UnreachableException(),
    };

    private Sym MatMul(Op.MatMul product, Sym left, Sym right, Sym eLeft, Sym eRight)
    {
        var inner = left.Shape[product.TransposeLeft ? 0 : 1];
        var (l, r) = (Magnitude(left), Magnitude(right));
        return Times(l, eRight) + Times(eLeft, r + eRight) + Times(PerTerm(left, eLeft, inner), r + eRight);

        Sym Times(Sym a, Sym b) => a.MatMul(b, product.TransposeLeft, product.TransposeRight);
    }

    /// <summary>How many terms such a sum has.</summary>
    private static Extent Terms(Shape shape, Arr<int> axes) => axes.Aggregate((Extent)1, (count, axis) => count * shape[axis]);

    /// <summary>What summing so many terms may lose for each of them, in any order of summation.</summary>
    private Sym PerTerm(Sym x, Sym e, Extent count) =>
        ((Magnitude(x) + e) * (builder.Add(new Op.Length(count)) + 1) * (1.01 * unit)) + Underflow;

    /// <summary>
    /// With s = Σ exp(x − max) ≥ 1 of n terms: subtracting and exponentials put at most 4 units on each term, summing n more;
    /// ln s ≤ ln n ≤ n is off by 2 units of itself, and the last addition by one of the result.
    /// </summary>
    private Sym LogSpace(Sym x, Sym y) =>
        ((Magnitude(y) + (builder.Add(new Op.Length(x.Shape.Last)) * 3) + 8) * unit) + Underflow;

    private Sym LogSoftmax(Sym x, Sym e, Sym y)
    {
        var last = Prelude.Array(x.Shape.Rank - 1);
        var normalizer = x.LogSumExp();
        var perRow = builder.Add(new Op.Reduce(ReductionKind.Maximum, last), e) + LogSpace(x, normalizer);
        return Rounded(y, e + builder.Add(new Op.Broadcast(x.Shape, last), perRow), 2.01) + (Magnitude(x) * unit);
    }
}
