using GmmVae.Domain;
using GmmVae.Engine;
namespace GmmVae.Bench;
internal static class DumpCommand
{
    public static int Run(BenchOptions options)
    {
        var data = BenchData.Load();
        var (model, training) = options.Specify(data.Rows);
        var graph = TrainStepGraph.Build(model, training.Adam, training.Phases[0]).Graph;
        var bound = new BoundGraph(graph, options.Batch);
        var units = PlanSchedule.Of(bound, Fusion.Groups(bound));
        foreach (var u in units)
        {
            if (u.Phase == Phase.Update) continue;
            Console.WriteLine($"UNIT {u.Phase} {graph.Nodes[u.Last].Provenance} [{string.Join(',', bound.Dimensions(u.Last))}] reads {string.Join(' ', u.Reads.Select(r => r.Root + (r.IsInPlace ? "" : "!")))} stores {string.Join(' ', u.Stored)}");
            foreach (var n in u.Nodes)
                Console.WriteLine($"   {n} = {GraphText.Describe(bound.OpOf(n))}({string.Join(' ', bound.Operands[n].Select(o => bound.OpOf(bound.View(o).Root) is Op.Broadcast ? $"bc{bound.View(o).Root}<{bound.Operands[bound.View(o).Root][0]}>" : bound.View(o).Root.ToString() + (bound.OpOf(bound.View(o).Root) is Op.Constant ? "c" : "")))}) [{string.Join(',', bound.Dimensions(n))}]");
        }
        return 0;
    }
}
