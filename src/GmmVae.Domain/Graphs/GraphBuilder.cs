using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Graphs;

/// <summary>
/// Collects nodes into a <see cref="Graph"/>. The same operation on the same operands is added once. Meant to live
/// inside one function; not thread-safe.
/// </summary>
public sealed class GraphBuilder
{
    private readonly List<Node> nodes = [];
    private readonly List<Output> outputs = [];
    private readonly Dictionary<(Op, Arr<int>), int> known = [];
    private string provenance = "";

    /// <summary>A builder that goes on from a finished graph, whose nodes keep their positions.</summary>
    public static GraphBuilder From(Graph graph)
    {
        var builder = new GraphBuilder();
        foreach (var node in graph.Nodes)
            builder.Append(node);
        builder.outputs.AddRange(graph.Outputs);
        return builder;
    }

    /// <summary>The nodes so far.</summary>
    public int Count => nodes.Count;

    /// <summary>The node at a position.</summary>
    public Node this[int position] => nodes[position];

    /// <summary>Adds an operation, or finds the equal one.</summary>
    /// <exception cref="ArgumentException">The operands break the operation's shape rule.</exception>
    public Sym Add(Op op, params ReadOnlySpan<Sym> operands)
    {
        var positions = new int[operands.Length];
        var shapes = new Shape[operands.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            if (operands[i].Builder != this)
                throw new ArgumentException($"Operand {i} of {op} belongs to another graph.", nameof(operands));
            positions[i] = operands[i].Position;
            shapes[i] = operands[i].Shape;
        }

        var key = (op, toArray(positions));
        if (known.TryGetValue(key, out var position))
            return new Sym(this, position);
        var shape = ShapeRules.Infer(op, toArray(shapes)).IfLeft(message => throw new ArgumentException($"{op}: {message}."));
        return new Sym(this, Append(new Node(op, key.Item2, shape, provenance)));
    }

    /// <summary>Adds an input.</summary>
    public Sym Input(string name, InputRole role, Shape shape) => Add(new Op.Input(name, role, shape));

    /// <summary>Adds a known number.</summary>
    public Sym Constant(double value) => Add(new Op.Constant(Array(value), Shape.Scalar));

    /// <summary>Adds known numbers as a vector.</summary>
    public Sym Constant(Arr<double> values) => Add(new Op.Constant(values, Shape.Of(values.Count)));

    /// <summary>Names a result; with <paramref name="replaces"/> it becomes the next value of that input.</summary>
    /// <exception cref="ArgumentException">The value belongs to another graph.</exception>
    public void Output(string name, Sym value, Option<string> replaces = default) =>
        outputs.Add(value.Builder == this
            ? new Output(name, value.Position, replaces)
            : throw new ArgumentException($"Output '{name}' belongs to another graph.", nameof(value)));

    /// <summary>Builds with a provenance, which error messages name when a number goes wrong.</summary>
    public T Within<T>(string part, Func<T> build)
    {
        var outer = provenance;
        provenance = part;
        try
        {
            return build();
        }
        finally
        {
            provenance = outer;
        }
    }

    /// <summary>The nodes that the outputs need, and the outputs.</summary>
    public Graph Build()
    {
        var needed = new bool[nodes.Count];
        foreach (var output in outputs)
            needed[output.Node] = true;
        for (var i = nodes.Count - 1; i >= 0; i--)
            if (needed[i])
                foreach (var operand in nodes[i].Operands)
                    needed[operand] = true;

        var moved = new int[nodes.Count];
        var kept = new List<Node>();
        for (var i = 0; i < nodes.Count; i++)
            if (needed[i])
            {
                moved[i] = kept.Count;
                kept.Add(nodes[i] with { Operands = nodes[i].Operands.Map(operand => moved[operand]) });
            }

        return new Graph(toArray(kept), toArray(outputs.Select(output => output with { Node = moved[output.Node] })));
    }

    private int Append(Node node)
    {
        nodes.Add(node);
        known[(node.Op, node.Operands)] = nodes.Count - 1;
        return nodes.Count - 1;
    }
}
