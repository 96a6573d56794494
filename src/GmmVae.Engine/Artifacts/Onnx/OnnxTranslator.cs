using System.Diagnostics;
using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Onnx;

/// <summary>An interpreter of graphs that computes nothing: it writes each operation as ONNX nodes.</summary>
/// <param name="source">The graph.</param>
/// <param name="target">Where the nodes go.</param>
/// <param name="parameters">The values of parameters and state.</param>
/// <param name="rows">The type of what goes through <c>before</c> or comes out of <c>after</c>.</param>
internal sealed class OnnxTranslator(
    Graph source, OnnxGraph target, Func<string, ReadOnlyMemory<float>> parameters, OnnxGraph.Element rows = OnnxGraph.Element.Float)
{
    private readonly OnnxValue[] values = new OnnxValue[source.Nodes.Count];
    private readonly string?[] whole = new string?[source.Nodes.Count];
    private string? batch;

    /// <summary>Writes the graph.</summary>
    /// <param name="before">What an input goes through first, if anything: from name to name.</param>
    /// <param name="after">What an output goes through last.</param>
    internal void Translate(Func<string, string, string>? before = null, Func<string, string, string>? after = null)
    {
        for (var i = 0; i < values.Length; i++)
            if (source.Nodes[i].Op is Op.Input input)
                values[i] = Plain(Input(input, before));
        for (var i = 0; i < values.Length; i++)
        {
            var node = source.Nodes[i];
            values[i] = node.Op switch
            {
                Op.Input => values[i],
                Op.Unary or Op.Binary or Op.Select or Op.StopGradient or Op.RankSum => Elementwise(node),
                Op.Broadcast broadcast => Broadcast(broadcast, values[node.Operands[0]]),
                _ => Plain(Movement(node)),
            };
        }

        foreach (var output in source.Outputs)
        {
            var value = Whole(output.Node);
            target.Output(output.Name, after?.Invoke(output.Name, value) ?? value, source.Nodes[output.Node].Shape,
                after is null ? OnnxGraph.Element.Float : rows);
        }
    }

    private static OnnxValue Plain(string name) => new(name, Arr<int>.Empty);

    private string Input(Op.Input input, Func<string, string, string>? before)
    {
        if (input.Role is InputRole.Parameter or InputRole.State)
            return target.Floats(input.Shape.Bind(1), parameters(input.Name).Span, input.Name);
        var name = target.Input(input.Name, input.Shape, before is null ? OnnxGraph.Element.Float : rows);
        MeasureBatch(name, input.Shape);
        return before?.Invoke(input.Name, name) ?? name;
    }

    /// <summary>The batch, as a vector of one integer, is read off the first input that has it.</summary>
    private void MeasureBatch(string name, Shape shape)
    {
        var axis = Enumerable.Range(0, shape.Rank).FirstOrDefault(at => shape[at].IsBatch, -1);
        if (batch is not null || axis < 0)
            return;
        var length = target.Add("Gather", [target.Add("Shape", [name]), target.Integers(axis)]);
        batch = shape[axis].Factor == 1 ? length : target.Add("Div", [length, target.Integers(shape[axis].Factor)]);
    }

    private string LengthOf(Extent extent) => !extent.IsBatch
        ? target.Integers(extent.Factor)
        : batch is null
            ? throw new InvalidOperationException("The graph has no input that tells the batch.")
            : extent.Factor == 1 ? batch : target.Add("Mul", [batch, target.Integers(extent.Factor)]);

    private OnnxValue Elementwise(Node node)
    {
        string[] names = [.. node.Operands.Select(operand => values[operand].Name)];
        var stretched = toArray(Enumerable.Range(0, node.Shape.Rank).Where(axis =>
            node.Operands.All(operand => values[operand].Stretched.Contains(axis))));
        return new OnnxValue(
            node.Op switch
            {
                Op.StopGradient or Op.RankSum => names[0],
                Op.Unary { Kind: UnaryKind.Square } => target.Add("Mul", [names[0], names[0]]),
                Op.Unary unary => target.Add(NameOf(unary.Kind), names),
                Op.Binary { Kind: BinaryKind.Greater } => Cast(target.Add("Greater", names), ToFloat),
                Op.Binary binary => target.Add(NameOf(binary.Kind), names),
                Op.Select => target.Add("Where", [Cast(names[0], ToBool), names[1], names[2]]),
                _ => throw new UnreachableException(),
            },
            stretched);
    }

    private static string NameOf(UnaryKind kind) => kind switch
    {
        UnaryKind.Negate => "Neg",
        UnaryKind.Exp or UnaryKind.Log or UnaryKind.Sqrt or UnaryKind.Relu or UnaryKind.Tanh or UnaryKind.Sigmoid or UnaryKind.Softplus =>
            kind.ToString(),
        _ => throw new UnreachableException(),
    };

    private static string NameOf(BinaryKind kind) => kind switch
    {
        BinaryKind.Add => "Add",
        BinaryKind.Subtract => "Sub",
        BinaryKind.Multiply => "Mul",
        BinaryKind.Divide => "Div",
        BinaryKind.Maximum => "Max",
        BinaryKind.Minimum => "Min",
        _ => throw new UnreachableException(),
    };

    private OnnxValue Broadcast(Op.Broadcast broadcast, OnnxValue operand)
    {
        if (broadcast.Axes.IsEmpty)
            return operand;
        int[] kept = [.. Enumerable.Range(0, broadcast.Shape.Rank).Where(axis => !broadcast.Axes.Contains(axis))];
        var name = target.Add("Unsqueeze", [operand.Name, target.Integers([.. broadcast.Axes.Select(axis => (long)axis)])]);
        return new OnnxValue(name, toArray(broadcast.Axes.Concat(operand.Stretched.Select(axis => kept[axis])).Order()));
    }

    /// <summary>The value of a node with every axis at its full length.</summary>
    private string Whole(int node)
    {
        if (values[node].Stretched.IsEmpty)
            return values[node].Name;
        return whole[node] ??= target.Add("Expand", [values[node].Name, Lengths(source.Nodes[node].Shape, values[node].Stretched)]);
    }

    /// <summary>A shape with 1 where nothing is to be repeated.</summary>
    private string Lengths(Shape shape, Arr<int> axes)
    {
        var wanted = Enumerable.Range(0, shape.Rank).Select(axis => axes.Contains(axis) ? shape[axis] : 1).ToArray();
        return wanted.Any(extent => extent.IsBatch)
            ? target.Add("Concat", [.. wanted.Select(LengthOf)], OnnxAttribute.Of("axis", 0))
            : target.Integers([.. wanted.Select(extent => (long)extent.Factor)]);
    }

    private string Movement(Node node)
    {
        string[] names = [.. node.Operands.Select(Whole)];
        return node.Op switch
        {
            Op.Constant constant => target.Floats(constant.Shape.Bind(1), [.. constant.Values.Select(value => (float)value)]),
            Op.Length length => Cast(target.Add("Squeeze", [LengthOf(length.Extent)]), ToFloat),
            Op.MatMul product => target.Add(
                "Gemm", names, OnnxAttribute.Of("transA", product.TransposeLeft ? 1 : 0),
                    OnnxAttribute.Of("transB", product.TransposeRight ? 1 : 0)),
            Op.Reduce { Axes.IsEmpty: true } => names[0],
            Op.Reduce { Kind: ReductionKind.Sum } sum => target.Add(
                "ReduceSum", [names[0], target.Integers([.. sum.Axes.Select(axis => (long)axis)])], OnnxAttribute.Of("keepdims", 0)),
            Op.Reduce maximum => target.Add("ReduceMax", names, OnnxAttribute.Many("axes", maximum.Axes), OnnxAttribute.Of("keepdims", 0)),
            Op.LogSumExp => target.Add("ReduceLogSumExp", names, OnnxAttribute.Many("axes", [-1]), OnnxAttribute.Of("keepdims", 0)),
            Op.LogSoftmax => target.Add("LogSoftmax", names, OnnxAttribute.Of("axis", -1)),
            Op.Reshape => Reshape(names[0], node.Shape),
            Op.Slice slice => target.Add(
                "Slice", [names[0], target.Integers(slice.Start), target.Integers(slice.Start + slice.Count), target.Integers(slice.Axis)]),
            Op.Concatenate concatenate => target.Add("Concat", names, OnnxAttribute.Of("axis", concatenate.Axis)),
            Op.Unfold unfold => OnnxPatches.Unfold(target, unfold.Grid, names[0]),
            Op.Fold fold => OnnxPatches.Fold(target, fold.Grid, names[0]),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>At most one axis is a multiple of the batch: −1, whatever the batch.</summary>
    private string Reshape(string name, Shape shape) =>
        target.Add("Reshape", [name, target.Integers([.. shape.Extents.Select(extent => extent.IsBatch ? -1L : extent.Factor)])]);

    private const int ToFloat = 1;
    private const int ToBool = 9;

    private string Cast(string name, int type) => target.Add("Cast", [name], OnnxAttribute.Of("to", type));
}

/// <summary>Images to patches and back in ONNX: one <c>Gather</c> by constant positions each, zeros from a <c>Pad</c>.</summary>
internal static class OnnxPatches
{
    /// <summary>[rows, height, width, channels] to [rows · patches, patch length].</summary>
    internal static string Unfold(OnnxGraph target, PatchGrid grid, string images)
    {
        var pixels = Flat(target, images, grid.Image.Features);
        var patches = Gather(target, pixels, grid.Pixels(), zero: grid.Image.Features);
        return Flat(target, patches, grid.Length);
    }

    /// <summary>[rows · patches, patch length] to [rows, height, width, channels]: each pixel gathers what falls on it, in the patches'
    /// order.</summary>
    internal static string Fold(OnnxGraph target, PatchGrid grid, string patches)
    {
        var (elements, places) = (grid.Count * grid.Length, grid.Elements());
        var gathered = Gather(target, Flat(target, patches, elements), places, zero: elements);
        var parts = target.Add("Reshape", [gathered, target.Integers(-1, grid.Image.Features, places.Length / grid.Image.Features)]);
        var sums = target.Add("ReduceSum", [parts, target.Integers(2)], OnnxAttribute.Of("keepdims", 0));
        return target.Add("Reshape", [sums, target.Integers(-1, grid.Image.Height, grid.Image.Width, grid.Image.Channels)]);
    }

    private static string Flat(OnnxGraph target, string name, int width) => target.Add("Reshape", [name, target.Integers(-1, width)]);

    /// <summary>Elements of each row by their places, where the place after the last is 0.</summary>
    private static string Gather(OnnxGraph target, string rows, int[] places, int zero)
    {
        var padded = places.Contains(zero) ? target.Add("Pad", [rows, target.Integers(0, 0, 0, 1)]) : rows;
        return target.Add("Gather", [padded, target.Positions(places)], OnnxAttribute.Of("axis", 1));
    }
}
