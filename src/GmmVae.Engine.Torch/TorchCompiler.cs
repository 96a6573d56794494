using GmmVae.Domain.Graphs;
using GmmVae.Engine.Managed.Compiler;
using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>
/// From a graph to steps. A node has up to two values: the whole one, and a thin one that lacks what a broadcast repeats, which libtorch
/// repeats itself in elementwise calls. Constants, inputs and what is kept are tensors for good, and so are views of them; everything else
/// is made when it is read first.
/// </summary>
internal sealed partial class TorchCompiler
{
    private const int Missing = -1;

    private readonly BoundGraph graph;
    private readonly TorchStore store;
    private readonly TorchInputs given;
    private readonly List<TorchValue> values = [];
    private readonly List<torch.Tensor> owned = [];
    private readonly List<TorchStep> compute = [];
    private readonly List<TorchStep> update = [];
    private readonly int[] whole;
    private readonly int[] thin;
    private readonly int[] readers;
    private readonly int[] readerOf;
    private readonly Dictionary<float, Scalar> numbers = [];
    private List<TorchStep> steps;

    private TorchCompiler(BoundGraph graph, TorchStore store, TorchInputs given)
    {
        (this.graph, this.store, this.given, steps) = (graph, store, given, compute);
        (whole, thin, readers, readerOf) = (new int[graph.Count], new int[graph.Count], new int[graph.Count], new int[graph.Count]);
        Array.Fill(whole, Missing);
        Array.Fill(thin, Missing);
        for (var node = 0; node < graph.Count; node++)
            if (graph.PartOf(node) != PlanPart.Unused)
                foreach (var operand in graph.Operands[node])
                {
                    readers[operand]++;
                    readerOf[operand] = node;
                }

        foreach (var output in graph.Graph.Outputs)
            readers[output.Node] += 2;
    }

    /// <summary>The program, and the values of the outputs that replace nothing by name.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="store">Holds parameters and state.</param>
    /// <param name="given">All other inputs.</param>
    internal static (TorchProgram Program, Dictionary<string, int> Outputs) Compile(
        BoundGraph graph, TorchStore store, TorchInputs given) => new TorchCompiler(graph, store, given).Compile();

    private (TorchProgram Program, Dictionary<string, int> Outputs) Compile()
    {
        var units = PlanSchedule.Of(graph, Fusion.Groups(graph));
        var replacements = new Replacements(graph, units);
        foreach (var unit in units.Where(unit => unit.Part == PlanPart.Compute))
            Emit(unit);
        var outputs = graph.Graph.Outputs.Where(output => output.Replaces.IsNone).ToDictionary(
            output => output.Name, output => Result(output.Node), StringComparer.Ordinal);

        steps = update;
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var unit in units.Where(unit => unit.Part == PlanPart.Update))
            if (AdamPattern.Match(graph, replacements, unit) is { } adam && TorchAdam.Of(graph, adam, name => given[name][0]) is { } fused)
                Emit(adam, fused, replaced);
            else
                Emit(unit);
        Replace(replaced);
        return (new TorchProgram(values, compute, update, outputs.Values, [.. owned, .. numbers.Values]), outputs);
    }

    private void Emit(PlanUnit unit)
    {
        foreach (var node in unit.Nodes)
            if (!IsLeftToReader(node))
                Whole(node, thinSuffices: true);
    }

    /// <summary>A step of Adam, in the memory of what it replaces.</summary>
    private void Emit(AdamUnit adam, TorchAdam fused, HashSet<string> replaced)
    {
        var clip = fused.Clip < 0 ? [] : new[] { Whole(fused.Clip) };
        int[] kept = [.. adam.Replaced.Select(node => Whole(graph.View(node).Root))];
        steps.Add(new TorchStep(Missing, [Whole(adam.Gradient), .. kept, .. clip], fused.Run));
        for (var i = 0; i < kept.Length; i++)
        {
            whole[adam.Next[i]] = kept[i];
            replaced.Add(((Op.Input)graph.OpOf(graph.View(adam.Replaced[i]).Root)).Name);
        }
    }

    /// <summary>Everything else that is replaced, at the very end; what is itself kept is put aside before.</summary>
    private void Replace(HashSet<string> replaced)
    {
        var pairs = graph.Graph.Outputs.SelectMany(output => output.Replaces.Map(name => (Name: name, Value: Result(output.Node))))
            .Where(pair => !replaced.Contains(pair.Name)).ToArray();
        var inputs = graph.Graph.Inputs.ToDictionary(input => input.Name, StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            var kept = store.TensorOf(inputs[name]);
            steps.Add(new TorchStep(Missing, [value], x => Copy(kept, x[0])));
        }

        static torch.Tensor? Copy(torch.Tensor kept, torch.Tensor next)
        {
            kept.copy_(next);
            return null;
        }
    }

    /// <summary>A result's value: a copy, if it would be one that the next update changes.</summary>
    private int Result(int node)
    {
        var value = Whole(node);
        return values[value] is { Fixed: not null, IsConstant: false } ? Add(values[value].Dimensions, [value], x => x[0].clone()) : value;
    }

    /// <summary>
    /// The whole value of a node, made now if it was not; with <paramref name="thinSuffices"/> perhaps only the thin one.
    /// </summary>
    private int Whole(int node, bool thinSuffices = false)
    {
        if (whole[node] != Missing)
            return whole[node];
        if (thin[node] == Missing)
            Make(node);
        if (whole[node] == Missing && !thinSuffices)
        {
            var lengths = TorchRules.Longs(graph.Dimensions(node));
            whole[node] = View(graph.Dimensions(node), thin[node], x => x.expand(lengths));
        }

        return whole[node];
    }

    /// <summary>A value of a node that stands for it in an elementwise call.</summary>
    private int Thin(int node)
    {
        if (thin[node] == Missing && whole[node] == Missing)
            Make(node);
        return thin[node] != Missing ? thin[node] : whole[node];
    }

    private void Make(int node)
    {
        var (op, operands, dimensions) = (graph.OpOf(node), graph.Operands[node], graph.Dimensions(node));
        switch (op)
        {
            case Op.Input { Role: InputRole.Parameter or InputRole.State } input:
                whole[node] = AddFixed(dimensions, store.TensorOf(input), isConstant: false);
                break;
            case Op.Input input:
                whole[node] = AddFixed(dimensions, given.TensorOf(input.Name), isConstant: false);
                break;
            case Op.Constant or Op.Length:
                var made = TorchRules.Apply(graph.Nodes[node], [], graph.Batch, store.Device);
                owned.Add(made);
                whole[node] = AddFixed(dimensions, made, isConstant: true);
                break;
            case Op.StopGradient or Op.RankSum or Op.Reduce { Axes.IsEmpty: true }:
                (whole[node], thin[node]) = (Whole(operands[0], thinSuffices: true), thin[operands[0]]);
                break;
            case Op.Broadcast broadcast:
                thin[node] = Thinned(broadcast, operands[0], dimensions);
                if (values[thin[node]].Dimensions.AsSpan().SequenceEqual(dimensions))
                    whole[node] = thin[node];
                break;
            case Op.Reshape:
                var shape = TorchRules.Longs(dimensions);
                whole[node] = View(dimensions, Whole(operands[0]), x => x.reshape(shape));
                break;
            case Op.Slice slice:
                whole[node] = View(dimensions, Whole(operands[0]), x => x.narrow(slice.Axis, slice.Start, slice.Count));
                break;
            case Op.Unfold unfold:
                // Mostly a copy, of some grids a view.
                whole[node] = AddView(dimensions, Whole(operands[0]), x => TorchRules.Unfold(unfold.Grid, x));
                break;
            case Op.MatMul product:
                int[] factors = [Turned(operands[0], product.TransposeLeft), Turned(operands[1], product.TransposeRight)];
                whole[node] = Add(dimensions, factors, x => x[0].mm(x[1]));
                break;
            case Op.Unary or Op.Binary or Op.Select:
                MakeElementwise(node);
                break;
            default:
                int[] read = [.. operands.Select(operand => Whole(operand))];
                whole[node] = Add(dimensions, read, x => TorchRules.Apply(graph.Nodes[node], x, graph.Batch, store.Device));
                break;
        }
    }

    /// <summary>
    /// The operand of a broadcast with lengths of 1 where it is repeated, but for the first axes, which libtorch adds itself.
    /// </summary>
    private int Thinned(Op.Broadcast broadcast, int operand, int[] dimensions)
    {
        var source = Thin(operand);
        if (values[source].Dimensions.Length == 0)
            return source;
        source = Whole(operand);
        var first = 0;
        while (first < dimensions.Length && broadcast.Axes.Contains(first))
            first++;
        int[] lengths = [.. Enumerable.Range(first, dimensions.Length - first)
            .Select(axis => broadcast.Axes.Contains(axis) ? 1 : dimensions[axis])];
        var shape = TorchRules.Longs(lengths);
        return lengths.AsSpan().SequenceEqual(values[source].Dimensions) ? source : View(lengths, source, x => x.reshape(shape));
    }

    private int Turned(int node, bool isTransposed)
    {
        var value = Whole(node);
        var dimensions = values[value].Dimensions;
        return isTransposed ? View([dimensions[1], dimensions[0]], value, x => x.t()) : value;
    }

    private int AddFixed(int[] dimensions, torch.Tensor tensor, bool isConstant)
    {
        values.Add(new TorchValue(dimensions) { Fixed = tensor, IsConstant = isConstant });
        return values.Count - 1;
    }

    /// <summary>What shares an operand's memory; of a tensor for good it is one too.</summary>
    private int View(int[] dimensions, int of, Func<torch.Tensor, torch.Tensor> view)
    {
        if (values[of] is { Fixed: { } tensor } source)
        {
            var made = view(tensor).DetachFromDisposeScope();
            // Reshaping copies what its strides do not allow.
            if (source.IsConstant || tensor.is_contiguous())
            {
                owned.Add(made);
                return AddFixed(dimensions, made, source.IsConstant);
            }

            made.Dispose();
        }

        return AddView(dimensions, of, view);
    }

    private int AddView(int[] dimensions, int of, Func<torch.Tensor, torch.Tensor> view)
    {
        values.Add(new TorchValue(dimensions));
        steps.Add(new TorchStep(values.Count - 1, [of], x => view(x[0])) { IsView = true });
        return values.Count - 1;
    }

    private int Add(
        int[] dimensions, int[] reads, Func<torch.Tensor[], torch.Tensor> run, params (int, Func<torch.Tensor[], torch.Tensor>)[] inPlace)
    {
        if (Array.TrueForAll(reads, read => values[read].IsConstant))
        {
            var made = run([.. reads.Select(read => values[read].Fixed!)]).DetachFromDisposeScope();
            owned.Add(made);
            return AddFixed(dimensions, made, isConstant: true);
        }

        values.Add(new TorchValue(dimensions));
        steps.Add(new TorchStep(values.Count - 1, reads, run) { InPlace = inPlace });
        return values.Count - 1;
    }
}
