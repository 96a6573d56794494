namespace GmmVae.Engine;

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
    public float* Workspace;

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
