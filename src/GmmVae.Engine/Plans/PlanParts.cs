namespace GmmVae.Engine;

/// <summary>What a plan is made of.</summary>
internal sealed class PlanParts
{
    public required BoundGraph Graph { get; init; }

    public required WorkerPool Workers { get; init; }

    public required Arena Arena { get; init; }

    /// <summary>What neighbours share of this plan; empty where they share nothing.</summary>
    public required Arena[] Shared { get; init; }

    public required IRankGroup Ranks { get; init; }

    /// <summary>The floats of <see cref="Arena"/>.</summary>
    public required int ArenaLength { get; init; }

    public required Workspace Workspace { get; init; }

    /// <summary>Data, noise and scalar inputs by name.</summary>
    public required Dictionary<string, Region> Inputs { get; init; }

    /// <summary>Outputs that replace nothing by name.</summary>
    public required Dictionary<string, Region> Outputs { get; init; }

    /// <summary>Of all <see cref="Outputs"/>.</summary>
    public required FiniteCheck Check { get; init; }

    /// <summary>The inputs that <see cref="Compute"/> reads, by node.</summary>
    public required (int Node, Region Region)[] Read { get; init; }

    public required Instruction[] Compute { get; init; }

    public required Instruction[] Update { get; init; }
}
