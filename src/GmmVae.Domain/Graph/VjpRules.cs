using System.Diagnostics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>
/// The derivative of each operation as a vector-Jacobian product: from the gradient of the objective with respect to
/// the result, the gradient with respect to each operand, as nodes of the same graph.
/// </summary>
public static class VjpRules
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
