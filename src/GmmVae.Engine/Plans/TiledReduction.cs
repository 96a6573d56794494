using GmmVae.Domain;

namespace GmmVae.Engine;

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

    /// <summary>The reduction of a node, if it is such a one.</summary>
    public static TiledReduction? Of(BoundGraph graph, int node)
    {
        if (graph.OpOf(node) is not Op.Reduce reduce)
            return null;
        var operand = graph.Operands[node][0];
        if (!graph.IsElementwise(graph.View(operand).Root) || !graph.IsWhole(operand)
            || ReducePass.Of(graph.Dimensions(operand), reduce) is not [var pass])
            return null;
        var found = new TiledReduction(pass.Middle, pass.Inner);
        return pass.Outer >= LeastBlocks && pass.Middle > 1 && found.IsOfOneRun && found.Grain is >= 1 and <= FusedInstruction.LongestTile ? found : null;
    }
}
