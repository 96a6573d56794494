using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>One operation of a <see cref="FusedInstruction"/>.</summary>
/// <param name="Node">The node of the graph that it computes.</param>
/// <param name="Target">Where the result goes.</param>
internal abstract record TileStep(int Node, TileValue Target) : ITileWork
{
    /// <summary>The values of the tile that it reads, as arguments of <see cref="Operation"/>.</summary>
    public virtual TileValue[] Read => [];

    /// <summary>The function of one element, if it is one.</summary>
    public virtual Type? Operation => null;

    public abstract void Run(Tile tile);

    /// <summary>What it wrote of one tile.</summary>
    public virtual ReadOnlySpan<float> Written(Tile tile) => tile[Target];

    /// <summary>A function of one operand.</summary>
    internal sealed record Unary(int Node, TileValue Target, UnaryFunction Function, TileValue X) : TileStep(Node, Target)
    {
        public override TileValue[] Read => [X];

        public override Type Operation => Function.Operation;

        public override void Run(Tile tile) => Function.Kernel(tile[X], tile[Target]);
    }

    /// <summary>A function of two operands.</summary>
    internal sealed record Binary(int Node, TileValue Target, BinaryFunction Function, TileValue A, TileValue B)
        : TileStep(Node, Target)
    {
        public override TileValue[] Read => [A, B];

        public override Type Operation => Function.Operation;

        public override void Run(Tile tile) => Function.Kernel(tile[A], tile[B], tile[Target]);
    }

    /// <summary>One operand or the other.</summary>
    internal sealed record Select(int Node, TileValue Target, TileValue Condition, TileValue A, TileValue B)
        : TileStep(Node, Target)
    {
        public override TileValue[] Read => [Condition, A, B];

        public override Type Operation => typeof(SelectOperation);

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
        public override TileValue[] Read => [X];

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
        public override TileValue[] Read => [X];

        public override void Run(Tile tile) => tile[X].CopyTo(tile[Target]);
    }
}
