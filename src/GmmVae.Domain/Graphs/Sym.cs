using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Graphs;

/// <summary>
/// A tensor of a graph under construction. Operators add elementwise nodes; an operand of lower rank is repeated along
/// the leading axes that it lacks, a number along all of them.
/// </summary>
/// <param name="Builder">The graph it belongs to.</param>
/// <param name="Position">Its node.</param>
public readonly record struct Sym(GraphBuilder Builder, int Position)
{
    /// <summary>Its shape.</summary>
    public Shape Shape => Builder[Position].Shape;

    /// <summary>a + b.</summary>
    public static Sym operator +(Sym left, Sym right) => Elementwise(BinaryKind.Add, left, right);

    /// <summary>a − b.</summary>
    public static Sym operator -(Sym left, Sym right) => Elementwise(BinaryKind.Subtract, left, right);

    /// <summary>a · b, elementwise.</summary>
    public static Sym operator *(Sym left, Sym right) => Elementwise(BinaryKind.Multiply, left, right);

    /// <summary>a / b, elementwise.</summary>
    public static Sym operator /(Sym left, Sym right) => Elementwise(BinaryKind.Divide, left, right);

    /// <summary>−a.</summary>
    public static Sym operator -(Sym operand) => operand.Builder.Add(new Op.Unary(UnaryKind.Negate), operand);

    /// <summary>a + number.</summary>
    public static Sym operator +(Sym left, double right) => left + left.Builder.Constant(right);

    /// <summary>a − number.</summary>
    public static Sym operator -(Sym left, double right) => left - left.Builder.Constant(right);

    /// <summary>number − a.</summary>
    public static Sym operator -(double left, Sym right) => right.Builder.Constant(left) - right;

    /// <summary>a · number.</summary>
    public static Sym operator *(Sym left, double right) => left * left.Builder.Constant(right);

    /// <summary>number · a.</summary>
    public static Sym operator *(double left, Sym right) => right.Builder.Constant(left) * right;

    /// <summary>a / number.</summary>
    public static Sym operator /(Sym left, double right) => left / left.Builder.Constant(right);

    /// <summary>number / a.</summary>
    public static Sym operator /(double left, Sym right) => right.Builder.Constant(left) / right;

    internal static Sym Elementwise(BinaryKind kind, Sym left, Sym right)
    {
        var shape = left.Shape.Rank >= right.Shape.Rank ? left.Shape : right.Shape;
        return left.Builder.Add(new Op.Binary(kind), left.AlongLeading(shape), right.AlongLeading(shape));
    }

    /// <summary>Repeated along the leading axes that it lacks.</summary>
    internal Sym AlongLeading(Shape shape) => Shape == shape
        ? this
        : Builder.Add(new Op.Broadcast(shape, toArray(Enumerable.Range(0, shape.Rank - Shape.Rank))), this);
}

/// <summary>Named functions on <see cref="Sym"/>. Axes may be negative: −1 is the last.</summary>
public static class SymMath
{
    /// <summary>eˣ.</summary>
    public static Sym Exp(this Sym x) => Unary(UnaryKind.Exp, x);

    /// <summary>The natural logarithm.</summary>
    public static Sym Log(this Sym x) => Unary(UnaryKind.Log, x);

    /// <summary>The square root.</summary>
    public static Sym Sqrt(this Sym x) => Unary(UnaryKind.Sqrt, x);

    /// <summary>x².</summary>
    public static Sym Square(this Sym x) => Unary(UnaryKind.Square, x);

    /// <summary>max(x, 0); derivative 0 at 0.</summary>
    public static Sym Relu(this Sym x) => Unary(UnaryKind.Relu, x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Sym Tanh(this Sym x) => Unary(UnaryKind.Tanh, x);

    /// <summary>The logistic function.</summary>
    public static Sym Sigmoid(this Sym x) => Unary(UnaryKind.Sigmoid, x);

    /// <summary>ln(1 + eˣ), stable.</summary>
    public static Sym Softplus(this Sym x) => Unary(UnaryKind.Softplus, x);

    /// <summary>The larger of two; at a tie the derivative belongs to <paramref name="b"/>.</summary>
    public static Sym Maximum(this Sym a, Sym b) => Sym.Elementwise(BinaryKind.Maximum, a, b);

    /// <summary>The smaller of two; at a tie the derivative belongs to <paramref name="b"/>.</summary>
    public static Sym Minimum(this Sym a, Sym b) => Sym.Elementwise(BinaryKind.Minimum, a, b);

    /// <summary>1 where a &gt; b, else 0.</summary>
    public static Sym Greater(this Sym a, Sym b) => Sym.Elementwise(BinaryKind.Greater, a, b);

    /// <summary>Keeps x within [<paramref name="low"/>, <paramref name="high"/>]; derivative 0 at and beyond the bounds.</summary>
    public static Sym Clamp(this Sym x, double low, double high) =>
        x.Maximum(x.Builder.Constant(low)).Minimum(x.Builder.Constant(high));

    /// <summary>a where the condition is not 0, else b.</summary>
    public static Sym Select(this Sym condition, Sym a, Sym b) => condition.Builder.Add(
        new Op.Select(), condition, a.AlongLeading(condition.Shape), b.AlongLeading(condition.Shape));

    /// <summary>The matrix product, each operand transposed first if asked for.</summary>
    public static Sym MatMul(this Sym left, Sym right, bool transposeLeft = false, bool transposeRight = false) =>
        left.Builder.Add(new Op.MatMul(transposeLeft, transposeRight), left, right);

    /// <summary>The sum over some axes, which are dropped.</summary>
    public static Sym Sum(this Sym x, params int[] axes) => Reduce(ReductionKind.Sum, x, axes);

    /// <summary>The maximum over some axes, which are dropped.</summary>
    public static Sym Max(this Sym x, params int[] axes) => Reduce(ReductionKind.Maximum, x, axes);

    /// <summary>The mean over some axes, which are dropped.</summary>
    public static Sym Mean(this Sym x, params int[] axes)
    {
        var count = axes.Aggregate((Extent)1, (product, axis) => product * x.Shape[axis]);
        return x.Sum(axes) / x.Builder.Add(new Op.Length(count));
    }

    /// <summary>ln Σ eˣ over the last axis, which is dropped.</summary>
    public static Sym LogSumExp(this Sym x) => x.Builder.Add(new Op.LogSumExp(), x);

    /// <summary>x − ln Σ eˣ over the last axis.</summary>
    public static Sym LogSoftmax(this Sym x) => x.Builder.Add(new Op.LogSoftmax(), x);

    /// <summary>Repeated to <paramref name="shape"/>, whose <paramref name="newAxes"/> the operand lacks.</summary>
    public static Sym BroadcastTo(this Sym x, Shape shape, params int[] newAxes) =>
        newAxes.Length == 0 ? x : x.Builder.Add(new Op.Broadcast(shape, Ascending(shape, newAxes)), x);

    /// <summary>Repeated along one new axis.</summary>
    public static Sym Repeat(this Sym x, int axis, Extent extent)
    {
        var at = axis < 0 ? x.Shape.Rank + 1 + axis : axis;
        return x.BroadcastTo(new Shape(x.Shape.Extents.Insert(at, extent)), at);
    }

    /// <summary>The same elements under another shape.</summary>
    public static Sym Reshape(this Sym x, params Extent[] extents)
    {
        var shape = Shape.Of(extents);
        return shape == x.Shape ? x : x.Builder.Add(new Op.Reshape(shape), x);
    }

    /// <summary><paramref name="count"/> elements of an axis from <paramref name="start"/> on.</summary>
    public static Sym Slice(this Sym x, int axis, int start, int count) =>
        x.Builder.Add(new Op.Slice(axis < 0 ? x.Shape.Rank + axis : axis, start, count), x);

    /// <summary>One after another along an axis.</summary>
    public static Sym Concatenate(int axis, params Sym[] parts) =>
        parts[0].Builder.Add(new Op.Concatenate(axis < 0 ? parts[0].Shape.Rank + axis : axis), parts);

    /// <summary>Images [rows, height, width, channels] to their patches, [rows · patches, patch length].</summary>
    public static Sym Unfold(this Sym images, PatchGrid grid) => images.Builder.Add(new Op.Unfold(grid), images);

    /// <summary>Patches [rows · patches, patch length] to images, summed where they overlap.</summary>
    public static Sym Fold(this Sym patches, PatchGrid grid) => patches.Builder.Add(new Op.Fold(grid), patches);

    /// <summary>The same value with derivative 0.</summary>
    public static Sym StopGradient(this Sym x) => x.Builder.Add(new Op.StopGradient(), x);

    private static Sym Unary(UnaryKind kind, Sym x) => x.Builder.Add(new Op.Unary(kind), x);

    private static Sym Reduce(ReductionKind kind, Sym x, int[] axes) => axes.Length == 0
        ? x
        : x.Builder.Add(new Op.Reduce(kind, Ascending(x.Shape, axes)), x);

    private static Arr<int> Ascending(Shape shape, int[] axes) =>
        toArray(axes.Select(axis => axis < 0 ? shape.Rank + axis : axis).Order());
}
