using System.Runtime.Intrinsics;
using GmmVae.Engine.Engines;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Dense single-precision matrix products over row-major storage.
/// </summary>
/// <remarks>
/// Each output element is one chain of fused multiply-adds, from zero, over the inner index in ascending order. So the
/// result depends neither on the instruction set, nor on tiles, nor on how many workers share the product, and its
/// error is at most γ_inner · Σ |left| · |right|, with γ_n = n·2^-24 / (1 − n·2^-24). Non-finite input follows IEEE 754;
/// which NaN results is unspecified.
/// </remarks>
internal static unsafe class Gemm
{
    /// <summary>Below this many floating-point operations, waking other workers costs more than it saves.</summary>
    private const double SharedWork = 1e6;

    /// <summary>Numbers that one part keeps of the largest magnitudes.</summary>
    internal const int LargestLength = 16;

    private const int ColumnUnit = 16;

    private const int RowUnit = 4;

    /// <summary>Floats of workspace that <c>Multiply</c> needs for all parts together, also for fewer rows.</summary>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="inner">Length of each sum.</param>
    /// <param name="parts">Number of workers.</param>
    public static int WorkspaceLength(int rows, int inner, int parts) =>
        checked(parts * PartLength(rows, inner));

    /// <summary>
    /// output = op(left) · op(right), where op transposes if asked. All <paramref name="parts"/> workers make this
    /// call, each with its own <paramref name="part"/>, at the same time or one after the other; together they write each
    /// output element once.
    /// </summary>
    /// <param name="transposeLeft">False: left is [rows, inner]; true: it is stored [inner, rows].</param>
    /// <param name="transposeRight">False: right is [inner, columns]; true: it is stored [columns, inner].</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="inner">Length of each sum; 0 gives zeros.</param>
    /// <param name="left">The left factor.</param>
    /// <param name="right">The right factor.</param>
    /// <param name="output">[rows, columns], overwritten; must not overlap the factors.</param>
    /// <param name="workspace">Scratch of at least <see cref="WorkspaceLength"/> floats, the same for all parts; best
    /// 64-byte aligned.</param>
    /// <param name="part">Which share of the output to compute, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of shares.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative or part is not one of parts.</exception>
    public static void Multiply(
        bool transposeLeft, bool transposeRight, int rows, int columns, int inner,
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, Span<float> workspace,
        int part, int parts) =>
        Multiply(
            VectorPaths.Best, transposeLeft, transposeRight, rows, columns, inner, left, right, output, workspace, [],
            part, parts);

    /// <summary>
    /// As the public overload, on a chosen instruction set; also leaves in <paramref name="largest"/>, where that is not empty,
    /// <see cref="LargestLength"/>
    /// numbers of each part, among which is the largest magnitude of the output, NaN above infinity.
    /// </summary>
    internal static void Multiply(
        VectorPath path, bool transposeLeft, bool transposeRight, int rows, int columns, int inner,
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, Span<float> workspace, Span<float> largest,
        int part, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(inner);
        Require(left.Length, (long)rows * inner, nameof(left));
        Require(right.Length, (long)inner * columns, nameof(right));
        Require(output.Length, (long)rows * columns, nameof(output));
        int partLength = PartLength(rows, inner);
        Require(workspace.Length, (long)parts * partLength, nameof(workspace));

        if (!largest.IsEmpty)
        {
            largest = largest.Slice(part * LargestLength, LargestLength);
            largest.Clear();
        }

        bool shared = parts > 1 && 2.0 * rows * columns * inner >= SharedWork;
        (int rowStart, int rowEnd) = (0, rows);
        (int columnStart, int columnEnd) = (0, columns);
        if (!shared)
            (rowStart, rowEnd) = Share.First(rows, part);
        else if (columns >= rows)
            (columnStart, columnEnd) = Share.Of(columns, ColumnUnit, part, parts);
        else
            (rowStart, rowEnd) = Share.Of(rows, RowUnit, part, parts);
        if (rowStart >= rowEnd || columnStart >= columnEnd)
            return;

        fixed (float* leftPointer = left, rightPointer = right, outputPointer = output, workspacePointer = workspace, largestPointer =
            largest)
        {
            var product = new GemmProduct
            {
                Left = leftPointer,
                LeftRowStride = transposeLeft ? 1 : inner,
                LeftInnerStride = transposeLeft ? rows : 1,
                Right = rightPointer,
                RightColumnStride = transposeRight ? inner : 1,
                RightInnerStride = transposeRight ? 1 : columns,
                Output = outputPointer,
                OutputStride = columns,
                OutputColumnStride = 1,
                Inner = inner,
                RowStart = rowStart,
                RowEnd = rowEnd,
                ColumnStart = columnStart,
                ColumnEnd = columnEnd,
                Scratch = workspacePointer + ((nint)part * partLength),
                Largest = largestPointer,
            };
            bool isTurned = GemmTransposedDriver.Suits(transposeRight && !transposeLeft, rows, inner);
            if (inner == 0)
                Clear(in product);
            else if (path == VectorPath.Vector512)
                Run<Lanes512, Vector512<float>, Rows12>(in product, rows, columns, isTurned);
            else if (path == VectorPath.Vector256)
                Run<Lanes256, Vector256<float>, Rows6>(in product, rows, columns, isTurned);
            else
                Run<LanesPortable, float, Rows4>(in product, rows, columns, isTurned);
        }
    }

    private static void Run<TLanes, TVector, TRows>(in GemmProduct product, int rows, int columns, bool isTurned)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
    {
        if (columns <= GemmFewColumns.Columns)
            GemmFewColumns.Run<TLanes, TVector>(in product);
        else if (rows <= GemmFewColumns.Columns && product.RightColumnStride == 1)
            GemmFewColumns.Run<TLanes, TVector>(product.Exchanged);
        else if (isTurned)
            GemmTransposedDriver.Run<TLanes, TVector, TRows>(in product);
        else
            GemmDriver.Run<TLanes, TVector, TRows>(in product);
    }

    /// <summary>Enough for products with fewer rows, too.</summary>
    private static int PartLength(int rows, int inner) => Math.Max(
        GemmFewColumns.WorkspaceLength,
            Math.Max(GemmDriver.WorkspaceLength(rows, inner), GemmTransposedDriver.WorkspaceLength(rows, Math.Max(inner, 1))));

    private static void Clear(in GemmProduct product)
    {
        for (int row = product.RowStart; row < product.RowEnd; row++)
        {
            new Span<float>(
                product.Output + (row * product.OutputStride) + product.ColumnStart,
                product.ColumnEnd - product.ColumnStart).Clear();
        }
    }

    private static void Require(int length, long needed, string name)
    {
        if (length < needed)
            throw new ArgumentException($"{name} has {length} elements, {needed} are needed.", name);
    }
}
