using System.Runtime.CompilerServices;

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
    public int Inner;
    public int RowStart;
    public int RowEnd;
    public int ColumnStart;
    public int ColumnEnd;
    public float* Workspace;
}

/// <summary>
/// The loops around the register tile: a block of left rows is packed so that it stays in the second-level cache, then
/// one panel of right columns at a time, and every tile runs over packed memory only. Transposition is a matter of
/// packing.
/// </summary>
internal static unsafe class GemmDriver
{
    /// <summary>Longest piece of a sum between two visits of the output; where it is cut does not change the
    /// bits.</summary>
    private const int InnerBlock = 512;

    /// <summary>Floats of packed left rows: 640 KB.</summary>
    private const int LeftBlock = 160 * 1024;

    private const int MaximumTileRows = 12;

    private const int MaximumTileColumns = 32;

    private const int CacheLine = 16;

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
        int depth = Math.Min(product.Inner, InnerBlock);
        int blockRows = BlockRows(product.RowEnd - product.RowStart, depth);
        float* edge = (float*)(((nuint)product.Workspace + 63) & ~(nuint)63);
        float* packedRight = edge + (MaximumTileRows * MaximumTileColumns);
        float* packedLeft = packedRight + (MaximumTileColumns * depth);

        for (int start = 0; start < product.Inner; start += InnerBlock)
        {
            int length = Math.Min(InnerBlock, product.Inner - start);
            for (int blockStart = product.RowStart; blockStart < product.RowEnd; blockStart += blockRows)
            {
                int blockEnd = Math.Min(blockStart + blockRows, product.RowEnd);
                for (int row = blockStart; row < blockEnd; row += TRows.Value)
                {
                    int count = Math.Min(TRows.Value, blockEnd - row);
                    GemmPacking.Pack(
                        product.Left + (row * product.LeftRowStride) + (start * product.LeftInnerStride),
                        product.LeftRowStride, product.LeftInnerStride, count, TileRows(count), length,
                        packedLeft + ((nint)(row - blockStart) * length));
                }

                for (int column = product.ColumnStart; column < product.ColumnEnd; column += tileColumns)
                {
                    int count = Math.Min(tileColumns, product.ColumnEnd - column);
                    GemmPacking.Pack(
                        product.Right + (start * product.RightInnerStride) + (column * product.RightColumnStride),
                        product.RightColumnStride, product.RightInnerStride, count,
                        count > TLanes.Count ? tileColumns : TLanes.Count, length, packedRight);
                    Panel<TLanes, TVector, TRows>(
                        in product, blockStart, blockEnd, column, count, length, start > 0, packedLeft, packedRight,
                        edge);
                }
            }
        }
    }

    /// <summary>All tiles of one block of rows and one panel of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TLanes, TVector, TRows>(
        in GemmProduct product, int blockStart, int blockEnd, int column, int columns, int length, bool resume,
        float* packedLeft, float* packedRight, float* edge)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
    {
        int width = columns > TLanes.Count ? 2 * TLanes.Count : TLanes.Count;
        for (int row = blockStart; row < blockEnd; row += TRows.Value)
        {
            int rows = Math.Min(TRows.Value, blockEnd - row);
            int height = TileRows(rows);
            float* left = packedLeft + ((nint)(row - blockStart) * length);
            float* output = product.Output + (row * product.OutputStride) + column;
            if (rows == height && columns == width)
            {
                Tile<TLanes, TVector, TRows>(
                    height, width, left, packedRight, length, output, product.OutputStride, resume);
                continue;
            }

            // Tiles that stick out of the output work on a copy.
            if (resume)
                Copy(output, product.OutputStride, edge, width, rows, columns);
            Tile<TLanes, TVector, TRows>(height, width, left, packedRight, length, edge, width, resume);
            Copy(edge, width, output, product.OutputStride, rows, columns);
        }
    }

    private static void Tile<TLanes, TVector, TRows>(
        int height, int width, float* left, float* right, int length, float* output, nint stride, bool resume)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
    {
        if (width > TLanes.Count)
            TileOf<TLanes, TVector, TRows, TwoVectors>(height, left, right, length, output, stride, resume);
        else
            TileOf<TLanes, TVector, TRows, OneVector>(height, left, right, length, output, stride, resume);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TileOf<TLanes, TVector, TRows, TColumns>(
        int height, float* left, float* right, int length, float* output, nint stride, bool resume)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
        where TColumns : struct, ITileVectors
    {
        if (height == TRows.Value)
            GemmMicroKernel.Run<TLanes, TVector, TRows, TColumns>(left, right, length, output, stride, resume);
        else if (height == Rows8.Value)
            GemmMicroKernel.Run<TLanes, TVector, Rows8, TColumns>(left, right, length, output, stride, resume);
        else if (height == Rows6.Value)
            GemmMicroKernel.Run<TLanes, TVector, Rows6, TColumns>(left, right, length, output, stride, resume);
        else if (height == Rows4.Value)
            GemmMicroKernel.Run<TLanes, TVector, Rows4, TColumns>(left, right, length, output, stride, resume);
        else
            GemmMicroKernel.Run<TLanes, TVector, Rows2, TColumns>(left, right, length, output, stride, resume);
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
