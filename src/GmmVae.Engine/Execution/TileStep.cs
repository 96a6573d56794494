using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>One operation of a <see cref="FusedInstruction"/>.</summary>
/// <param name="Node">The node of the graph that it computes.</param>
/// <param name="Target">Where the result goes.</param>
internal abstract record TileStep(int Node, TileValue Target)
{
    /// <summary>Computes the elements of one tile.</summary>
    public abstract void Run(Tile tile);

    /// <summary>What it wrote of one tile.</summary>
    public virtual ReadOnlySpan<float> Written(Tile tile) => tile[Target];

    /// <summary>A function of one operand.</summary>
    internal sealed record Unary(int Node, TileValue Target, UnaryKernel Kernel, TileValue X) : TileStep(Node, Target)
    {
        public override void Run(Tile tile) => Kernel(tile[X], tile[Target]);
    }

    /// <summary>A function of two operands.</summary>
    internal sealed record Binary(int Node, TileValue Target, BinaryKernel Kernel, TileValue A, TileValue B)
        : TileStep(Node, Target)
    {
        public override void Run(Tile tile) => Kernel(tile[A], tile[B], tile[Target]);
    }

    /// <summary>One operand or the other.</summary>
    internal sealed record Select(int Node, TileValue Target, TileValue Condition, TileValue A, TileValue B)
        : TileStep(Node, Target)
    {
        public override void Run(Tile tile) => Elementwise.Select(tile[Condition], tile[A], tile[B], tile[Target]);
    }

    /// <summary>A repeated value.</summary>
    internal sealed record Fill(int Node, TileValue Target, Repetition Repetition, Region Source, int Offset)
        : TileStep(Node, Target)
    {
        public override void Run(Tile tile) => Repetition.Fill(Source.Span, Offset + tile.Start, tile[Target]);
    }

    /// <summary>Sums or maxima of the tile's elements.</summary>
    internal sealed record Reduce(int Node, Region Result, ReductionKind Kind, TiledReduction Shape, TileValue X)
        : TileStep(Node, new TileValue(Result, -1))
    {
        public override void Run(Tile tile)
        {
            if (Kind == ReductionKind.Sum)
                Reductions.SumRange(tile[X], tile.Start, Shape.Middle, Shape.Inner, Result.Span);
            else
                Reductions.MaxRange(tile[X], tile.Start, Shape.Middle, Shape.Inner, Result.Span);
        }

        public override ReadOnlySpan<float> Written(Tile tile)
        {
            var (first, last) = (tile.Start / Shape.Block, (tile.Start + tile.Count - 1) / Shape.Block);
            return Result.Span[(first * Shape.Inner)..((last + 1) * Shape.Inner)];
        }
    }

    /// <summary>Moves a value out of the tile once nothing in the tile reads the old one any more.</summary>
    internal sealed record Store(int Node, TileValue Target, TileValue X) : TileStep(Node, Target)
    {
        public override void Run(Tile tile) => tile[X].CopyTo(tile[Target]);
    }
}
