using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class ShapeRulesTests
{
    private static readonly Extent Batch = Extent.Batch;

    [Fact]
    public void The_inferred_shape_is_the_shape_of_the_value_for_every_operation()
    {
        foreach (var sample in OpCatalogue.Samples)
            foreach (var batch in new[] { 1, 2, 7 })
                AssertShapes(sample.Graph, batch, sample.Graph.Inputs.ToDictionary(
                    input => input.Name, input => Generators.Fill(3, input.Shape.Bind(batch), 0.5, 2)));
    }

    [Law(MaxTest = 200)]
    public void The_inferred_shape_is_the_shape_of_the_value_on_random_graphs(RandomGraph graph) =>
        AssertShapes(graph.Graph, graph.Batch, graph.Inputs);

    [Fact]
    public void Every_operation_refuses_another_number_of_operands()
    {
        foreach (var sample in OpCatalogue.Samples.Where(sample => sample.Op is not Op.Concatenate))
        {
            var node = sample.Graph.Nodes[sample.Graph.NodeOf("result")];
            var operands = node.Operands.Map(operand => sample.Graph.Nodes[operand].Shape);
            Assert.Equal(Right<string, Shape>(node.Shape), ShapeRules.Infer(sample.Op, operands));
            Refuses($"takes {operands.Count} operands, not {operands.Count + 1}", sample.Op, [.. operands, Shape.Scalar]);
            if (operands.Count > 0)
                Refuses($"takes {operands.Count} operands, not {operands.Count - 1}", sample.Op, [.. operands.Skip(1)]);
        }
    }

    [Fact]
    public void Elementwise_operations_refuse_operands_of_different_shapes()
    {
        foreach (var kind in Enum.GetValues<BinaryKind>())
        {
            Refuses("needs operands of one shape, not [3] and [4]", new Op.Binary(kind), Shape.Of(3), Shape.Of(4));
            Refuses("needs operands of one shape, not [batch] and [1]", new Op.Binary(kind), Shape.Of(Batch), Shape.Of(1));
            Refuses("needs operands of one shape, not [3] and []", new Op.Binary(kind), Shape.Of(3), Shape.Scalar);
        }

        Refuses("needs operands of one shape, not [] and [] and [1]", new Op.Select(), Shape.Scalar, Shape.Scalar, Shape.Of(1));
        Refuses("needs operands of one shape, not [1] and [] and []", new Op.Select(), Shape.Of(1), Shape.Scalar, Shape.Scalar);
    }

    [Fact]
    public void Matrix_products_refuse_what_does_not_multiply()
    {
        Refuses("multiplies matrices, not [3] and [3, 2]", new Op.MatMul(false, false), Shape.Of(3), Shape.Of(3, 2));
        Refuses("multiplies matrices, not [3, 2] and [2, 1, 1]", new Op.MatMul(false, false), Shape.Of(3, 2), Shape.Of(2, 1, 1));
        Refuses("the inner extents 2 and 3 of [3, 2] and [3, 2] differ", new Op.MatMul(false, false), Shape.Of(3, 2), Shape.Of(3, 2));
        Refuses("the inner extents 2 and 3 of [2, 3] and [3, 2] differ", new Op.MatMul(true, false), Shape.Of(2, 3), Shape.Of(3, 2));
        Refuses("the inner extents 3 and 2 of [2, 3] and [3, 2] differ", new Op.MatMul(false, true), Shape.Of(2, 3), Shape.Of(3, 2));
        Refuses("the inner extents 2 and 3 of [2, 3] and [2, 3] differ", new Op.MatMul(true, true), Shape.Of(2, 3), Shape.Of(2, 3));
        Refuses("the inner extents batch and 1 of [2, batch] and [1, 2] differ", new Op.MatMul(false, false), Shape.Of(2, Batch),
            Shape.Of(1, 2));
        Refuses("the product would have two batch axes", new Op.MatMul(false, true), Shape.Of(Batch, 2), Shape.Of(Batch, 2));
        Refuses("the product would have two batch axes", new Op.MatMul(true, false), Shape.Of(2, Batch), Shape.Of(2, Batch));
    }

    [Fact]
    public void Reductions_refuse_axes_that_are_not_there_or_not_in_order()
    {
        foreach (var kind in Enum.GetValues<ReductionKind>())
            foreach (var axes in new[] { Array(2), Array(-1), Array(1, 0), Array(0, 0), Array(0, 1, 2) })
                Refuses($"[batch, 2] has no axes {axes}", new Op.Reduce(kind, axes), Shape.Of(Batch, 2));
        Refuses("needs at least one axis", new Op.LogSumExp(), Shape.Scalar);
        Refuses("needs at least one axis", new Op.LogSoftmax(), Shape.Scalar);
    }

    [Fact]
    public void Repetitions_refuse_axes_that_do_not_lead_to_the_shape()
    {
        var shape = Shape.Of(Batch, 3);
        foreach (var (axes, operand) in new[]
        {
            (Array(0), Shape.Of(2)), (Array(1), Shape.Of(3)), (Array(0), Shape.Scalar), (Array(0, 1), Shape.Of(3)),
            (Array(2), Shape.Of(Batch, 3)), (Array(1, 0), Shape.Scalar), (Arr<int>.Empty, Shape.Of(3)),
        })
            Refuses($"{operand} repeated along axes {axes} is not [batch, 3]", new Op.Broadcast(shape, axes), operand);
    }

    [Fact]
    public void Reshapes_refuse_another_size()
    {
        Refuses("[2, 3] and [5] differ in size", new Op.Reshape(Shape.Of(5)), Shape.Of(2, 3));
        Refuses("[batch] and [1] differ in size", new Op.Reshape(Shape.Of(1)), Shape.Of(Batch));
        Refuses("[batch, 2] and [batch] differ in size", new Op.Reshape(Shape.Of(Batch)), Shape.Of(Batch, 2));
        Refuses("[2] and [] differ in size", new Op.Reshape(Shape.Scalar), Shape.Of(2));
    }

    [Fact]
    public void Slices_refuse_elements_that_are_not_there_and_the_batch_axis()
    {
        foreach (var (axis, start, count) in new[] { (0, 0, 1), (1, -1, 2), (1, 0, 0), (1, 2, 2), (1, 3, 1), (2, 0, 1), (-1, 0, 1) })
            Refuses($"[batch, 3] has no elements {start}..{start + count - 1} on axis {axis}", new Op.Slice(axis, start, count),
                Shape.Of(Batch, 3));
        Refuses($"[3] has no elements {int.MaxValue}..{int.MaxValue} on axis 0", new Op.Slice(0, int.MaxValue, 1), Shape.Of(3));
    }

    [Fact]
    public void Concatenations_refuse_parts_that_differ_elsewhere_and_the_batch_axis()
    {
        foreach (var (axis, parts) in new (int, Shape[])[]
        {
            (0, [Shape.Of(Batch, 2), Shape.Of(Batch, 2)]),
            (1, [Shape.Of(Batch, 2), Shape.Of(3, 2)]),
            (1, [Shape.Of(3, 2), Shape.Of(3, Batch)]),
            (0, [Shape.Of(2), Shape.Of(2, 1)]),
            (1, [Shape.Of(2), Shape.Of(2)]),
            (-1, [Shape.Of(2)]),
        })
            Refuses($"{string.Join(" and ", parts.AsEnumerable())} do not join on axis {axis}", new Op.Concatenate(axis), parts);
        Refuses(" do not join on axis 0", new Op.Concatenate(0));
    }

    [Fact]
    public void Patches_refuse_other_images_other_patches_and_kernels_that_do_not_fit()
    {
        var grid = new PatchGrid(new(4, 3, 2), 3, 2);
        foreach (var other in new[] { Shape.Of(Batch, 3, 4, 2), Shape.Of(Batch, 24), Shape.Of(4, 3, Batch, 2), Shape.Of(Batch, 4, 3, 2, 1),
            Shape.Scalar })
            Refuses($"takes [batch, 4, 3, 2] or a multiple of its rows, not {other}", new Op.Unfold(grid), other);
        foreach (var other in new[] { Shape.Of(Batch, 12), Shape.Of(new Extent(4, true), 6), Shape.Of(5, 12), Shape.Of(4, 12, 1),
            Shape.Of(new Extent(6, true), 12) })
            Refuses($"takes [4*batch, 12] or a multiple of its rows, not {other}", new Op.Fold(grid), other);
        foreach (var op in new Op[] { new Op.Unfold(grid with { KernelHeight = 5 }), new Op.Fold(grid with { KernelHeight = 5 }) })
            Refuses("has a kernel 5x2 larger than the image 4x3x2 with padding 0", op, Shape.Of(Batch, 4, 3, 2));
        Assert.Equal(Right<string, Shape>(Shape.Of(new Extent(8, true), 12)),
            ShapeRules.Infer(new Op.Unfold(grid), Array(Shape.Of(new Extent(2, true), 4, 3, 2))));
        Assert.Equal(Right<string, Shape>(Shape.Of(3, 4, 3, 2)), ShapeRules.Infer(new Op.Fold(grid), Array(Shape.Of(12, 12))));
    }

    [Fact]
    public void Constants_refuse_a_shape_that_they_do_not_fill()
    {
        Refuses("2 values do not fill [3]", new Op.Constant(Array(1.0, 2), Shape.Of(3)));
        Refuses("1 values do not fill [batch]", new Op.Constant(Array(1.0), Shape.Of(Batch)));
        Refuses("0 values do not fill []", new Op.Constant(Arr<double>.Empty, Shape.Scalar));
    }

    [Fact]
    public void Declared_shapes_have_at_most_one_batch_axis_and_no_negative_length()
    {
        foreach (var (shape, rule) in new[]
        {
            (Shape.Of(Batch, 2, Batch), "[batch, 2, batch] has two batch axes"),
            (Shape.Of(2, -3), "[2, -3] has a negative axis"),
        })
        {
            Refuses(rule, new Op.Input("x", InputRole.Data, shape));
            Refuses(rule, new Op.Constant(Array(1.0), shape));
            Refuses(rule, new Op.Reshape(shape), Shape.Of(2));
            Refuses(rule, new Op.Broadcast(shape, toArray(Enumerable.Range(0, shape.Rank))), Shape.Scalar);
        }
    }

    private static void AssertShapes(Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = Evaluate.Nodes(graph, batch, inputs);
        for (var i = 0; i < values.Count; i++)
        {
            Assert.Equal(graph.Nodes[i].Shape.Bind(batch), values[i].Dimensions.ToArray());
            Assert.Equal(graph.Nodes[i].Shape.Size.Bind(batch), values[i].Values.Length);
            Assert.All(values[i].Values.ToArray(), value => Assert.True(double.IsFinite(value)));
        }
    }

    private static void Refuses(string rule, Op op, params Shape[] operands) =>
        Assert.Equal(Left<string, Shape>(rule), ShapeRules.Infer(op, toArray(operands)));
}
