using GmmVae.Domain.Graphs;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Managed.Runtime;

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
}

/// <summary>
/// A reduction of [outer, middle, inner] over the middle axis that can follow the elementwise operation it reads tile by tile, in
/// the same order of every sum: of whole rows where inner is 1, else row after row.
/// </summary>
internal readonly record struct TiledReduction(int Middle, int Inner)
{
    /// <summary>With fewer blocks than this, workers could not share the elements evenly.</summary>
    private const int LeastBlocks = 16;

    /// <summary>Whether what a tile has summed so far is all that there is to keep between two tiles.</summary>
    private bool IsOfOneRun => Inner == 1 || Middle <= ReductionLoops.RunLength;

    /// <summary>What a tile's width must be a multiple of.</summary>
    public int Grain => Inner == 1 ? Middle : Inner;

    /// <summary>The elements that results of their own come from, which only one worker goes through.</summary>
    public int Block => checked(Middle * Inner);

    /// <summary>A reduction in one pass, if it is such a one.</summary>
    public static TiledReduction? Of(ReducePass pass)
    {
        var found = new TiledReduction(pass.Middle, pass.Inner);
        return pass.Outer >= LeastBlocks && pass.Middle > 1 && found.IsOfOneRun && found.Grain is >= 1 and <= FusedInstruction.LongestTile
            ? found : null;
    }
}

/// <summary>Where a tiled unit may cut its elements.</summary>
/// <param name="Grain">What a tile's width is a multiple of.</param>
/// <param name="Block">What a worker's share is a multiple of.</param>
internal readonly record struct TileGrid(int Grain, int Block)
{
    /// <summary>Anywhere.</summary>
    public static readonly TileGrid Free = new(1, 1);

    /// <summary>Where both may.</summary>
    public TileGrid With(int grain, int block) => new(LeastCommonMultiple(Grain, grain), LeastCommonMultiple(Block, block));

    public static int LeastCommonMultiple(int a, int b)
    {
        var (divisor, rest) = (a, b);
        while (rest != 0)
            (divisor, rest) = (rest, divisor % rest);
        return checked(a / divisor * b);
    }
}
