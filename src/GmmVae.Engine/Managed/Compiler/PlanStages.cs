using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>What runs when: a graph's units in running order, what they write over inputs, and what other ranks have part in.</summary>
internal sealed record ScheduledPlan(BoundGraph Graph, PlanUnit[] Units, Replacements Replacements, RankPlan Ranks);

/// <summary>What is where: places in the arena, outputs that replace nothing, and outputs to copy over the input of a name.</summary>
internal sealed record PlacedPlan(ScheduledPlan Schedule, BufferLayout Layout, PlacedOutput[] Results, PlacedOutput[] Copied);

/// <summary>An output and, if it is itself an input and so may be overwritten, the place where it is put aside before.</summary>
internal sealed record PlacedOutput(int Node, string Name, int? Aside);

/// <summary>What is done to which memory: the store, the plan's own arena, scratch, and the units' instructions in running order.</summary>
internal sealed record BoundPlan(
    PlacedPlan Placement, ParameterStore Store, Arena Arena, Workspace Workspace, Storage Storage,
    ILookup<PlanPart, Instruction> Instructions)
{
    /// <summary>Where an output is once put aside.</summary>
    public Region Of(PlacedOutput output)
    {
        var region = Storage.Of(output.Node);
        return output.Aside is { } offset ? Storage.OfAppended(offset, region.Length) : region;
    }

    /// <summary>What <see cref="ManagedPlan.Compute"/> runs.</summary>
    public IEnumerable<Instruction> Compute() =>
        [.. Instructions[PlanPart.Compute], .. PutAside(Placement.Results), .. Placement.Schedule.Ranks.EndOfCompute()];

    /// <summary>What <see cref="ManagedPlan.Update"/> runs; everything is put aside before anything is overwritten.</summary>
    public IEnumerable<Instruction> Update() => Placement.Schedule.Ranks.Update(
    [
        .. Instructions[PlanPart.Update], .. PutAside(Placement.Copied),
        .. Placement.Copied.Select(output => new CopyInstruction(output.Node, Of(output), Store.RegionOf(output.Name))),
    ]);

    private IEnumerable<Instruction> PutAside(PlacedOutput[] outputs) => outputs.Where(output => output.Aside is not null)
        .Select(output => new CopyInstruction(output.Node, Storage.Of(output.Node), Of(output)));
}
