namespace GmmVae.Engine;

/// <summary>Turns the units of a plan into its instructions: neighbouring steps of Adam into one, any other unit by itself.</summary>
internal sealed class UnitBinder
{
    private readonly BoundGraph graph;
    private readonly Storage storage;
    private readonly SharedPlaces places;
    private readonly InstructionBinder others;
    private readonly PlanUnit[] units;
    private readonly RankSums sums;
    private readonly AdamUnit?[] steps;

    public UnitBinder(
        BoundGraph graph, Storage storage, SharedPlaces places, InstructionBinder others, PlanUnit[] units, AdamUnit?[] steps, RankSums sums)
    {
        (this.graph, this.storage, this.places, this.others) = (graph, storage, places, others);
        (this.units, this.steps, this.sums) = (units, steps, sums);
    }

    /// <summary>The instructions in running order. Sums over ranks are awaited before their first reader, or where the phase that begins them ends.</summary>
    public IEnumerable<(Phase Phase, Instruction Instruction)> Bind()
    {
        for (var position = 0; position < units.Length;)
        {
            var phase = units[position].Phase;
            foreach (var sum in position > 0 && units[position - 1].Phase != phase ? sums.TakeAll() : sums.Take(units[position].Reads))
                yield return (units[Math.Max(0, position - 1)].Phase, sum);
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

        foreach (var sum in sums.TakeAll())
            yield return (units[^1].Phase, sum);
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
            Mine(step.Gradient), Mine(step.Replaced[0]), Mine(step.Replaced[1]), Mine(step.Replaced[2]),
            step.Replaced.Length > 3 ? Mine(step.Replaced[3]) : null))],
        [.. run[0].Factors.Select(factor => factor < 0 ? null : storage.Of(factor))]);

    private Region Mine(int node)
    {
        var all = storage.Of(node);
        var (start, end) = places.Needed(all.Length);
        return all.Slice(start, end - start);
    }

    private int Root(int node) => graph.View(node).Root;
}
