namespace GmmVae.Engine;

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
