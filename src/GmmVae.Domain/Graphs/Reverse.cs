using System.Diagnostics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Graphs;

/// <summary>Reverse-mode differentiation, from graph to graph: gradients are ordinary nodes.</summary>
public static class Reverse
{
    /// <summary>
    /// The same graph with an output <c>gradient.NAME</c> for each named input: the derivative of a scalar output.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such output or input.</exception>
    /// <exception cref="ArgumentException">The output is not a scalar.</exception>
    public static Graph Differentiate(Graph graph, string output, params ReadOnlySpan<string> inputs)
    {
        var builder = GraphBuilder.From(graph);
        var positions = graph.Nodes
            .Select((node, position) => (node.Op, position))
            .Where(pair => pair.Op is Op.Input)
            .ToDictionary(pair => ((Op.Input)pair.Op).Name, pair => pair.position);
        var variables = new Sym[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            variables[i] = new Sym(builder, positions[inputs[i]]);
        var gradients = Gradients(new Sym(builder, graph.NodeOf(output)), variables);
        for (var i = 0; i < variables.Length; i++)
            builder.Output($"gradient.{inputs[i]}", gradients[i]);
        return builder.Build();
    }

    /// <summary>Adds the gradient of a scalar with respect to each variable, zeros where it does not depend on one.</summary>
    /// <exception cref="ArgumentException">The objective is not a scalar, or a variable belongs to another graph.</exception>
    public static Sym[] Gradients(Sym objective, params ReadOnlySpan<Sym> variables)
    {
        if (objective.Shape.Rank != 0)
            throw new ArgumentException($"Only a scalar can be differentiated, not {objective.Shape}.", nameof(objective));
        var builder = objective.Builder;
        foreach (var variable in variables)
            if (variable.Builder != builder)
                throw new ArgumentException("A variable belongs to another graph.", nameof(variables));
        var depends = Dependents(builder, objective.Position, variables);
        var gradients = new Sym?[objective.Position + 1];
        gradients[objective.Position] = builder.Constant(1);

        for (var position = objective.Position; position >= 0; position--)
        {
            if (gradients[position] is not { } gradient || !depends[position])
                continue;
            var node = builder[position];
            var operands = node.Operands.Select(operand => new Sym(builder, operand)).ToArray();
            builder.Within(GradientOf(node.Provenance), () =>
            {
                var parts = VjpRules.Apply(node.Op, operands, new Sym(builder, position), gradient);
                for (var i = 0; i < parts.Length; i++)
                {
                    var operand = operands[i].Position;
                    if (depends[operand])
                        parts[i].IfSome(part => gradients[operand] = gradients[operand] is { } sum ? sum + part : part);
                }

                return unit;
            });
        }

        var result = new Sym[variables.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = variables[i].Position <= objective.Position && gradients[variables[i].Position] is { } gradient
                ? gradient
                : builder.Constant(0).AlongLeading(variables[i].Shape);
        return result;
    }

    private static string GradientOf(string provenance) => provenance.Length == 0 ? "gradient" : $"gradient of {provenance}";

    private static bool[] Dependents(GraphBuilder builder, int last, ReadOnlySpan<Sym> variables)
    {
        var depends = new bool[Math.Max(last + 1, builder.Count)];
        foreach (var variable in variables)
            depends[variable.Position] = true;
        for (var position = 0; position <= last; position++)
            if (builder[position].Op is not Op.StopGradient)
                foreach (var operand in builder[position].Operands)
                    depends[position] |= depends[operand];
        return depends;
    }
}

/// <summary>
/// The derivative of each operation as a vector-Jacobian product: from the gradient of the objective with respect to
/// the result, the gradient with respect to each operand, as nodes of the same graph.
/// </summary>
internal static class VjpRules
{
    /// <summary>The gradient for each operand in order; none where it is zero everywhere.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="x">Its operands.</param>
    /// <param name="y">Its result.</param>
    /// <param name="gradient">The gradient with respect to <paramref name="y"/>, of the same shape.</param>
    public static Option<Sym>[] Apply(Op op, Sym[] x, Sym y, Sym gradient) => op switch
    {
        Op.Input or Op.Constant or Op.Length => [],
        Op.StopGradient => [None],
        Op.RankSum => [gradient],
        Op.Unary unary => [Unary(unary.Kind, x[0], y, gradient)],
        Op.Binary binary => Binary(binary.Kind, x[0], x[1], y, gradient),
        Op.Select => [None, x[0].Select(gradient, Zeros(gradient)), x[0].Select(Zeros(gradient), gradient)],
        Op.MatMul product => MatMul(product, x[0], x[1], gradient),
        Op.Reduce { Kind: ReductionKind.Sum } sum => [gradient.BroadcastTo(x[0].Shape, [.. sum.Axes])],
        Op.Reduce { Kind: ReductionKind.Maximum } maximum => [Maximum([.. maximum.Axes], x[0], y, gradient)],
        Op.LogSumExp => [Along(gradient, x[0]) * (x[0] - Along(y, x[0])).Exp()],
        Op.LogSoftmax => [gradient - (y.Exp() * Along(gradient.Sum(-1), y))],
        Op.Broadcast broadcast => [gradient.Sum([.. broadcast.Axes])],
        Op.Reshape => [gradient.Reshape([.. x[0].Shape.Extents])],
        Op.Slice slice => [Pad(slice, x[0].Shape, gradient)],
        Op.Concatenate concatenate => Split(concatenate.Axis, x, gradient),
        Op.Unfold unfold => [gradient.Fold(unfold.Grid)],
        Op.Fold fold => [gradient.Unfold(fold.Grid)],
        _ => throw new UnreachableException(),
    };

    private static Option<Sym> Unary(UnaryKind kind, Sym x, Sym y, Sym gradient) => kind switch
    {
        UnaryKind.Negate => -gradient,
        UnaryKind.Exp => gradient * y,
        UnaryKind.Log => gradient / x,
        UnaryKind.Sqrt => gradient * 0.5 / y,
        UnaryKind.Square => gradient * 2 * x,
        UnaryKind.Relu => gradient * y.Greater(y.Builder.Constant(0)),
        UnaryKind.Tanh => gradient * (1 - y.Square()),
        UnaryKind.Sigmoid => gradient * y * (1 - y),
        UnaryKind.Softplus => gradient * x.Sigmoid(),
        _ => throw new UnreachableException(),
    };

    private static Option<Sym>[] Binary(BinaryKind kind, Sym a, Sym b, Sym y, Sym gradient) => kind switch
    {
        BinaryKind.Add => [gradient, gradient],
        BinaryKind.Subtract => [gradient, -gradient],
        BinaryKind.Multiply => [gradient * b, gradient * a],
        BinaryKind.Divide => [gradient / b, -(gradient * y / b)],
        BinaryKind.Maximum => Owner(a.Greater(b), gradient),
        BinaryKind.Minimum => Owner(b.Greater(a), gradient),
        BinaryKind.Greater => [None, None],
        _ => throw new UnreachableException(),
    };

    private static Option<Sym>[] Owner(Sym isFirst, Sym gradient) => [gradient * isFirst, gradient * (1 - isFirst)];

    private static Option<Sym>[] MatMul(Op.MatMul product, Sym left, Sym right, Sym gradient)
    {
        var forLeft = product.TransposeLeft
            ? right.MatMul(gradient, transposeLeft: product.TransposeRight, transposeRight: true)
            : gradient.MatMul(right, transposeRight: !product.TransposeRight);
        var forRight = product.TransposeRight
            ? gradient.MatMul(left, transposeLeft: true, transposeRight: product.TransposeLeft)
            : left.MatMul(gradient, transposeLeft: !product.TransposeLeft);
        return [forLeft, forRight];
    }

    private static Sym Maximum(int[] axes, Sym x, Sym y, Sym gradient)
    {
        var isMaximum = 1 - y.BroadcastTo(x.Shape, axes).Greater(x);
        return (gradient / isMaximum.Sum(axes)).BroadcastTo(x.Shape, axes) * isMaximum;
    }

    private static Sym Pad(Op.Slice slice, Shape whole, Sym gradient)
    {
        var before = slice.Start;
        var after = whole[slice.Axis].Factor - slice.Start - slice.Count;
        var parts = new List<Sym>();
        if (before > 0)
            parts.Add(Zeros(whole.With(slice.Axis, before)));
        parts.Add(gradient);
        if (after > 0)
            parts.Add(Zeros(whole.With(slice.Axis, after)));
        return parts.Count == 1 ? gradient : SymMath.Concatenate(slice.Axis, [.. parts]);

        Sym Zeros(Shape shape) => gradient.Builder.Constant(0).AlongLeading(shape);
    }

    private static Option<Sym>[] Split(int axis, Sym[] parts, Sym gradient)
    {
        var start = 0;
        var gradients = new Option<Sym>[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var count = parts[i].Shape[axis].Factor;
            gradients[i] = gradient.Slice(axis, start, count);
            start += count;
        }

        return gradients;
    }

    private static Sym Zeros(Sym like) => like.Builder.Constant(0).AlongLeading(like.Shape);

    private static Sym Along(Sym perRow, Sym full) => perRow.Repeat(-1, full.Shape.Last);
}
