namespace GmmVae.Engine;

/// <summary>Turns the units of a plan into its instructions: neighbouring steps of Adam into one, any other unit by itself.</summary>
internal sealed class UnitBinder
{
    private readonly BoundGraph graph;
    private readonly Storage storage;
    private readonly InstructionBinder others;
    private readonly PlanUnit[] units;
    private readonly AdamUnit?[] steps;

    public UnitBinder(BoundGraph graph, Storage storage, Replacements replacements, InstructionBinder others, PlanUnit[] units)
    {
        (this.graph, this.storage, this.others, this.units) = (graph, storage, others, units);
        steps = Array.ConvertAll(units, unit => AdamPattern.Match(graph, replacements, unit));
    }

    /// <summary>The instructions in running order.</summary>
    public IEnumerable<(Phase Phase, Instruction Instruction)> Bind()
    {
        for (var position = 0; position < units.Length;)
        {
            var phase = units[position].Phase;
            if (steps[position] is null)
                foreach (var instruction in others.Bind(units[position], position++))
                    yield return (phase, instruction);
            else
            {
                var run = RunFrom(position);
                position += run.Length;
                yield return (phase, Adam(run, units[position - 1].Last));
            }
        }
    }

    /// <summary>The steps from a position on that have the same scalars, and none of which reads or replaces what another replaces.</summary>
    private AdamUnit[] RunFrom(int position)
    {
        var run = new List<AdamUnit>();
        var roots = steps[position]!.Factors.Where(node => node >= 0).Select(Root).ToHashSet();
        for (; position < units.Length && steps[position] is { } step && step.Factors.SequenceEqual(steps[position - run.Count]!.Factors); position++)
        {
            if (!step.Replaced.Append(step.Gradient).Select(Root).All(roots.Add))
                break;
            run.Add(step);
        }

        return [.. run];
    }

    private AdamInstruction Adam(AdamUnit[] run, int node) => new(
        node,
        [.. run.Select(step => new AdamSegment(
            storage.Of(step.Gradient), storage.Of(step.Replaced[0]), storage.Of(step.Replaced[1]), storage.Of(step.Replaced[2]),
            step.Replaced.Length > 3 ? storage.Of(step.Replaced[3]) : null))],
        [.. run[0].Factors.Select(factor => factor < 0 ? null : storage.Of(factor))]);

    private int Root(int node) => graph.View(node).Root;
}
