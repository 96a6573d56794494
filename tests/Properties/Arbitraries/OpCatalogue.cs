using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>
/// Samples of every operation: all cases of <see cref="Op"/>, all members of their enums, batch and constant axes,
/// first, middle and last positions. A test proves the list complete by reflection.
/// </summary>
public static class OpCatalogue
{
    private static readonly Extent Batch = Extent.Batch;

    /// <summary>The samples, each computed anew.</summary>
    public static IEnumerable<OpSample> Samples =>
    [
        .. Sources(), .. Elementwise(), .. Products(), .. Reductions(), .. Movements(), .. Patches(),
    ];

    private static IEnumerable<OpSample> Sources()
    {
        foreach (var role in Enum.GetValues<InputRole>())
            yield return Sample(new Op.Input("source", role, role is InputRole.Data or InputRole.Noise ? Shape.Of(Batch, 3)
                : Shape.Of(2, 3)));
        yield return Sample(new Op.Input("rate", InputRole.Scalar, Shape.Scalar));
        yield return Sample(new Op.Constant(Array(2.5), Shape.Scalar));
        yield return Sample(new Op.Constant(Array(1.0, -2, 3), Shape.Of(3)));
        yield return Sample(new Op.Constant(Array(1.0, -2, 3, 0.5, 0, 7), Shape.Of(2, 3)));
        yield return Sample(new Op.Length(7));
        yield return Sample(new Op.Length(Batch));
        yield return Sample(new Op.Length(new Extent(3, true)));
    }

    private static IEnumerable<OpSample> Elementwise()
    {
        foreach (var kind in Enum.GetValues<UnaryKind>())
            foreach (var shape in new[] { Shape.Scalar, Shape.Of(Batch, 3), Shape.Of(2, Batch, 3) })
                yield return kind is UnaryKind.Log or UnaryKind.Sqrt
                    ? OpSample.Of(new Op.Unary(kind), 4, 0.25, 3, shape)
                    : Sample(new Op.Unary(kind), shape);
        foreach (var kind in Enum.GetValues<BinaryKind>())
            foreach (var shape in new[] { Shape.Scalar, Shape.Of(Batch, 3), Shape.Of(2, Batch, 3) })
                yield return kind is BinaryKind.Divide
                    ? OpSample.Of(new Op.Binary(kind), 4, 0.5, 3, shape, shape)
                    : Sample(new Op.Binary(kind), shape, shape);
        yield return Sample(new Op.Select(), Shape.Of(Batch, 3), Shape.Of(Batch, 3), Shape.Of(Batch, 3));
        yield return Sample(new Op.Select(), Shape.Scalar, Shape.Scalar, Shape.Scalar);
        yield return Sample(new Op.StopGradient(), Shape.Of(Batch, 3));
        yield return Sample(new Op.RankSum(), Shape.Of(2, 3));
    }

    private static IEnumerable<OpSample> Products() =>
        from transposeLeft in new[] { false, true }
        from transposeRight in new[] { false, true }
        from extents in new (Extent Rows, Extent Inner, Extent Columns)[] { (Batch, 3, 2), (3, Batch, 2), (3, 2, Batch), (2, 3, 5),
            (1, 1, 1) }
        select Sample(
            new Op.MatMul(transposeLeft, transposeRight),
            transposeLeft ? Shape.Of(extents.Inner, extents.Rows) : Shape.Of(extents.Rows, extents.Inner),
            transposeRight ? Shape.Of(extents.Columns, extents.Inner) : Shape.Of(extents.Inner, extents.Columns));

    private static IEnumerable<OpSample> Reductions()
    {
        foreach (var kind in Enum.GetValues<ReductionKind>())
            for (var mask = 0; mask < 8; mask++)
                yield return Sample(new Op.Reduce(kind, toArray(Enumerable.Range(0, 3).Where(axis => (mask >> axis) % 2 == 1))),
                    Shape.Of(Batch, 3, 2));
        foreach (var op in new Op[] { new Op.LogSumExp(), new Op.LogSoftmax() })
            foreach (var shape in new[] { Shape.Of(5), Shape.Of(Batch, 4), Shape.Of(3, Batch, 2), Shape.Of(3, Batch), Shape.Of(Batch, 1) })
                yield return Sample(op, shape);
    }

    private static IEnumerable<OpSample> Movements() =>
    [
        Sample(new Op.Broadcast(Shape.Of(Batch, 3), Array(0, 1)), Shape.Scalar),
        Sample(new Op.Broadcast(Shape.Of(Batch, 3), Array(0)), Shape.Of(3)),
        Sample(new Op.Broadcast(Shape.Of(Batch, 3), Array(1)), Shape.Of(Batch)),
        Sample(new Op.Broadcast(Shape.Of(Batch, 3, 2), Array(1)), Shape.Of(Batch, 2)),
        Sample(new Op.Broadcast(Shape.Of(2, 3, 2), Array(0, 2)), Shape.Of(3)),
        Sample(new Op.Broadcast(Shape.Of(2, Batch), LanguageExt.Arr<int>.Empty), Shape.Of(2, Batch)),
        Sample(new Op.Reshape(Shape.Of(Batch, 2, 3)), Shape.Of(Batch, 6)),
        Sample(new Op.Reshape(Shape.Of(new Extent(6, true))), Shape.Of(Batch, 2, 3)),
        Sample(new Op.Reshape(Shape.Of(Batch, 5)), Shape.Of(new Extent(5, true))),
        Sample(new Op.Reshape(Shape.Of(1)), Shape.Scalar),
        Sample(new Op.Slice(1, 0, 2), Shape.Of(Batch, 5)),
        Sample(new Op.Slice(1, 2, 2), Shape.Of(Batch, 5)),
        Sample(new Op.Slice(1, 4, 1), Shape.Of(Batch, 5)),
        Sample(new Op.Slice(1, 0, 5), Shape.Of(Batch, 5)),
        Sample(new Op.Slice(0, 1, 2), Shape.Of(4, Batch)),
        Sample(new Op.Slice(1, 1, 2), Shape.Of(Batch, 4, 3)),
        Sample(new Op.Concatenate(1), Shape.Of(Batch, 2), Shape.Of(Batch, 3)),
        Sample(new Op.Concatenate(0), Shape.Of(2, Batch), Shape.Of(1, Batch)),
        Sample(new Op.Concatenate(1), Shape.Of(Batch, 1, 3), Shape.Of(Batch, 2, 3), Shape.Of(Batch, 1, 3)),
        Sample(new Op.Concatenate(1), Shape.Of(Batch, 2)),
    ];

    private static IEnumerable<OpSample> Patches()
    {
        foreach (var grid in new PatchGrid[]
                 {
                     new(new(3, 3), 3, 3), new(new(4, 3, 2), 2, 2), new(new(6, 5), 3, 2, 2), new(new(4, 4, 2), 3, 3, 2, 1),
                     new(new(2, 3), 2, 1, 3, 1), new(new(1, 2, 3), 3, 4, 1, 2),
                 })
        {
            var (image, length) = (grid.Image, grid.Length);
            foreach (var rows in new[] { Batch, new Extent(2, true), 3 })
            {
                yield return Sample(new Op.Unfold(grid), Shape.Of(rows, image.Height, image.Width, image.Channels));
                yield return Sample(new Op.Fold(grid), Shape.Of(rows * grid.Count, length));
            }
        }
    }

    private static OpSample Sample(Op op, params Shape[] operands) => OpSample.Of(op, 4, -1.5, 1.5, operands);
}
