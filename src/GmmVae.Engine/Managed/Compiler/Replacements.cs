using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// How the outputs that replace an input reach its storage. All replacements seem to happen at once, after the last read of
/// every old value: a result is written straight into the storage where nothing reads the old value later, else it is
/// copied there at the very end.
/// </summary>
internal sealed class Replacements
{
    private readonly Dictionary<int, string> direct = [];
    private readonly List<(Output Output, string Input)> copied = [];

    /// <param name="graph">The graph.</param>
    /// <param name="units">Its units in running order.</param>
    public Replacements(BoundGraph graph, PlanUnit[] units)
    {
        var inputs = Enumerable.Range(0, graph.Count).Where(node => graph.OpOf(node) is Op.Input)
            .ToDictionary(node => ((Op.Input)graph.OpOf(node)).Name);
        var replacing = graph.Graph.Outputs.SelectMany(output => output.Replaces.Map(name => (Output: output, Name: name))).ToArray();
        var readAtEnd = replacing.Select(pair => graph.View(pair.Output.Node).Root).ToHashSet();
        var writers = new Dictionary<int, int>();
        var lastReads = new Dictionary<int, int>();
        for (var i = 0; i < units.Length; i++)
        {
            foreach (var node in units[i].Nodes)
                writers[node] = i;
            foreach (var read in units[i].Reads)
                lastReads[read.Root] = i;
        }

        foreach (var (output, name) in replacing)
        {
            var input = inputs[name];
            var root = graph.View(output.Node).Root;
            if (root == input && graph.IsWhole(output.Node))
                continue;
            if (!readAtEnd.Contains(input) && !direct.ContainsKey(root) && CanWrite(output.Node, input))
                direct.Add(root, name);
            else
                copied.Add((output, name));
        }

        bool CanWrite(int node, int input) =>
            writers.TryGetValue(graph.View(node).Root, out var writer) && units[writer].Part == PlanPart.Update && graph.IsWhole(node)
            && units[writer].ReadsInPlace(input) && lastReads.GetValueOrDefault(input, -1) <= writer;
    }

    /// <summary>The input whose storage a node's result is written into, if any.</summary>
    public string? InputOf(int node) => direct.GetValueOrDefault(node);

    /// <summary>The outputs to copy at the end, and the inputs they replace.</summary>
    public IReadOnlyList<(Output Output, string Input)> Copied => copied;
}
