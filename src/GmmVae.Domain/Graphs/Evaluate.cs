using System.Diagnostics;
using GmmVae.Domain.Numerics;
using LanguageExt;

namespace GmmVae.Domain.Graphs;

/// <summary>
/// The oracle: runs a graph in double precision, one node after another, as plainly as can be. Slow; every engine is
/// held to it.
/// </summary>
public static class Evaluate
{
    /// <summary>All outputs by name.</summary>
    /// <param name="graph">A well-formed graph.</param>
    /// <param name="batch">The number of observations.</param>
    /// <param name="inputs">A tensor for each input.</param>
    /// <exception cref="ArgumentException">An input is missing or has other dimensions.</exception>
    public static IReadOnlyDictionary<string, Tensor> Outputs(
        Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = Nodes(graph, batch, inputs);
        return graph.Outputs.ToDictionary(output => output.Name, output => values[output.Node]);
    }

    /// <summary>The value of every node.</summary>
    /// <exception cref="ArgumentException">An input is missing or has other dimensions.</exception>
    public static IReadOnlyList<Tensor> Nodes(Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = new Tensor[graph.Nodes.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var node = graph.Nodes[i];
            var dimensions = node.Shape.Bind(batch);
            values[i] = node.Op is Op.Input input
                ? Given(input, dimensions, inputs)
                : new Tensor(dimensions, OracleRules.Apply(
                    node.Op, [.. node.Operands.Select(operand => values[operand])], dimensions, batch));
        }

        return values;
    }

    /// <summary>
    /// A loss term on plain arrays: builds it over inputs with the tensors' dimensions and evaluates it. The first axis
    /// of every argument of rank one or more is the batch.
    /// </summary>
    /// <exception cref="ArgumentException">The dimensions do not fit together.</exception>
    public static Tensor Term(Func<Sym[], Sym> build, params Tensor[] arguments)
    {
        var batched = arguments.Where(argument => argument.Rank > 0).ToArray();
        var batch = batched.Length == 0 ? 1 : batched[0].Dimensions[0];
        var builder = new GraphBuilder();
        var inputs = arguments.Select((argument, i) =>
            builder.Input(Name(i), InputRole.Data, argument.ShapeOf(firstIsBatch: true))).ToArray();
        builder.Output("term", build(inputs));
        var graph = builder.Build();
        var given = arguments.Select((argument, i) => (Name(i), argument)).ToDictionary(pair => pair.Item1, pair => pair.argument);
        return Outputs(graph, batch, given)["term"];

        static string Name(int i) => FormattableString.Invariant($"argument {i}");
    }

    private static Tensor Given(Op.Input input, int[] dimensions, IReadOnlyDictionary<string, Tensor> inputs) =>
        !inputs.TryGetValue(input.Name, out var tensor)
            ? throw new ArgumentException($"No value for input '{input.Name}'.", nameof(inputs))
            : tensor.Dimensions.SequenceEqual(dimensions)
                ? tensor
                : throw new ArgumentException(
                    $"Input '{input.Name}' has dimensions [{string.Join(", ", tensor.Dimensions.ToArray())}], not [{string.Join(", ", dimensions)}].",
                    nameof(inputs));
}

/// <summary>What each operation means, in double precision, element by element.</summary>
internal static class OracleRules
{
    internal static double[] Apply(Op op, Tensor[] operands, int[] dimensions, int batch) => op switch
    {
        Op.Constant constant => [.. constant.Values],
        Op.Length length => [length.Extent.Bind(batch)],
        Op.Unary unary => Map(dimensions, i => Unary(unary.Kind, operands[0].Values[i])),
        Op.Binary binary => Map(dimensions, i => Binary(binary.Kind, operands[0].Values[i], operands[1].Values[i])),
        Op.Select => Map(dimensions, i => operands[operands[0].Values[i] != 0 ? 1 : 2].Values[i]),
        Op.MatMul product => MatMul(product, operands[0], operands[1], dimensions),
        Op.Reduce reduce => Reduce(reduce, operands[0], dimensions),
        Op.LogSumExp => LogSumExp(operands[0]),
        Op.LogSoftmax => LogSoftmax(operands[0]),
        Op.Broadcast broadcast => Broadcast(broadcast, operands[0], dimensions),
        Op.Reshape or Op.StopGradient or Op.RankSum => operands[0].Values.ToArray(),
        Op.Slice slice => Slice(slice, operands[0], dimensions),
        Op.Concatenate concatenate => Concatenate(concatenate, operands, dimensions),
        Op.Unfold unfold => Unfold(unfold.Grid, operands[0], dimensions),
        Op.Fold fold => Fold(fold.Grid, operands[0], dimensions),
        _ => throw new UnreachableException(),
    };

    private static double Unary(UnaryKind kind, double x) => kind switch
    {
        UnaryKind.Negate => -x,
        UnaryKind.Exp => PortableMath.Exp(x),
        UnaryKind.Log => PortableMath.Log(x),
        UnaryKind.Sqrt => Math.Sqrt(x),
        UnaryKind.Square => x * x,
        UnaryKind.Relu => x <= 0 ? 0 : x,
        UnaryKind.Tanh => PortableMath.Tanh(x),
        UnaryKind.Sigmoid => PortableMath.Sigmoid(x),
        UnaryKind.Softplus => PortableMath.Softplus(x),
        _ => throw new UnreachableException(),
    };

    private static double Binary(BinaryKind kind, double a, double b) => kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Subtract => a - b,
        BinaryKind.Multiply => a * b,
        BinaryKind.Divide => a / b,
        BinaryKind.Maximum => Math.Max(a, b),
        BinaryKind.Minimum => Math.Min(a, b),
        BinaryKind.Greater => a > b ? 1 : 0,
        _ => throw new UnreachableException(),
    };

    private static double[] Map(int[] dimensions, Func<int, double> element)
    {
        var result = new double[Size(dimensions)];
        for (var i = 0; i < result.Length; i++)
            result[i] = element(i);
        return result;
    }

    private static double[] MatMul(Op.MatMul product, Tensor left, Tensor right, int[] dimensions)
    {
        var (rows, columns) = (dimensions[0], dimensions[1]);
        var inner = left.Dimensions[product.TransposeLeft ? 0 : 1];
        var result = new double[rows * columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
            {
                var sum = 0.0;
                for (var k = 0; k < inner; k++)
                    sum += left.Values[product.TransposeLeft ? (k * rows) + r : (r * inner) + k]
                         * right.Values[product.TransposeRight ? (c * inner) + k : (k * columns) + c];
                result[(r * columns) + c] = sum;
            }

        return result;
    }

    private static double[] Reduce(Op.Reduce reduce, Tensor operand, int[] dimensions)
    {
        var result = new double[Size(dimensions)];
        Array.Fill(result, reduce.Kind == ReductionKind.Sum ? 0.0 : double.NegativeInfinity);
        var target = StridesInto(operand.Dimensions.ToArray(), reduce.Axes);
        for (var i = 0; i < operand.Values.Length; i++)
        {
            var at = Position(i, operand.Dimensions, target);
            result[at] = reduce.Kind == ReductionKind.Sum
                ? result[at] + operand.Values[i]
                : Math.Max(result[at], operand.Values[i]);
        }

        return result;
    }

    private static double[] Broadcast(Op.Broadcast broadcast, Tensor operand, int[] dimensions)
    {
        var source = StridesInto(dimensions, broadcast.Axes);
        return Map(dimensions, i => operand.Values[Position(i, dimensions, source)]);
    }

    private static double[] LogSumExp(Tensor operand)
    {
        var inner = operand.Dimensions[^1];
        var result = new double[inner == 0 ? 0 : operand.Values.Length / inner];
        for (var row = 0; row < result.Length; row++)
            result[row] = PortableMath.LogSumExp(operand.Values.Slice(row * inner, inner));
        return result;
    }

    private static double[] LogSoftmax(Tensor operand)
    {
        var inner = operand.Dimensions[^1];
        var normalizers = LogSumExp(operand);
        return Map(operand.Dimensions.ToArray(), i => operand.Values[i] - normalizers[i / inner]);
    }

    private static double[] Slice(Op.Slice slice, Tensor operand, int[] dimensions)
    {
        var inner = Size(dimensions.AsSpan(slice.Axis + 1));
        var (taken, whole) = (slice.Count * inner, operand.Dimensions[slice.Axis] * inner);
        return Map(dimensions, i => operand.Values[(i / taken * whole) + (slice.Start * inner) + (i % taken)]);
    }

    private static double[] Concatenate(Op.Concatenate concatenate, Tensor[] operands, int[] dimensions)
    {
        var outer = Size(dimensions.AsSpan(0, concatenate.Axis));
        var result = new List<double>();
        for (var o = 0; o < outer; o++)
            foreach (var operand in operands)
            {
                var length = operand.Values.Length / outer;
                result.AddRange(operand.Values.Slice(o * length, length));
            }

        return [.. result];
    }

    private static double[] Unfold(PatchGrid grid, Tensor images, int[] dimensions) => Map(
        dimensions, i => grid.PixelOf(i) is var pixel && pixel < 0 ? 0 : images.Values[pixel]);

    private static double[] Fold(PatchGrid grid, Tensor patches, int[] dimensions)
    {
        var result = new double[Size(dimensions)];
        for (var i = 0; i < patches.Values.Length; i++)
            if (grid.PixelOf(i) is >= 0 and var pixel)
                result[pixel] += patches.Values[i];
        return result;
    }

    private static int Size(ReadOnlySpan<int> dimensions)
    {
        var size = 1;
        foreach (var length in dimensions)
            size *= length;
        return size;
    }

    /// <summary>For each axis of the larger shape, the step in the smaller one, which lacks <paramref name="missing"/>.</summary>
    private static int[] StridesInto(int[] larger, Arr<int> missing)
    {
        var strides = new int[larger.Length];
        var step = 1;
        for (var axis = larger.Length - 1; axis >= 0; axis--)
        {
            if (missing.Contains(axis))
                continue;
            strides[axis] = step;
            step *= larger[axis];
        }

        return strides;
    }

    private static int Position(int index, ReadOnlySpan<int> dimensions, int[] strides)
    {
        var position = 0;
        for (var axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            position += index % dimensions[axis] * strides[axis];
            index /= dimensions[axis];
        }

        return position;
    }
}
