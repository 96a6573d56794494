namespace GmmVae.Engine.Managed.Kernels;

/// <summary>One worker's share of a product: strides in floats, and the rectangle of output it owns.</summary>
internal unsafe struct GemmProduct
{
    public float* Left;
    public nint LeftRowStride;
    public nint LeftInnerStride;
    public float* Right;
    public nint RightInnerStride;
    public nint RightColumnStride;
    public float* Output;
    public nint OutputStride;

    /// <summary>1, except in a product whose factors are exchanged.</summary>
    public nint OutputColumnStride;
    public int Inner;
    public int RowStart;
    public int RowEnd;
    public int ColumnStart;
    public int ColumnEnd;
    public float* Scratch;

    /// <summary>As <see cref="GemmTarget.Largest"/>.</summary>
    public float* Largest;

    /// <summary>The same product with its factors exchanged, rows for columns.</summary>
    public readonly GemmProduct Exchanged => this with
    {
        Left = Right,
        LeftRowStride = RightColumnStride,
        LeftInnerStride = RightInnerStride,
        Right = Left,
        RightColumnStride = LeftRowStride,
        RightInnerStride = LeftInnerStride,
        OutputStride = OutputColumnStride,
        OutputColumnStride = OutputStride,
        RowStart = ColumnStart,
        RowEnd = ColumnEnd,
        ColumnStart = RowStart,
        ColumnEnd = RowEnd,
    };
}

/// <summary>A panel of right columns, for a block of left rows and a piece of the sums.</summary>
internal unsafe struct GemmPanel
{
    public int RowStart;
    public int RowEnd;
    public int Column;
    public int Columns;
    public int Start;
    public int Length;
    public bool IsNarrow;
    public bool IsPacked;
    public float* PackedLeft;
    public float* Right;
    public nint RightStride;

    /// <summary>Where the first tile puts the right columns for the others, and where these read them; null where it does not.</summary>
    public float* PackedRight;

    /// <summary>The columns of the panel to come, for tiles to fetch on the way; null where there are none.</summary>
    public float* Next;
    public float* Edge;
}

/// <summary>How a register tile goes through its factors, in floats.</summary>
/// <param name="LeftLane">From row to row of the left one.</param>
/// <param name="LeftInner">From one inner index of the left one to the next.</param>
/// <param name="RightInner">The same of the right one.</param>
/// <param name="Fetch">From one line that a tile fetches on the way to the next.</param>
internal readonly record struct GemmStrides(nint LeftLane, nint LeftInner, nint RightInner, nint Fetch = 0);

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
