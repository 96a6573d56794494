namespace GmmVae.Engine;

/// <summary>A tile height known to the compiler, so that the rows above it vanish.</summary>
internal interface ITileRows
{
    static abstract int Value { get; }
}

internal readonly struct Rows2 : ITileRows
{
    public static int Value => 2;
}

internal readonly struct Rows4 : ITileRows
{
    public static int Value => 4;
}

internal readonly struct Rows6 : ITileRows
{
    public static int Value => 6;
}

internal readonly struct Rows8 : ITileRows
{
    public static int Value => 8;
}

internal readonly struct Rows12 : ITileRows
{
    public static int Value => 12;
}

/// <summary>A tile width in vectors, 1 or 2, known to the compiler.</summary>
internal interface ITileVectors
{
    static abstract int Value { get; }
}

internal readonly struct OneVector : ITileVectors
{
    public static int Value => 1;
}

internal readonly struct TwoVectors : ITileVectors
{
    public static int Value => 2;
}

/// <summary>Where a tile reads its factors, known to the compiler.</summary>
internal interface ITilePacking
{
    /// <summary>Whether the left rows are packed for the height of the tile.</summary>
    static abstract bool IsLeftPacked { get; }

    /// <summary>Whether the right columns are packed for the width of the tile.</summary>
    static abstract bool IsRightPacked { get; }

    /// <summary>Whether the right columns are packed on the way, for the tiles to come.</summary>
    static abstract bool Packs { get; }

    /// <summary>Whether what later tiles read is fetched on the way.</summary>
    static abstract bool Fetches { get; }
}

internal readonly struct Packed : ITilePacking
{
    public static bool IsLeftPacked => true;

    public static bool IsRightPacked => true;

    public static bool Packs => false;

    public static bool Fetches => false;
}

internal readonly struct PackedFetching : ITilePacking
{
    public static bool IsLeftPacked => true;

    public static bool IsRightPacked => true;

    public static bool Packs => false;

    public static bool Fetches => true;
}

internal readonly struct InPlace : ITilePacking
{
    public static bool IsLeftPacked => false;

    public static bool IsRightPacked => false;

    public static bool Packs => false;

    public static bool Fetches => true;
}

internal readonly struct PackingRight : ITilePacking
{
    public static bool IsLeftPacked => true;

    public static bool IsRightPacked => false;

    public static bool Packs => true;

    public static bool Fetches => false;
}
