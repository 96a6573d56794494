using System.Runtime.InteropServices;
using GmmVae.Domain.Graphs;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Onnx;

/// <summary>A graph of ONNX nodes under construction (opset 17). Values are known by their names.</summary>
/// <remarks>Field numbers are those of the published <c>onnx.proto3</c>.</remarks>
internal sealed class OnnxGraph(string name, string description)
{
    private const int IrVersion = 8;
    private const int Opset = 17;

    private readonly ProtobufWriter graph = new ProtobufWriter().Text(2, name).Text(10, description);
    private readonly Dictionary<string, string> integers = new(StringComparer.Ordinal);
    private int values;

    internal enum Element
    {
        Float = 1,
        Int32 = 6,
        Int64 = 7,
        Double = 11,
    }

    /// <summary>The name that an input or output of a graph has in the file.</summary>
    internal static string NameOf(string name) => name.Replace(' ', '_');

    /// <summary>Adds a node with one result.</summary>
    internal string Add(string operation, IReadOnlyList<string> operands, params OnnxAttribute[] attributes)
    {
        var result = Fresh();
        Node(operation, operands, result, attributes);
        return result;
    }

    /// <summary>Known single-precision numbers.</summary>
    internal string Floats(IReadOnlyList<int> dimensions, ReadOnlySpan<float> numbers, string? called = null) =>
        Tensor(Element.Float, dimensions, MemoryMarshal.AsBytes(numbers), called);

    /// <summary>Known double-precision numbers.</summary>
    internal string Doubles(ReadOnlySpan<double> numbers) =>
        Tensor(Element.Double, [numbers.Length], MemoryMarshal.AsBytes(numbers), null);

    /// <summary>The same numbers in another type.</summary>
    internal string Cast(string value, Element type) => Add("Cast", [value], OnnxAttribute.Of("to", (int)type));

    /// <summary>Known positions, for <c>Gather</c>.</summary>
    internal string Positions(ReadOnlySpan<int> numbers) => Tensor(Element.Int32, [numbers.Length], MemoryMarshal.AsBytes(numbers), null);

    /// <summary>Known 64-bit integers, as shapes and axes are.</summary>
    internal string Integers(params long[] numbers)
    {
        var key = string.Join(',', numbers);
        if (!integers.TryGetValue(key, out var known))
            integers.Add(key, known = Tensor(Element.Int64, [numbers.Length], MemoryMarshal.AsBytes(numbers.AsSpan()), null));
        return known;
    }

    /// <summary>Declares an input.</summary>
    internal string Input(string called, Shape shape, Element type = Element.Float)
    {
        graph.Message(11, ValueInfo(NameOf(called), shape, type));
        return NameOf(called);
    }

    /// <summary>Names a result.</summary>
    internal void Output(string called, string value, Shape shape, Element type = Element.Float)
    {
        Node("Identity", [value], NameOf(called), []);
        graph.Message(12, ValueInfo(NameOf(called), shape, type));
    }

    /// <summary>The finished file.</summary>
    internal byte[] ToModel(IEnumerable<(string Key, string Value)> notes)
    {
        var model = new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "gmmvae")
            .Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, Opset));
        foreach (var (key, value) in notes)
            model.Message(14, new ProtobufWriter().Text(1, key).Text(2, value));
        return model.Written.ToArray();
    }

    private void Node(string operation, IReadOnlyList<string> operands, string result, OnnxAttribute[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (var operand in operands)
            node.Text(1, operand);
        node.Text(2, result).Text(4, operation);
        foreach (var attribute in attributes)
            node.Message(5, attribute.ToMessage());
        graph.Message(1, node);
    }

    private string Tensor(Element type, IReadOnlyList<int> dimensions, ReadOnlySpan<byte> raw, string? called)
    {
        var result = called ?? Fresh();
        var tensor = new ProtobufWriter();
        foreach (var dimension in dimensions)
            tensor.Integer(1, dimension);
        graph.Message(5, tensor.Integer(2, (int)type).Text(8, result).Bytes(9, raw));
        return result;
    }

    private static ProtobufWriter ValueInfo(string called, Shape shape, Element type)
    {
        var dimensions = new ProtobufWriter();
        foreach (var extent in shape.Extents)
            dimensions.Message(1, extent.IsBatch ? new ProtobufWriter().Text(2, NameOf(extent.ToString()))
                : new ProtobufWriter().Integer(1, extent.Factor));
        var tensor = new ProtobufWriter().Integer(1, (int)type).Message(2, dimensions);
        return new ProtobufWriter().Text(1, called).Message(2, new ProtobufWriter().Message(1, tensor));
    }

    private string Fresh() => FormattableString.Invariant($"v{values++}");
}

/// <summary>A named constant of an ONNX node: an integer or a list of them.</summary>
internal readonly record struct OnnxAttribute(string Name, bool IsList, IReadOnlyList<int> Numbers)
{
    private const int Integer = 2;
    private const int Integers = 7;

    internal static OnnxAttribute Of(string name, int number) => new(name, false, [number]);

    internal static OnnxAttribute Many(string name, IEnumerable<int> numbers) => new(name, true, [.. numbers]);

    internal ProtobufWriter ToMessage()
    {
        var message = new ProtobufWriter().Text(1, Name);
        foreach (var number in Numbers)
            message.Integer(IsList ? 8 : 3, number);
        return message.Integer(20, IsList ? Integers : Integer);
    }
}

/// <summary>
/// A tensor of a graph as ONNX has it. Along the axes of <paramref name="Stretched"/> it has length 1 and means its element
/// repeated: elementwise operations need no copies.
/// </summary>
internal readonly record struct OnnxValue(string Name, Arr<int> Stretched);
