using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class EvaluateTests
{
    [Law]
    public void Outputs_are_the_values_of_their_nodes(RandomGraph graph)
    {
        var nodes = Evaluate.Nodes(graph.Graph, graph.Batch, graph.Inputs);
        var outputs = Evaluate.Outputs(graph.Graph, graph.Batch, graph.Inputs);
        Assert.Equal(graph.Graph.Outputs.Select(output => output.Name).Order(), outputs.Keys.Order());
        foreach (var (name, value) in outputs)
            Assert.Equal(nodes[graph.Graph.NodeOf(name)].Values, value.Values);
    }

    [Law]
    public void A_missing_input_is_refused_by_name(RandomGraph graph)
    {
        foreach (var name in graph.Inputs.Keys)
        {
            var fewer = graph.Inputs.Where(input => input.Key != name).ToDictionary();
            var error = Assert.Throws<ArgumentException>(() => Evaluate.Outputs(graph.Graph, graph.Batch, fewer));
            Assert.StartsWith($"No value for input '{name}'.", error.Message, StringComparison.Ordinal);
        }
    }

    [Law]
    public void An_input_of_other_dimensions_is_refused_by_name(RandomGraph graph)
    {
        foreach (var (name, tensor) in graph.Inputs)
        {
            var other = Tensor.Of([.. tensor.Dimensions, 1], tensor.Values);
            var inputs = new Dictionary<string, Tensor>(graph.Inputs) { [name] = other };
            var error = Assert.Throws<ArgumentException>(() => Evaluate.Outputs(graph.Graph, graph.Batch, inputs));
            Assert.StartsWith($"Input '{name}' has dimensions [", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Inputs_of_another_batch_are_refused()
    {
        var builder = new GraphBuilder();
        builder.Output("y", builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 2)));
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Matrix(new double[,] { { 1, 2 }, { 3, 4 } }) };
        Assert.Equal([1, 2, 3, 4], Evaluate.Outputs(builder.Build(), 2, inputs)["y"].Values.ToArray());
        var error = Assert.Throws<ArgumentException>(() => Evaluate.Outputs(builder.Build(), 3, inputs));
        Assert.StartsWith("Input 'x' has dimensions [2, 2], not [3, 2].", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_that_the_graph_does_not_know_are_ignored()
    {
        var builder = new GraphBuilder();
        builder.Output("y", builder.Constant(2).Square());
        Assert.Equal(4, Evaluate.Outputs(builder.Build(), 1, new Dictionary<string, Tensor> { ["x"] = Tensor.Scalar(1) })["y"].Value);
    }

    private static Gen<(Tensor Left, Tensor Right)> Factors { get; } =
        from rows in Generators.Batch
        from inner in Generators.Batch
        from columns in Generators.Batch
        from left in Generators.TensorOf(rows, inner)
        from right in Generators.TensorOf(inner, columns)
        select (left, right);

    [Law(nameof(Factors))]
    public void A_matrix_product_is_the_same_however_its_operands_are_stored((Tensor Left, Tensor Right) given)
    {
        var (rows, inner, columns) = (given.Left.Dimensions[0], given.Left.Dimensions[1], given.Right.Dimensions[1]);
        var expected = new double[rows * columns];
        for (var i = 0; i < expected.Length; i++)
            for (var k = 0; k < inner; k++)
                expected[i] += given.Left.Values[(i / columns * inner) + k] * given.Right.Values[(k * columns) + (i % columns)];
        foreach (var (transposeLeft, transposeRight) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var product = Constants(
                x => x[0].MatMul(x[1], transposeLeft, transposeRight),
                transposeLeft ? Transpose(given.Left) : given.Left,
                transposeRight ? Transpose(given.Right) : given.Right);
            Laws.Close(expected, product.Values, 1e-12);
        }
    }

    private static Gen<int> Axes { get; } = Gen.Choose(0, 2);

    private static Gen<int[]> Lengths { get; } = Generators.Batch.ArrayOf(3);

    private static Gen<int> Seeds => Generators.Seed;

    [Law(nameof(Axes), nameof(Lengths), nameof(Lengths), nameof(Seeds))]
    public void Slices_of_a_concatenation_are_its_parts(int axis, int[] lengths, int[] parts, int seed)
    {
        var tensors = parts.Select((length, i) =>
        {
            int[] dimensions = [.. lengths];
            dimensions[axis] = length;
            return Generators.Fill(seed + i, dimensions);
        }).ToArray();
        var start = 0;
        for (var i = 0; i < tensors.Length; i++)
        {
            var (from, count) = (start, parts[i]);
            var part = Constants(x => SymMath.Concatenate(axis, x).Slice(axis, from, count), tensors);
            Assert.Equal(tensors[i].Values, part.Values);
            start += count;
        }
    }

    private static Gen<Tensor> Matrices { get; } =
        from rows in Generators.Batch
        from columns in Generators.Batch
        from x in Generators.TensorOf(rows, columns)
        select x;

    [Law(nameof(Matrices))]
    public void Log_softmax_is_what_remains_after_the_log_sum_exp_and_sums_to_one(Tensor x)
    {
        var sums = Evaluate.Term(a => a[0].LogSoftmax().Exp().Sum(-1), x);
        Assert.All(sums.Values.ToArray(), sum => Laws.Close(1, sum, 1e-13));
        var normalizers = Evaluate.Term(a => a[0].LogSumExp(), x);
        var rest = Evaluate.Term(a => (a[0] - a[0].LogSoftmax()).Mean(-1), x);
        Laws.Close(normalizers.Values, rest.Values, 1e-12);
    }

    [Fact]
    public void A_term_on_arrays_takes_their_first_axis_as_the_batch()
    {
        var x = Tensor.Matrix(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal([6, 15], Evaluate.Term(a => a[0].Sum(-1), x).Values.ToArray());
        Assert.Equal(3.5, Evaluate.Term(a => a[0].Mean(0, 1), x).Value);
        Evaluate.Term(
            a =>
            {
                Assert.Equal(Shape.Of(Extent.Batch, 3), a[0].Shape);
                return a[0];
            },
            x);
    }

    [Fact]
    public void A_term_on_arrays_mixes_numbers_and_rows()
    {
        var scaled = Evaluate.Term(
            a => (a[0] * a[1]).Sum(-1) + a[2],
            Tensor.Scalar(10), Tensor.Matrix(new double[,] { { 1, 2 }, { 3, 4 } }), Tensor.Vector(0.5, 0.25));
        Assert.Equal([30.5, 70.25], scaled.Values.ToArray());
        Assert.Equal(6, Evaluate.Term(a => a[0] * a[1], Tensor.Scalar(2), Tensor.Scalar(3)).Value);
    }

    [Fact]
    public void A_term_on_arrays_refuses_different_batches_and_what_does_not_fit()
    {
        Assert.Throws<ArgumentException>(() => Evaluate.Term(a => a[0] + a[1], Tensor.Vector(1, 2), Tensor.Vector(1, 2, 3)));
        Assert.Throws<ArgumentException>(() => Evaluate.Term(
            a => a[0] + a[1], Tensor.Matrix(new double[2, 3]), Tensor.Matrix(new double[2, 4])));
    }

    [Fact]
    public void Non_finite_numbers_pass_as_the_operations_say()
    {
        Assert.Equal(double.NaN, Evaluate.Term(a => a[0].Maximum(a[1]), Tensor.Scalar(double.NaN), Tensor.Scalar(1)).Value);
        Assert.Equal(double.NaN, Evaluate.Term(a => a[0].Minimum(a[1]), Tensor.Scalar(1), Tensor.Scalar(double.NaN)).Value);
        Assert.Equal(double.NaN, Evaluate.Term(a => a[0].Relu(), Tensor.Scalar(double.NaN)).Value);
        Assert.Equal(double.NaN, Evaluate.Term(a => a[0].Max(0), Tensor.Vector(1, double.NaN, 2)).Value);
        Assert.Equal(0, Evaluate.Term(a => a[0].Greater(a[1]), Tensor.Scalar(double.NaN), Tensor.Scalar(1)).Value);
        Assert.Equal(3, Evaluate.Term(a => a[0].Select(a[1], a[2]), Tensor.Scalar(0), Tensor.Scalar(double.NaN), Tensor.Scalar(3)).Value);
        Assert.Equal(1000, Evaluate.Term(a => a[0].LogSumExp().Sum(0), Tensor.Matrix(new[,] { { 1000, double.NegativeInfinity } })).Value);
    }

    /// <summary>Evaluates on inputs without a batch axis.</summary>
    private static Tensor Constants(Func<Sym[], Sym> build, params Tensor[] tensors)
    {
        var builder = new GraphBuilder();
        var inputs = tensors.Select((tensor, i) => builder.Input(
            FormattableString.Invariant($"x{i}"), InputRole.Parameter,
            Shape.Of([.. tensor.Dimensions.ToArray().Select(length => (Extent)length)]))).ToArray();
        builder.Output("y", build(inputs));
        var given = tensors.Select((tensor, i) => (FormattableString.Invariant($"x{i}"), tensor))
            .ToDictionary(pair => pair.Item1, pair => pair.tensor);
        return Evaluate.Outputs(builder.Build(), 1, given)["y"];
    }

    private static Tensor Transpose(Tensor matrix)
    {
        var (rows, columns) = (matrix.Dimensions[0], matrix.Dimensions[1]);
        var values = new double[rows * columns];
        for (var i = 0; i < values.Length; i++)
            values[(i % columns * rows) + (i / columns)] = matrix.Values[i];
        return Tensor.Of([columns, rows], values);
    }
}
