using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Images to patches and back, channels last. Along a kernel row pixels and patch lie side by side, so both are loops over
/// runs of kernel width · channels numbers. Workers split lines of the output; below a few ten thousand numbers part 0 does
/// everything.
/// </summary>
/// <remarks>
/// A pixel is summed, from 0, over the patches that cover it by ascending kernel row and then from left to right, whatever
/// the instruction set or the split. Its error is at most γ_n Σ |x|, n = the number of those patches.
/// </remarks>
internal static unsafe class Patches
{
    private const long SharedWork = 32768;

    /// <summary>Floats of a line of the cache.</summary>
    private const int CacheLine = 16;

    /// <summary>Copies the patches of images, zeros where they reach beyond the image.</summary>
    /// <param name="grid">A sound grid.</param>
    /// <param name="rows">Number of images.</param>
    /// <param name="images">[rows, height, width, channels].</param>
    /// <param name="patches">[rows · patches, patch length], overwritten; must not overlap the images.</param>
    /// <param name="part">This worker's share, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of workers that make this call.</param>
    /// <exception cref="ArgumentException">A span is too short, or the grid is not sound.</exception>
    public static void Unfold(
        PatchGrid grid, int rows, ReadOnlySpan<float> images, Span<float> patches, int part, int parts)
    {
        (int start, int end) = Lines(grid, rows, images.Length, patches.Length, rows * grid.Rows, part, parts);
        int run = grid.KernelWidth * grid.Image.Channels;
        fixed (float* source = images, target = patches)
        {
            if (run >= 2 * Vector256<float>.Count)
                RunUnfold<LongRun>(grid, source, target, start, end);
            else if (run >= Vector256<float>.Count)
                RunUnfold<MiddleRun>(grid, source, target, start, end);
            else if (run >= Vector128<float>.Count)
                RunUnfold<ShortRun>(grid, source, target, start, end);
            else
                RunUnfold<AnyRun>(grid, source, target, start, end);
        }
    }

    /// <summary>Sums patches into images; pixels without a patch become 0.</summary>
    /// <param name="grid">A sound grid.</param>
    /// <param name="rows">Number of images.</param>
    /// <param name="patches">[rows · patches, patch length].</param>
    /// <param name="images">[rows, height, width, channels], overwritten; must not overlap the patches.</param>
    /// <param name="part">This worker's share, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of workers that make this call.</param>
    /// <exception cref="ArgumentException">A span is too short, or the grid is not sound.</exception>
    public static void Fold(
        PatchGrid grid, int rows, ReadOnlySpan<float> patches, Span<float> images, int part, int parts) =>
        Fold(VectorPaths.Best, grid, rows, patches, images, part, parts);

    internal static void Fold(
        VectorPath path, PatchGrid grid, int rows, ReadOnlySpan<float> patches, Span<float> images, int part, int parts)
    {
        (int start, int end) = Lines(grid, rows, images.Length, patches.Length, rows * grid.Image.Height, part, parts);
        fixed (float* source = patches, target = images)
        {
            if (path == VectorPath.Vector512)
                RunFold<Lanes512, Vector512<float>>(grid, source, target, start, end);
            else if (path == VectorPath.Vector256)
                RunFold<Lanes256, Vector256<float>>(grid, source, target, start, end);
            else
                RunFold<LanesPortable, float>(grid, source, target, start, end);
        }
    }

    /// <summary>Lines of patches: all patches of one image that start at the same height.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunUnfold<TRun>(PatchGrid grid, float* images, float* patches, int start, int end)
        where TRun : struct, IRun
    {
        var (lines, columns, patch, channels) = (grid.Rows, grid.Columns, grid.Length, grid.Image.Channels);
        nint imageLine = (nint)grid.Image.Width * channels;
        int run = grid.KernelWidth * channels;
        float* target = patches + ((nint)start * columns * patch);
        for (int line = start; line < end; line++)
        {
            int top = (line % lines * grid.Stride) - grid.Padding;
            (int above, int height) = Inside(top, grid.KernelHeight, grid.Image.Height);
            float* image = images + (((line / lines * (nint)grid.Image.Height) + top + above) * imageLine);
            for (int column = 0; column < columns; column++, target += patch)
            {
                int left = (column * grid.Stride) - grid.Padding;
                (int before, int width) = Inside(left, grid.KernelWidth, grid.Image.Width);
                float* from = image + ((left + before) * channels);
                if (height == grid.KernelHeight && width == grid.KernelWidth)
                {
                    Block<TRun>(from, imageLine, target, run, height, run);
                    continue;
                }

                new Span<float>(target, patch).Clear();
                Block<AnyRun>(from, imageLine, target + (above * run) + (before * channels), run, height, width * channels);
            }
        }
    }

    /// <summary>Lines of pixels, each pixel's channels in registers where they fill them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunFold<TLanes, TVector>(PatchGrid grid, float* patches, float* images, int start, int end)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (lines, columns, patch, channels) = (grid.Rows, grid.Columns, grid.Length, grid.Image.Channels);
        int imageLine = grid.Image.Width * channels;
        nint patchLine = (nint)columns * patch;
        for (int pixels = start; pixels < end; pixels++)
        {
            float* target = images + ((nint)pixels * imageLine);
            float* image = patches + ((nint)(pixels / grid.Image.Height) * lines * patchLine);
            int y = pixels % grid.Image.Height;
            int lowest = y + grid.Padding;
            Fetch(image + (lines * patchLine), lines * patchLine, y, grid.Image.Height);
            if (channels % TLanes.Count == 0)
                FoldPixels<TLanes, TVector>(grid, image, target, lowest);
            else
                FoldRuns<TLanes, TVector>(grid, image, target, lowest);
        }
    }

    /// <summary>Asks for one of so many equal shares of the patches that the next image is made of.</summary>
    private static void Fetch(float* memory, nint length, int share, int shares)
    {
        for (nint i = length * share / shares; Sse.IsSupported && i < length * (share + 1) / shares; i += CacheLine)
            Sse.Prefetch1(memory + i);
    }

    /// <summary>One line of pixels, pixel by pixel.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="image">The patches of its image.</param>
    /// <param name="target">The line.</param>
    /// <param name="lowest">Its distance from the top of the padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FoldPixels<TLanes, TVector>(PatchGrid grid, float* image, float* target, int lowest)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (columns, patch, channels, stride) = (grid.Columns, grid.Length, grid.Image.Channels, grid.Stride);
        (int firstLine, int lastLine) = Covering(lowest, grid.KernelHeight, stride, grid.Rows);
        int run = grid.KernelWidth * channels;

        // From a patch to the one below, and to the one on its right, at the same pixel.
        nint down = ((nint)columns * patch) - ((nint)stride * run);
        nint right = patch - ((nint)stride * channels);
        for (int x = grid.Padding; x < grid.Image.Width + grid.Padding; x++)
        {
            (int firstColumn, int lastColumn) = Covering(x, grid.KernelWidth, stride, columns);
            float* source = image + (lastLine * down) + ((nint)lowest * run) + (firstColumn * right) + ((nint)x * channels);
            for (int channel = 0; channel < channels; channel += TLanes.Count, target += TLanes.Count)
            {
                TVector sum = TLanes.Broadcast(0f);
                float* lineSource = source + channel;
                for (int line = lastLine; line >= firstLine; line--, lineSource -= down)
                {
                    float* value = lineSource;
                    for (int column = firstColumn; column <= lastColumn; column++, value += right)
                        sum = TLanes.Add(sum, TLanes.Load(value));
                }

                TLanes.Store(target, sum);
            }
        }
    }

    /// <summary>One line of pixels, a run of kernel width at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FoldRuns<TLanes, TVector>(PatchGrid grid, float* image, float* target, int lowest)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (columns, patch, channels) = (grid.Columns, grid.Length, grid.Image.Channels);
        new Span<float>(target, grid.Image.Width * channels).Clear();
        (int firstLine, int lastLine) = Covering(lowest, grid.KernelHeight, grid.Stride, grid.Rows);
        for (int line = lastLine; line >= firstLine; line--)
        {
            int kernelY = lowest - (line * grid.Stride);
            float* source = image + ((((nint)line * columns * grid.KernelHeight) + kernelY) * grid.KernelWidth * channels);
            for (int column = 0; column < columns; column++, source += patch)
            {
                int left = (column * grid.Stride) - grid.Padding;
                (int before, int width) = Inside(left, grid.KernelWidth, grid.Image.Width);
                Add<TLanes, TVector>(
                    source + (before * channels), target + ((left + before) * channels), width * channels);
            }
        }
    }

    /// <summary>The first and last of <paramref name="count"/> kernels along an axis that cover a place; none where the last is before the
    /// first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, int Last) Covering(int place, int kernel, int stride, int count) =>
        (place < kernel ? 0 : (place - kernel + stride) / stride, Math.Min(place / stride, count - 1));

    /// <summary>How much of a kernel that starts at <paramref name="start"/> lies before an axis, and how much on it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Before, int On) Inside(int start, int kernel, int length)
    {
        int before = Math.Clamp(-start, 0, kernel);
        return (before, Math.Max(Math.Min(length - start, kernel) - before, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block<TRun>(float* source, nint sourceStride, float* target, nint targetStride, int rows, int length)
        where TRun : struct, IRun
    {
        for (int row = 0; row < rows; row++, source += sourceStride, target += targetStride)
            TRun.Copy(source, target, length);
    }

    /// <summary>Adds a run to the one that overlaps the run before: in short ones a vector would wait for its stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes, TVector>(float* source, float* target, int length)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(target + i, TLanes.Add(TLanes.Load(target + i), TLanes.Load(source + i)));
        for (; i < length; i++)
            target[i] += source[i];
    }

    private static (int Start, int End) Lines(
        PatchGrid grid, int rows, int imageLength, int patchLength, int lines, int part, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (grid.Problem is { } problem)
            throw new ArgumentException($"The grid {problem}.", nameof(grid));
        long elements = (long)rows * grid.Count * grid.Length;
        if (imageLength < (long)rows * grid.Image.Features || patchLength < elements)
            throw new ArgumentException($"{rows} images {grid.Image} do not fit {imageLength} numbers and {patchLength} of patches.");
        return parts > 1 && elements >= SharedWork ? Share.Of(lines, 1, part, parts) : Share.First(lines, part);
    }
}

/// <summary>Copies a run of numbers whose length is known to be in some range, by the widest moves that fit, the last one so that it ends
/// where the run does.</summary>
internal unsafe interface IRun
{
    static abstract void Copy(float* source, float* target, int length);
}

/// <summary>Sixteen numbers or more.</summary>
internal readonly unsafe struct LongRun : IRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int length)
    {
        int i = 0;
        for (; i < length - Vector512<float>.Count; i += Vector512<float>.Count)
            Vector512.Load(source + i).Store(target + i);
        i = length - Vector512<float>.Count;
        Vector512.Load(source + i).Store(target + i);
    }
}

/// <summary>Eight to sixteen.</summary>
internal readonly unsafe struct MiddleRun : IRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int length)
    {
        int i = length - Vector256<float>.Count;
        Vector256.Load(source).Store(target);
        Vector256.Load(source + i).Store(target + i);
    }
}

/// <summary>Four to eight.</summary>
internal readonly unsafe struct ShortRun : IRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int length)
    {
        int i = length - Vector128<float>.Count;
        Vector128.Load(source).Store(target);
        Vector128.Load(source + i).Store(target + i);
    }
}

/// <summary>Any number.</summary>
internal readonly unsafe struct AnyRun : IRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int length) =>
        new ReadOnlySpan<float>(source, length).CopyTo(new Span<float>(target, length));
}
