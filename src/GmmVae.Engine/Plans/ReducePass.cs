using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>A reduction over the middle axis of [outer, middle, inner].</summary>
internal readonly record struct ReducePass(int Outer, int Middle, int Inner)
{
    /// <summary>The number of results.</summary>
    public int Size => Outer * Inner;

    /// <summary>
    /// The passes of a reduction: one for each run of neighbouring axes, the innermost first; the last one leaves the
    /// result.
    /// </summary>
    public static ReducePass[] Of(int[] dimensions, Op.Reduce reduce)
    {
        var segments = Segments.Of(dimensions, axis => reduce.Axes.Contains(axis)).ToList();
        var passes = new List<ReducePass>();
        for (var at = segments.Count - 1; at >= 0; at--)
        {
            if (!segments[at].IsMarked)
                continue;
            passes.Add(new ReducePass(
                Length(segments.Take(at)), segments[at].Length, Length(segments.Skip(at + 1))));
            segments.RemoveAt(at);
        }

        return passes.Count == 0 ? [new ReducePass(Length(segments), 1, 1)] : [.. passes];

        static int Length(IEnumerable<(int Length, bool IsMarked)> part) =>
            part.Aggregate(1, (product, segment) => product * segment.Length);
    }

    /// <summary>The room that a unit needs for results between passes.</summary>
    public static int TemporaryLength(BoundGraph graph, PlanUnit unit) => graph.OpOf(unit.Last) is Op.Reduce reduce
        ? Of(graph.Dimensions(graph.Operands[unit.Last][0]), reduce).SkipLast(1).Sum(pass => ParameterStore.RoundUp(pass.Size))
        : 0;
}
