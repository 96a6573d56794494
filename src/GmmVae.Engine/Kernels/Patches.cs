using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// Images to patches and back, channels last. Along a kernel row pixels and patch lie side by side, so both are loops over
/// runs of kernel width · channels numbers. Workers split lines of the output; below a few ten thousand numbers part 0 does
/// everything.
/// </summary>
/// <remarks>
/// A pixel is summed, from 0, over the patches that cover it by ascending kernel row and then from left to right, whatever
/// the instruction set or the split. Its error is at most γ_n Σ |x|, n = the number of those patches.
/// </remarks>
public static unsafe class Patches
{
    private const long SharedWork = 32768;

    /// <summary>Copies the patches of images, zeros where they reach beyond the image.</summary>
    /// <param name="grid">A sound grid.</param>
    /// <param name="rows">Number of images.</param>
    /// <param name="images">[rows, height, width, channels].</param>
    /// <param name="patches">[rows · patches, patch length], overwritten; must not overlap the images.</param>
    /// <param name="part">This worker's share, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of workers that make this call.</param>
    /// <exception cref="ArgumentException">A span is too short, or the grid is not sound.</exception>
    public static void Unfold(
        PatchGrid grid, int rows, ReadOnlySpan<float> images, Span<float> patches, int part, int parts) =>
        Unfold(VectorPaths.Best, grid, rows, images, patches, part, parts);

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

    internal static void Unfold(
        VectorPath path, PatchGrid grid, int rows, ReadOnlySpan<float> images, Span<float> patches, int part, int parts)
    {
        (int start, int end) = Lines(grid, rows, images.Length, patches.Length, rows * grid.Rows, part, parts);
        fixed (float* source = images, target = patches)
        {
            if (path == VectorPath.Vector512)
                RunUnfold<Lanes512, Vector512<float>>(grid, source, target, start, end);
            else if (path == VectorPath.Vector256)
                RunUnfold<Lanes256, Vector256<float>>(grid, source, target, start, end);
            else
                RunUnfold<LanesPortable, float>(grid, source, target, start, end);
        }
    }

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
    private static void RunUnfold<TLanes, TVector>(PatchGrid grid, float* images, float* patches, int start, int end)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (lines, columns, channels) = (grid.Rows, grid.Columns, grid.Image.Channels);
        nint imageLine = (nint)grid.Image.Width * channels;
        int run = grid.KernelWidth * channels;
        float* target = patches + ((nint)start * columns * grid.Length);
        for (int line = start; line < end; line++)
        {
            float* image = images + (line / lines * grid.Image.Height * imageLine);
            int top = (line % lines * grid.Stride) - grid.Padding;
            for (int column = 0; column < columns; column++)
            {
                int left = (column * grid.Stride) - grid.Padding;
                int before = Math.Clamp(-left, 0, grid.KernelWidth) * channels;
                int length = (Math.Clamp(grid.Image.Width - left, 0, grid.KernelWidth) * channels) - before;
                for (int y = top; y < top + grid.KernelHeight; y++, target += run)
                {
                    if (y < 0 || y >= grid.Image.Height || length <= 0)
                    {
                        Clear<TLanes, TVector>(target, run);
                        continue;
                    }

                    if (length < run)
                        Clear<TLanes, TVector>(target, run);
                    Copy<TLanes, TVector>(image + (y * imageLine) + (left * channels) + before, target + before, length);
                }
            }
        }
    }

    /// <summary>Lines of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunFold<TLanes, TVector>(PatchGrid grid, float* patches, float* images, int start, int end)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (lines, columns, channels) = (grid.Rows, grid.Columns, grid.Image.Channels);
        int imageLine = grid.Image.Width * channels;
        int run = grid.KernelWidth * channels;
        nint patch = grid.Length;
        for (int pixels = start; pixels < end; pixels++)
        {
            float* target = images + ((nint)pixels * imageLine);
            Clear<TLanes, TVector>(target, imageLine);
            float* image = patches + (pixels / grid.Image.Height * lines * columns * patch);
            int lowest = (pixels % grid.Image.Height) + grid.Padding;
            for (int kernelY = 0; kernelY < grid.KernelHeight && kernelY <= lowest; kernelY++)
            {
                (int line, int rest) = Math.DivRem(lowest - kernelY, grid.Stride);
                if (rest != 0 || line >= lines)
                    continue;
                float* source = image + (line * columns * patch) + ((nint)kernelY * run);
                for (int column = 0; column < columns; column++, source += patch)
                {
                    int left = (column * grid.Stride) - grid.Padding;
                    int before = Math.Clamp(-left, 0, grid.KernelWidth) * channels;
                    int length = (Math.Clamp(grid.Image.Width - left, 0, grid.KernelWidth) * channels) - before;
                    Add<TLanes, TVector>(source + before, target + ((nint)left * channels) + before, length);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TLanes, TVector>(float* source, float* target, int length)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(target + i, TLanes.Load(source + i));
        if (i < length)
            TLanes.StorePartial(target + i, TLanes.LoadPartial(source + i, length - i, default), length - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes, TVector>(float* source, float* target, int length)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(target + i, TLanes.Add(TLanes.Load(target + i), TLanes.Load(source + i)));
        if (i < length)
        {
            TVector sum = TLanes.Add(
                TLanes.LoadPartial(target + i, length - i, default), TLanes.LoadPartial(source + i, length - i, default));
            TLanes.StorePartial(target + i, sum, length - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear<TLanes, TVector>(float* target, int length)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(target + i, default);
        if (i < length)
            TLanes.StorePartial(target + i, default, length - i);
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
