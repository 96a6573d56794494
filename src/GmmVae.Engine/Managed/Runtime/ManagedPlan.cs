using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using LanguageExt;

namespace GmmVae.Engine.Managed.Runtime;

/// <summary>
/// A graph ready to run for one batch in single precision: memory laid out once, a list of kernel calls, no allocation
/// while it runs. Results have the same bits whatever the number of workers. Not thread-safe; plans that share a
/// <see cref="ParameterStore"/> or a <see cref="WorkerPool"/> run one at a time.
/// </summary>
internal sealed class ManagedPlan(PlanParts parts) : IPlan
{
    /// <inheritdoc/>
    public int Batch => parts.Batch;

    /// <summary>The memory of the plan itself, without the parameter store.</summary>
    public long ArenaBytes => (parts.ArenaLength + (long)parts.Workspace.Length) * sizeof(float);

    /// <inheritdoc/>
    public Span<float> Input(string name) => parts.Inputs.TryGetValue(name, out var region)
        ? region.Span
        : throw new KeyNotFoundException($"The plan has no data, noise or scalar input '{name}'.");

    /// <inheritdoc/>
    public bool HasInput(string name) => parts.Inputs.ContainsKey(name);

    /// <inheritdoc/>
    /// <remarks>Of a sum over neighbouring ranks that only Adam reads, no more than this rank's part is there.</remarks>
    public ReadOnlySpan<float> Output(string name) => parts.Outputs.TryGetValue(name, out var region)
        ? region.Span
        : throw new KeyNotFoundException($"The plan has no output '{name}' that replaces nothing.");

    /// <inheritdoc/>
    public void Compute() => Run(parts.Compute);

    /// <inheritdoc/>
    public void Update() => Run(parts.Update);

    /// <inheritdoc/>
    /// <remarks>Looks at the results alone, without allocating, and computes again only where they are not sound.</remarks>
    public Option<NonFinite> FirstNonFinite() => OutputsAreSound()
        ? Option<NonFinite>.None
        : Search() || new NonFinite("sum over ranks", "the part of another rank");

    /// <inheritdoc/>
    public void Dispose()
    {
        parts.Arena.Dispose();
        foreach (var shared in parts.Shared)
            shared.Dispose();
        parts.Workspace.Dispose();
    }

    /// <summary>What <see cref="Compute"/> and then <see cref="Update"/> run.</summary>
    internal IEnumerable<Instruction> Instructions => parts.Compute.Concat(parts.Update);

    /// <summary>The operation and its provenance, in words.</summary>
    internal NonFinite Describe(int node) => new(
        parts.Graph.Nodes[node].Provenance, GraphText.Describe(parts.Graph.Nodes[node].Op));

    /// <summary>Neighbours look at a part each of what they share out, and so ask each other.</summary>
    private bool OutputsAreSound()
    {
        var areSound = parts.Check.Holds(parts.Workers);
        return parts.Shared.Length == 0 ? areSound : !parts.Ranks.Any(!areSound);
    }

    /// <summary>Repeats <see cref="Compute"/> step by step.</summary>
    private Option<NonFinite> Search()
    {
        foreach (var (node, region) in parts.Read)
            if (!NumericGuard.IsSound(region.Span))
                return Describe(node);
        foreach (var instruction in parts.Compute)
            if (instruction.RunChecked() is >= 0 and var node)
                return Describe(node);
        return Option<NonFinite>.None;
    }

    private void Run(Instruction[] instructions)
    {
        foreach (var instruction in instructions)
            instruction.RunOn(parts.Workers);
    }
}

/// <summary>What a plan is made of.</summary>
internal sealed class PlanParts
{
    public required Graph Graph { get; init; }

    public required int Batch { get; init; }

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

    /// <summary>The inputs that <see cref="Compute"/> reads and that must be finite, by node.</summary>
    public required (int Node, Region Region)[] Read { get; init; }

    public required Instruction[] Compute { get; init; }

    public required Instruction[] Update { get; init; }
}

/// <summary>Whether all numbers of some regions and products are finite.</summary>
internal sealed class FiniteCheck : Instruction
{
    private readonly Region[] regions;
    private readonly MatMulInstruction[] products;
    private readonly bool[] isFinite;

    /// <param name="regions">What to look at.</param>
    /// <param name="products">What keeps its largest magnitude from now on, instead of being looked at.</param>
    /// <param name="workers">How many may look.</param>
    public FiniteCheck(Region[] regions, MatMulInstruction[] products, int workers)
        : base(-1, regions.Sum(region => (long)region.Length))
    {
        (this.regions, this.products, isFinite) = (regions, products, new bool[workers]);
        foreach (var product in products)
            product.KeepLargest(workers);
    }

    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts)
    {
        var finite = true;
        foreach (var region in regions)
        {
            var (start, end) = Share.Of(region.Length, ParameterStore.Alignment, part, parts);
            finite = finite && NumericGuard.IsSound(region.Span[start..end]);
        }

        isFinite[part] = finite;
    }

    /// <summary>Looks, with all workers if that pays.</summary>
    public bool Holds(WorkerPool pool)
    {
        Array.Fill(isFinite, true);
        RunOn(pool);
        return Array.TrueForAll(isFinite, static part => part)
            && Array.TrueForAll(products, static product => NumericGuard.IsSound(product.Largest));
    }
}
