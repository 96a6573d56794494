namespace GmmVae.Engine;

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
