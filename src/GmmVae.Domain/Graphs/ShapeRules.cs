using System.Diagnostics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Graphs;

/// <summary>The shape of each operation's result, or why its operands do not fit.</summary>
internal static class ShapeRules
{
    /// <summary>The shape of the result of <paramref name="op"/>, or the rule that its operands break.</summary>
    public static Either<string, Shape> Infer(Op op, Arr<Shape> operands) => op switch
    {
        Op.Input input => Arity(operands, 0, () => Declared(input.Shape)),
        Op.Constant constant => Arity(operands, 0, () => Declared(constant.Shape).Bind(_ => Constant(constant))),
        Op.Length => Arity(operands, 0, () => Shape.Scalar),
        Op.Unary or Op.StopGradient or Op.RankSum => Arity(operands, 1, () => operands[0]),
        Op.Binary => Arity(operands, 2, () => Same(operands)),
        Op.Select => Arity(operands, 3, () => Same(operands)),
        Op.MatMul product => Arity(operands, 2, () => MatMul(product, operands[0], operands[1])),
        Op.Reduce reduce => Arity(operands, 1, () => Reduce(reduce, operands[0])),
        Op.LogSumExp => Arity(operands, 1, () => HasLast(operands[0]).Map(shape => shape.Without(Array(shape.Rank - 1)))),
        Op.LogSoftmax => Arity(operands, 1, () => HasLast(operands[0])),
        Op.Broadcast broadcast => Arity(operands, 1, () => Declared(broadcast.Shape).Bind(_ => Broadcast(broadcast, operands[0]))),
        Op.Reshape reshape => Arity(operands, 1, () => Declared(reshape.Shape).Bind(_ => Reshape(reshape, operands[0]))),
        Op.Slice slice => Arity(operands, 1, () => Slice(slice, operands[0])),
        Op.Concatenate concatenate => Concatenate(concatenate, operands),
        Op.Unfold unfold => Arity(operands, 1, () => Sound(unfold.Grid).Bind(grid => Unfold(grid, operands[0]))),
        Op.Fold fold => Arity(operands, 1, () => Sound(fold.Grid).Bind(grid => Fold(grid, operands[0]))),
        _ => throw new UnreachableException(),
    };

    private static Either<string, Shape> Arity(Arr<Shape> operands, int count, Func<Either<string, Shape>> rule) =>
        operands.Count == count ? rule() : Left($"takes {count} operands, not {operands.Count}");

    /// <summary>Shapes that come from outside rather than from operands; all others follow from these.</summary>
    private static Either<string, Shape> Declared(Shape shape) =>
        shape.Extents.Count(extent => extent.IsBatch) > 1
            ? Left($"{shape} has two batch axes")
            : shape.Extents.Exists(extent => extent.Factor < 0)
                ? Left($"{shape} has a negative axis")
                : Right(shape);

    private static Either<string, Shape> Constant(Op.Constant constant) =>
        constant.Shape.Size.IsBatch || constant.Shape.Size.Factor != constant.Values.Count
            ? Left($"{constant.Values.Count} values do not fill {constant.Shape}")
            : Right(constant.Shape);

    private static Either<string, Shape> Same(Arr<Shape> operands) =>
        operands.ForAll(shape => shape == operands[0])
            ? Right(operands[0])
            : Left($"needs operands of one shape, not {string.Join(" and ", operands)}");

    private static Either<string, Shape> MatMul(Op.MatMul product, Shape left, Shape right)
    {
        if (left.Rank != 2 || right.Rank != 2)
            return Left($"multiplies matrices, not {left} and {right}");
        var (rows, leftInner) = product.TransposeLeft ? (left[1], left[0]) : (left[0], left[1]);
        var (rightInner, columns) = product.TransposeRight ? (right[1], right[0]) : (right[0], right[1]);
        return leftInner != rightInner
            ? Left($"the inner extents {leftInner} and {rightInner} of {left} and {right} differ")
            : rows.IsBatch && columns.IsBatch
                ? Left("the product would have two batch axes")
                : Right(Shape.Of(rows, columns));
    }

    private static Either<string, Shape> Reduce(Op.Reduce reduce, Shape operand) =>
        AreAxes(reduce.Axes, operand) ? Right(operand.Without(reduce.Axes)) : Left($"{operand} has no axes {reduce.Axes}");

    private static Either<string, Shape> HasLast(Shape operand) =>
        operand.Rank > 0 ? Right(operand) : Left("needs at least one axis");

    private static Either<string, Shape> Broadcast(Op.Broadcast broadcast, Shape operand) =>
        AreAxes(broadcast.Axes, broadcast.Shape) && broadcast.Shape.Without(broadcast.Axes) == operand
            ? Right(broadcast.Shape)
            : Left($"{operand} repeated along axes {broadcast.Axes} is not {broadcast.Shape}");

    private static Either<string, Shape> Reshape(Op.Reshape reshape, Shape operand) =>
        reshape.Shape.Size == operand.Size ? Right(reshape.Shape) : Left($"{operand} and {reshape.Shape} differ in size");

    private static Either<string, Shape> Slice(Op.Slice slice, Shape operand) =>
        IsFixedAxis(slice.Axis, operand) && slice.Start >= 0 && slice.Count > 0
        && slice.Count <= operand[slice.Axis].Factor - slice.Start
            ? Right(operand.With(slice.Axis, slice.Count))
            : Left($"{operand} has no elements {slice.Start}..{slice.Start + slice.Count - 1} on axis {slice.Axis}");

    private static Either<string, Shape> Concatenate(Op.Concatenate concatenate, Arr<Shape> operands)
    {
        var axis = concatenate.Axis;
        return operands.Count > 0
            && operands.ForAll(shape => IsFixedAxis(axis, shape) && shape.With(axis, 1) == operands[0].With(axis, 1))
                ? Right(operands[0].With(axis, operands.Fold(0, (sum, shape) => sum + shape[axis].Factor)))
                : Left($"{string.Join(" and ", operands)} do not join on axis {axis}");
    }

    private static Either<string, PatchGrid> Sound(PatchGrid grid) => grid.Problem is { } problem ? Left(problem) : Right(grid);

    private static Either<string, Shape> Unfold(PatchGrid grid, Shape operand) =>
        operand.Rank == 4 && operand == Images(operand[0], grid)
            ? Right(Shape.Of(operand[0] * grid.Count, grid.Length))
            : Left($"takes {Images(Extent.Batch, grid)} or a multiple of its rows, not {operand}");

    private static Either<string, Shape> Fold(PatchGrid grid, Shape operand) =>
        operand.Rank == 2 && operand[1] == grid.Length && operand[0].Factor % grid.Count == 0
            ? Right(Images(new Extent(operand[0].Factor / grid.Count, operand[0].IsBatch), grid))
            : Left($"takes {Shape.Of(Extent.Batch * grid.Count, grid.Length)} or a multiple of its rows, not {operand}");

    private static Shape Images(Extent rows, PatchGrid grid) =>
        Shape.Of(rows, grid.Image.Height, grid.Image.Width, grid.Image.Channels);

    private static bool IsFixedAxis(int axis, Shape shape) => axis >= 0 && axis < shape.Rank && !shape[axis].IsBatch;

    private static bool AreAxes(Arr<int> axes, Shape shape) =>
        axes.ForAll(axis => axis >= 0 && axis < shape.Rank)
        && Enumerable.Range(1, Math.Max(axes.Count - 1, 0)).All(i => axes[i - 1] < axes[i]);
}
