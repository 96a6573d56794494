using System.Runtime.CompilerServices;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// The loops around the register tile: a block of left rows is packed so that it stays in the second-level cache, then
/// one panel of right columns at a time, and every tile runs over packed memory. Transposition is a matter of
/// packing. What tiles read only once or a few times more is not packed but read where it is.
/// </summary>
internal static unsafe class GemmDriver
{
    /// <summary>Longest piece of a sum between two visits of the output; where it is cut does not change the
    /// bits.</summary>
    public const int InnerBlock = 800;

    /// <summary>Floats of left rows that narrow tiles read across, a few of each line at a time: 256 KB.</summary>
    private const int AcrossBlock = 64 * 1024;

    /// <summary>Floats of packed left rows: 640 KB.</summary>
    public const int LeftBlock = 160 * 1024;

    public const int MaximumTileRows = 12;

    public const int MaximumTileColumns = 32;

    public const int CacheLine = 16;

    /// <summary>So many tiles must read a panel of right columns for packing to pay where they lie side by side.</summary>
    private const int ManyTiles = 5;

    /// <summary>Floats of workspace that one worker needs.</summary>
    public static int WorkspaceLength(int rows, int inner)
    {
        int depth = Math.Min(inner, InnerBlock);
        int length = (BlockRows(rows, depth) * depth) + (MaximumTileColumns * depth)
            + (MaximumTileRows * MaximumTileColumns) + CacheLine;
        return RoundUp(length, CacheLine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector, TRows>(in GemmProduct product)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
    {
        int tileColumns = 2 * TLanes.Count;
        int rows = product.RowEnd - product.RowStart;
        bool isNarrow = product.ColumnEnd - product.ColumnStart <= tileColumns;
        int depth = Math.Min(product.Inner, isNarrow && product.LeftRowStride == 1 ? Math.Clamp(AcrossBlock / rows, 64, InnerBlock)
            : InnerBlock);
        int blockRows = isNarrow ? rows : BlockRows(rows, depth);
        float* edge = (float*)(((nuint)product.Scratch + 63) & ~(nuint)63);
        float* packedRight = edge + (MaximumTileRows * MaximumTileColumns);
        float* packedLeft = packedRight + (MaximumTileColumns * depth);

        for (int start = 0; start < product.Inner; start += depth)
        {
            int length = Math.Min(depth, product.Inner - start);
            for (int blockStart = product.RowStart; blockStart < product.RowEnd; blockStart += blockRows)
            {
                int blockEnd = Math.Min(blockStart + blockRows, product.RowEnd);
                for (int row = blockStart; !isNarrow && row < blockEnd; row += TRows.Value)
                {
                    PackLeft(
                        in product, row, Math.Min(TRows.Value, blockEnd - row), start, length,
                        packedLeft + ((nint)(row - blockStart) * length));
                }

                for (int column = product.ColumnStart; column < product.ColumnEnd; column += tileColumns)
                {
                    int count = Math.Min(tileColumns, product.ColumnEnd - column);
                    int width = count > TLanes.Count ? tileColumns : TLanes.Count;
                    float* right = product.Right + (start * product.RightInnerStride) + (column * product.RightColumnStride);
                    bool isInPlace = rows < ManyTiles * TRows.Value && count == width && product.RightColumnStride == 1;
                    bool isPackedByFirst = !isInPlace && !isNarrow && count == tileColumns && product.RightColumnStride == 1
                        && blockEnd - blockStart > TRows.Value;
                    if (!isInPlace && !isPackedByFirst)
                    {
                        GemmPacking.Pack(
                            right, product.RightColumnStride, product.RightInnerStride, count, width, length, packedRight);
                    }

                    var panel = new GemmPanel
                    {
                        RowStart = blockStart,
                        RowEnd = blockEnd,
                        Column = column,
                        Columns = count,
                        Start = start,
                        Length = length,
                        IsNarrow = isNarrow,
                        IsPacked = !isNarrow && !isInPlace,
                        PackedLeft = packedLeft,
                        Right = isInPlace || isPackedByFirst ? right : packedRight,
                        RightStride = isInPlace || isPackedByFirst ? product.RightInnerStride : width,
                        PackedRight = isPackedByFirst ? packedRight : null,
                        Next = isPackedByFirst && column + tileColumns < product.ColumnEnd ? right + tileColumns : null,
                        Edge = edge,
                    };
                    Panel<TLanes, TVector, TRows>(in product, panel);
                }
            }
        }
    }

    /// <summary>All tiles of one block of rows and one panel of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TLanes, TVector, TRows>(in GemmProduct product, GemmPanel panel)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
    {
        int columns = panel.Columns;
        int width = columns > TLanes.Count ? 2 * TLanes.Count : TLanes.Count;
        var target = new GemmTarget
        {
            Output = product.Output + (panel.RowStart * product.OutputStride) + panel.Column,
            Stride = product.OutputStride,
            Resumes = panel.Start > 0,
            Largest = panel.Start + panel.Length == product.Inner ? product.Largest : null,
        };
        if (panel.PackedRight != null)
        {
            GemmMicroKernel.Run<TLanes, TVector, TRows, TwoVectors, PackingRight>(
                panel.PackedLeft, panel.Right, new GemmStrides(1, TRows.Value, panel.RightStride), panel.Length, in target,
                    panel.PackedRight);
            panel.RowStart += TRows.Value;
            target.Output += TRows.Value * target.Stride;
            panel.PackedLeft += (nint)TRows.Value * panel.Length;
            panel.Right = panel.PackedRight;
            panel.RightStride = width;

            // A row of the panel to come touches three lines of the cache, and a tile has time for one.
            for (int line = 0; panel.Next != null && line < 3 && panel.RowEnd - panel.RowStart >= TRows.Value; line++)
            {
                GemmMicroKernel.Run<TLanes, TVector, TRows, TwoVectors, PackedFetching>(
                    panel.PackedLeft, panel.Right, new GemmStrides(1, TRows.Value, width, product.RightInnerStride),
                        panel.Length, in target,
                    panel.Next + Math.Min(line * TLanes.Count, width - 1));
                panel.RowStart += TRows.Value;
                target.Output += TRows.Value * target.Stride;
                panel.PackedLeft += (nint)TRows.Value * panel.Length;
            }
        }

        for (int row = panel.RowStart; row < panel.RowEnd; row += TRows.Value, target.Output += TRows.Value * target.Stride)
        {
            int rows = Math.Min(TRows.Value, panel.RowEnd - row);
            int height = TileRows(rows);
            float* left = panel.PackedLeft + ((nint)(row - panel.RowStart) * panel.Length);
            float* next = left;
            var strides = new GemmStrides(1, height, panel.RightStride, CacheLine);
            if (panel.IsNarrow)
            {
                left = LeftOfNarrow(in product, in panel, row, rows, ref strides);
                next = NextOfNarrow(in product, in panel, row, height);
            }

            if (rows == height && columns == width)
            {
                MultiplyTile<TLanes, TVector, TRows>(height, width, left, in panel, in strides, in target, next);
                continue;
            }

            // Tiles that stick out of the output work on a copy.
            var edge = target with { Output = panel.Edge, Stride = width };
            if (target.Resumes)
                Copy(target.Output, target.Stride, edge.Output, width, rows, columns);
            MultiplyTile<TLanes, TVector, TRows>(height, width, left, in panel, in strides, in edge, next);
            Copy(edge.Output, width, target.Output, target.Stride, rows, columns);
        }
    }

    /// <summary>
    /// The left rows of one tile where they are. A tile that sticks out would read beyond them; it is the last and packed by
    /// itself.
    /// </summary>
    private static float* LeftOfNarrow(in GemmProduct product, in GemmPanel panel, int row, int rows, ref GemmStrides strides)
    {
        if (rows == TileRows(rows))
        {
            strides = strides with { LeftLane = product.LeftRowStride, LeftInner = product.LeftInnerStride };
            return product.Left + (row * product.LeftRowStride) + (panel.Start * product.LeftInnerStride);
        }

        PackLeft(in product, row, rows, panel.Start, panel.Length, panel.PackedLeft);
        return panel.PackedLeft;
    }

    /// <summary>
    /// What to fetch while narrow tiles run, a line for each inner index: the rows of the next tile; where tiles read across
    /// lines, a part of the next piece, which all tiles of this one fetch together.
    /// </summary>
    private static float* NextOfNarrow(in GemmProduct product, in GemmPanel panel, int row, int height) => product.LeftRowStride == 1
        ? product.Left + ((panel.Start + panel.Length) * product.LeftInnerStride) + ((nint)row / height * panel.Length * CacheLine)
        : product.Left + ((row + height) * product.LeftRowStride) + panel.Start;

    private static void PackLeft(in GemmProduct product, int row, int rows, int start, int length, float* target) =>
        GemmPacking.Pack(
            product.Left + (row * product.LeftRowStride) + (start * product.LeftInnerStride),
            product.LeftRowStride, product.LeftInnerStride, rows, TileRows(rows), length, target);

    private static void MultiplyTile<TLanes, TVector, TRows>(
        int height, int width, float* left, in GemmPanel panel, in GemmStrides strides, in GemmTarget target, float* next)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
    {
        float* right = panel.Right;
        int length = panel.Length;
        if (width > TLanes.Count && panel.IsPacked)
            TileOf<TLanes, TVector, TRows, TwoVectors, Packed>(height, left, right, in strides, length, in target, next);
        else if (width > TLanes.Count)
            TileOf<TLanes, TVector, TRows, TwoVectors, InPlace>(height, left, right, in strides, length, in target, next);
        else if (panel.IsPacked)
            TileOf<TLanes, TVector, TRows, OneVector, Packed>(height, left, right, in strides, length, in target, next);
        else
            TileOf<TLanes, TVector, TRows, OneVector, InPlace>(height, left, right, in strides, length, in target, next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TileOf<TLanes, TVector, TRows, TColumns, TPacking>(
        int height, float* left, float* right, in GemmStrides strides, int length, in GemmTarget target, float* next)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
        where TColumns : struct, ITileVectors
        where TPacking : struct, ITilePacking
    {
        if (height == TRows.Value)
            GemmMicroKernel.Run<TLanes, TVector, TRows, TColumns, TPacking>(left, right, in strides, length, in target, next);
        else if (height == Rows8.Value)
            GemmMicroKernel.Run<TLanes, TVector, Rows8, TColumns, TPacking>(left, right, in strides, length, in target, next);
        else if (height == Rows6.Value)
            GemmMicroKernel.Run<TLanes, TVector, Rows6, TColumns, TPacking>(left, right, in strides, length, in target, next);
        else if (height == Rows4.Value)
            GemmMicroKernel.Run<TLanes, TVector, Rows4, TColumns, TPacking>(left, right, in strides, length, in target, next);
        else
            GemmMicroKernel.Run<TLanes, TVector, Rows2, TColumns, TPacking>(left, right, in strides, length, in target, next);
    }

    /// <summary>The least tile height that holds so many rows.</summary>
    private static int TileRows(int rows) => rows switch
    {
        <= 2 => 2,
        <= 4 => 4,
        <= 6 => 6,
        <= 8 => 8,
        _ => MaximumTileRows,
    };

    private static void Copy(float* source, nint sourceStride, float* target, nint targetStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                target[column] = source[column];
            source += sourceStride;
            target += targetStride;
        }
    }

    private static int BlockRows(int rows, int depth)
    {
        int fit = LeftBlock / Math.Max(depth, 1) / MaximumTileRows * MaximumTileRows;
        return Math.Min(RoundUp(Math.Max(rows, 1), MaximumTileRows), fit);
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}
