using System.Runtime.CompilerServices;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// The loops for a product with a transposed right factor that is large beside the left one, such as weights in a backward pass. It makes
/// the transpose of the output, in which the right factor's columns are the rows of the tiles and are read where they are; the left factor
/// is packed, and a strip of the output at a time is turned. The chains are the same, and so the bits.
/// </summary>
internal static unsafe class GemmTransposedDriver
{
    /// <summary>With fewer left rows the tiles, which are so wide, would be empty mostly.</summary>
    private const int LeastRows = 16;

    /// <summary>Whether it pays: turning the output costs less than packing the right factor, and left rows for a tile fit the
    /// cache.</summary>
    public static bool Suits(bool isRightTransposed, int rows, int inner) =>
        isRightTransposed && rows >= LeastRows && rows <= inner && inner <= GemmDriver.LeftBlock / GemmDriver.MaximumTileColumns;

    /// <summary>Floats of workspace that one worker needs.</summary>
    public static int WorkspaceLength(int rows, int inner)
    {
        int block = BlockRows(rows, inner);
        return (block * inner) + (GemmDriver.MaximumTileRows * block) + (GemmDriver.MaximumTileRows * inner) + GemmDriver.CacheLine;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector, TRows>(in GemmProduct product)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
    {
        int tileColumns = 2 * TLanes.Count;
        int inner = product.Inner;
        int blockRows = BlockRows(product.RowEnd - product.RowStart, inner);
        float* strip = (float*)(((nuint)product.Scratch + 63) & ~(nuint)63);
        float* edge = strip + ((nint)GemmDriver.MaximumTileRows * blockRows);
        float* packed = edge + ((nint)GemmDriver.MaximumTileRows * inner);
        for (int blockStart = product.RowStart; blockStart < product.RowEnd; blockStart += blockRows)
        {
            int rows = Math.Min(blockRows, product.RowEnd - blockStart);
            int panels = (rows + tileColumns - 1) / tileColumns;
            int width = panels * tileColumns;
            for (int row = 0; row < rows; row += tileColumns)
            {
                GemmPacking.Pack(
                    product.Left + ((nint)(blockStart + row) * product.LeftRowStride), product.LeftRowStride, product.LeftInnerStride,
                    Math.Min(tileColumns, rows - row), tileColumns, inner, packed + ((nint)row * inner));
            }

            for (int column = product.ColumnStart; column < product.ColumnEnd; column += TRows.Value)
            {
                int columns = Math.Min(TRows.Value, product.ColumnEnd - column);
                float* right = product.Right + (column * product.RightColumnStride);

                // While these columns are used the next ones, which lie behind them, are fetched a few floats at a time.
                float* next = right + (TRows.Value * product.RightColumnStride);
                nint fetch = (TRows.Value + panels - 1) / panels;
                var strides = new GemmStrides(product.RightColumnStride, product.RightInnerStride, tileColumns, fetch);
                if (columns < TRows.Value)
                {
                    GemmPacking.Pack(right, product.RightColumnStride, product.RightInnerStride, columns, TRows.Value, inner, edge);
                    right = edge;
                    strides = new GemmStrides(1, TRows.Value, tileColumns, fetch);
                }

                for (int start = 0; start < inner; start += GemmDriver.InnerBlock)
                {
                    int length = Math.Min(GemmDriver.InnerBlock, inner - start);
                    var target = new GemmTarget
                    {
                        Output = strip, Stride = width, Resumes = start > 0, Largest = start + length == inner ? product.Largest : null,
                    };
                    for (int row = 0; row < rows; row += tileColumns, target.Output += tileColumns, next += length * fetch)
                    {
                        GemmMicroKernel.Run<TLanes, TVector, TRows, TwoVectors, InPlace>(
                            right + (start * strides.LeftInner), packed + ((nint)row * inner) + ((nint)start * tileColumns), in strides,
                            length, in target, next);
                    }
                }

                GemmPacking.Transpose(
                    strip, width, columns, rows, product.Output + (blockStart * product.OutputStride) + column, product.OutputStride);
            }
        }
    }

    private static int BlockRows(int rows, int inner)
    {
        int fit = GemmDriver.LeftBlock / inner / GemmDriver.MaximumTileColumns * GemmDriver.MaximumTileColumns;
        return Math.Min((rows + GemmDriver.MaximumTileColumns - 1) / GemmDriver.MaximumTileColumns * GemmDriver.MaximumTileColumns, fit);
    }
}
