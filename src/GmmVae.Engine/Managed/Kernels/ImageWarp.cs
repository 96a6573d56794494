using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Warps pictures of one shape: an affine map and displacements given on a grid, bilinear reading, 0 outside.
/// </summary>
/// <remarks>
/// Outer grid points lie on the middles of the corner pixels (align_corners in other libraries). Each value read lies
/// between the pixels it comes from. Places are computed with vectors; pixels are read in pairs of neighbours, of four places at a time
/// where there is one channel. An instance serves one thread.
/// </remarks>
internal sealed unsafe class ImageWarp
{
    /// <summary>Lines of the inner buffers are multiples of this many long, so that vectors need no rest.</summary>
    private const int Unit = 16;

    /// <summary>The whole numbers up to which single precision holds each.</summary>
    private const int MostExact = 1 << 24;

    private readonly ImageShape shape;
    private readonly int grid;
    private readonly int lineLength;
    private readonly int[] columnCells;
    private readonly float[] columnShares;
    private readonly int[] rowCells;
    private readonly float[] rowShares;

    /// <summary>The picture with one pixel of 0 before and two behind, in each direction.</summary>
    private readonly float[] padded;

    /// <summary>Each column's distance from the middle.</summary>
    private readonly float[] columns;

    /// <summary>For each row of the grid its displacements at each column of the picture: x's, then y's.</summary>
    private readonly float[] stretched;

    /// <summary>A line's places: the cell's x and y, and how far in.</summary>
    private readonly float[] places;

    internal ImageWarp(ImageShape shape, int grid)
    {
        (this.shape, this.grid) = (shape, grid);
        lineLength = (shape.Width + Unit - 1) / Unit * Unit;
        (columnCells, columnShares) = Places(shape.Width, grid);
        (rowCells, rowShares) = Places(shape.Height, grid);
        padded = new float[checked((shape.Height + 3) * (shape.Width + 3) * shape.Channels)];
        columns = new float[lineLength];
        for (int x = 0; x < shape.Width; x++)
            columns[x] = x - ((shape.Width - 1) / 2f);
        stretched = new float[2 * grid * lineLength];
        places = new float[4 * lineLength];
    }

    /// <summary>Values of a displacement: x at each grid point, row by row, then y.</summary>
    internal int Displacements => 2 * grid * grid;

    /// <summary>target[y, x] = source at the map's place for (x, y), displaced.</summary>
    /// <param name="source">[height, width, channels].</param>
    /// <param name="map">Where each pixel comes from.</param>
    /// <param name="displacement">Of the grid's points, [2, grid, grid].</param>
    /// <param name="amplitude">The displacement's factor.</param>
    /// <param name="target">[height, width, channels], overwritten; no part of the source.</param>
    internal void Warp(
        ReadOnlySpan<float> source, WarpMap map, ReadOnlySpan<float> displacement, float amplitude, Span<float> target) =>
        Warp(VectorPaths.Best, source, map, displacement, amplitude, target);

    internal void Warp(
        VectorPath path, ReadOnlySpan<float> source, WarpMap map, ReadOnlySpan<float> displacement, float amplitude, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, shape.Features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, shape.Features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(displacement.Length, Displacements);
        Pad(source);
        Stretch(displacement, amplitude);
        if (path == VectorPath.Vector512)
            Read<Lanes512, Vector512<float>>(map, target);
        else if (path == VectorPath.Vector256)
            Read<Lanes256, Vector256<float>>(map, target);
        else
            Read<LanesPortable, float>(map, target);
    }

    /// <summary>The grid cell in which each of <paramref name="count"/> pixels lies, and how far in.</summary>
    private static (int[] Cells, float[] Shares) Places(int count, int grid)
    {
        int[] cells = new int[count];
        float[] shares = new float[count];
        for (int i = 1; i < count; i++)
        {
            double place = i * (grid - 1.0) / (count - 1);
            cells[i] = Math.Min((int)place, grid - 2);
            shares[i] = (float)(place - cells[i]);
        }

        return (cells, shares);
    }

    private void Pad(ReadOnlySpan<float> source)
    {
        int width = shape.Width * shape.Channels;
        int stride = (shape.Width + 3) * shape.Channels;
        for (int y = 0; y < shape.Height; y++)
            source.Slice(y * width, width).CopyTo(padded.AsSpan(((y + 1) * stride) + shape.Channels));
    }

    private void Stretch(ReadOnlySpan<float> displacement, float amplitude)
    {
        int width = shape.Width;
        for (int row = 0; row < 2 * grid; row++)
        {
            ReadOnlySpan<float> points = displacement.Slice(row * grid, grid);
            Span<float> line = stretched.AsSpan(row * lineLength, width);
            for (int x = 0; x < line.Length; x++)
                line[x] = amplitude * Between(points[columnCells[x]], points[columnCells[x] + 1], columnShares[x]);
        }
    }

    private void Read<TLanes, TVector>(WarpMap map, Span<float> target)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        float middle = (shape.Height - 1) / 2f;
        fixed (float* picture = padded, shifts = stretched, distances = columns, line = places, output = target)
        {
            for (int y = 0; y < shape.Height; y++)
            {
                float* above = shifts + ((nint)rowCells[y] * lineLength);
                float fromMiddle = y - middle;
                FindPlaces<TLanes, TVector>(
                    distances, above, rowShares[y], map.Xx, (map.Xy * fromMiddle) + map.X, shape.Width, line);
                FindPlaces<TLanes, TVector>(
                    distances, above + ((nint)grid * lineLength), rowShares[y], map.Yx, (map.Yy * fromMiddle) + map.Y,
                    shape.Height, line + (2 * lineLength));
                ReadLine(picture, line, output + ((nint)y * shape.Width * shape.Channels));
            }
        }
    }

    /// <summary>One coordinate of a line's places: the pixels before them, from −1 on, then how far behind those they
    /// are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindPlaces<TLanes, TVector>(
        float* distances, float* above, float share, float slope, float start, int count, float* line)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        float* below = above + lineLength;
        TVector one = TLanes.Broadcast(1f);
        TVector low = TLanes.Broadcast(-1f);
        TVector high = TLanes.Broadcast(count);
        TVector rowShare = TLanes.Broadcast(share);
        TVector slopes = TLanes.Broadcast(slope);
        TVector starts = TLanes.Broadcast(start);
        for (int x = 0; x < lineLength; x += TLanes.Count)
        {
            TVector shift = TLanes.Load(above + x);
            shift = TLanes.FusedMultiplyAdd(rowShare, TLanes.Subtract(TLanes.Load(below + x), shift), shift);
            TVector place = TLanes.Add(TLanes.FusedMultiplyAdd(slopes, TLanes.Load(distances + x), starts), shift);

            // Not a number compares false and ends at the lower edge.
            place = TLanes.Select(TLanes.GreaterThan(place, low), place, low);
            place = TLanes.Select(TLanes.GreaterThan(place, high), high, place);
            TVector cell = TLanes.Round(place);
            cell = TLanes.Select(TLanes.GreaterThan(cell, place), TLanes.Subtract(cell, one), cell);
            TLanes.Store(line + x, cell);
            TLanes.Store(line + lineLength + x, TLanes.Subtract(place, cell));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadLine(float* picture, float* line, float* output)
    {
        (int width, int channels) = (shape.Width, shape.Channels);
        nint stride = (width + 3) * channels;
        float* cellsX = line;
        float* sharesX = line + lineLength;
        float* cellsY = sharesX + lineLength;
        float* sharesY = cellsY + lineLength;
        float* origin = picture + stride + channels;
        int x = 0;
        if (channels == 1 && Sse2.IsSupported && padded.Length <= MostExact)
        {
            int* cells = stackalloc int[Vector128<int>.Count];
            for (; x <= width - Vector128<float>.Count; x += Vector128<float>.Count, output += Vector128<float>.Count)
            {
                Vector128<float> cell = Vector128.Load(cellsY + x) * Vector128.Create((float)stride) + Vector128.Load(cellsX + x);
                Sse2.ConvertToVector128Int32(cell).Store(cells);
                Between(origin, cells, stride, Vector128.Load(sharesX + x), Vector128.Load(sharesY + x)).Store(output);
            }
        }

        for (; x < width; x++)
        {
            float* corner = origin + ((int)cellsY[x] * stride) + ((int)cellsX[x] * channels);
            for (int channel = 0; channel < channels; channel++)
            {
                float above = Between(corner[0], corner[channels], sharesX[x]);
                float below = Between(corner[stride], corner[stride + channels], sharesX[x]);
                *output++ = Between(above, below, sharesY[x]);
                corner++;
            }
        }
    }

    /// <summary>Four places' values, each from the two pixels at its cell and the two below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Between(float* origin, int* cells, nint stride, Vector128<float> shareX, Vector128<float> shareY)
    {
        Corners(origin + cells[0], origin + cells[1], stride, out Vector128<float> lefts0, out Vector128<float> rights0);
        Corners(origin + cells[2], origin + cells[3], stride, out Vector128<float> lefts1, out Vector128<float> rights1);
        Vector128<float> above = Between(Sse.MoveLowToHigh(lefts0, lefts1), Sse.MoveLowToHigh(rights0, rights1), shareX);
        Vector128<float> below = Between(Sse.MoveHighToLow(lefts1, lefts0), Sse.MoveHighToLow(rights1, rights0), shareX);
        return Between(above, below, shareY);
    }

    /// <summary>Of two cells the left pixels, two above and two below, and the right ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Corners(float* first, float* second, nint stride, out Vector128<float> lefts, out Vector128<float> rights)
    {
        Vector128<float> one = Sse.LoadHigh(Sse2.LoadScalarVector128((double*)first).AsSingle(), first + stride);
        Vector128<float> other = Sse.LoadHigh(Sse2.LoadScalarVector128((double*)second).AsSingle(), second + stride);
        lefts = Sse.Shuffle(one, other, 0b10_00_10_00);
        rights = Sse.Shuffle(one, other, 0b11_01_11_01);
        lefts = Sse.Shuffle(lefts, lefts, 0b11_01_10_00);
        rights = Sse.Shuffle(rights, rights, 0b11_01_10_00);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Between(Vector128<float> first, Vector128<float> second, Vector128<float> share) =>
        first + (share * (second - first));

    /// <summary>From <paramref name="first"/> (share 0) to <paramref name="second"/> (share 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Between(float first, float second, float share) => first + (share * (second - first));
}

/// <summary>Where a pixel of a warped picture comes from: pixel (x, y) from (Xx·(x − centre) + Xy·(y − centre) + X,
/// Yx·(x − centre) + Yy·(y − centre) + Y), then displaced.</summary>
internal readonly record struct WarpMap(float Xx, float Xy, float X, float Yx, float Yy, float Y);
