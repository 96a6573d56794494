using System.Globalization;

namespace GmmVae.Domain.Graphs;

/// <summary>
/// The patches that a kernel covers as it moves over an image, row by row from the top, with zeros round the image. Pixels
/// that a last, incomplete step would reach belong to no patch.
/// </summary>
/// <remarks>Equality is by value. The counts mean something only where <see cref="Problem"/> finds nothing.</remarks>
/// <param name="Image">The image, channels last.</param>
/// <param name="KernelHeight">Rows of pixels in a patch.</param>
/// <param name="KernelWidth">Pixels in a row of a patch.</param>
/// <param name="Stride">Pixels from a patch to the next, in both directions.</param>
/// <param name="Padding">Rows and columns of zeros on each side of the image.</param>
public readonly record struct PatchGrid(ImageShape Image, int KernelHeight, int KernelWidth, int Stride = 1, int Padding = 0)
{
    /// <summary>Patches from top to bottom.</summary>
    public int Rows => ((Image.Height + (2 * Padding) - KernelHeight) / Stride) + 1;

    /// <summary>Patches from left to right.</summary>
    public int Columns => ((Image.Width + (2 * Padding) - KernelWidth) / Stride) + 1;

    /// <summary>All patches of one image.</summary>
    public int Count => checked(Rows * Columns);

    /// <summary>Values of a patch: kernel height · kernel width · channels.</summary>
    public int Length => checked(KernelHeight * KernelWidth * Image.Channels);

    /// <summary>What makes the grid impossible, in words that follow "it"; none if it is sound.</summary>
    public string? Problem =>
        Image.Height < 1 || Image.Width < 1 || Image.Channels < 1 ? $"needs an image with pixels, not {Image}"
        : KernelHeight < 1 || KernelWidth < 1 || Stride < 1 ? "needs a kernel and a stride of at least 1"
        : Padding < 0 ? "cannot have a negative padding"
        : KernelHeight > Image.Height + (2L * Padding) || KernelWidth > Image.Width + (2L * Padding)
            ? FormattableString.Invariant($"has a kernel {KernelHeight}x{KernelWidth} larger than the image {Image} with padding {Padding}")
            : null;

    /// <summary>For each element of the patches of one image its pixel, channels last; the number of pixels where it is padding.</summary>
    public int[] Pixels()
    {
        var pixels = new int[checked(Count * Length)];
        for (var element = 0; element < pixels.Length; element++)
            pixels[element] = PixelOf(element) is >= 0 and var pixel ? pixel : Image.Features;
        return pixels;
    }

    /// <summary>
    /// For each pixel, channels last, the elements of the patches of one image that fall on it, in order: as many for each
    /// pixel, filled up with the number of elements.
    /// </summary>
    public int[] Elements()
    {
        var (pixels, features) = (Pixels(), Image.Features);
        var falling = Enumerable.Range(0, pixels.Length).Where(element => pixels[element] < features).ToLookup(element => pixels[element]);
        var most = Math.Max(1, falling.Select(of => of.Count()).DefaultIfEmpty().Max());
        return [.. Enumerable.Range(0, features).SelectMany(pixel =>
            falling[pixel].Concat(Enumerable.Repeat(pixels.Length, most)).Take(most))];
    }

    /// <summary>The element of a batch of images, channels last, that an element of their patches is; −1 where it is padding.</summary>
    internal int PixelOf(int element)
    {
        (element, var channel) = Math.DivRem(element, Image.Channels);
        (element, var kernelX) = Math.DivRem(element, KernelWidth);
        (element, var kernelY) = Math.DivRem(element, KernelHeight);
        (element, var column) = Math.DivRem(element, Columns);
        (var image, var line) = Math.DivRem(element, Rows);
        var (y, x) = ((line * Stride) + kernelY - Padding, (column * Stride) + kernelX - Padding);
        return y < 0 || y >= Image.Height || x < 0 || x >= Image.Width
            ? -1
            : (((((image * Image.Height) + y) * Image.Width) + x) * Image.Channels) + channel;
    }

    /// <summary><c>5x5 stride 2 padding 0</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{KernelHeight}x{KernelWidth} stride {Stride} padding {Padding}");
}

/// <summary>How the features of one row form a picture: row by row from the top, channels last.</summary>
/// <remarks>Equality is by value. The product of the three extents is the number of features of a row.</remarks>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Channels">Values of a pixel: 1 for grey levels.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels = 1)
{
    /// <summary>Height · width · channels.</summary>
    /// <exception cref="OverflowException">The product exceeds the integers.</exception>
    public int Features => checked(Height * Width * Channels);

    /// <summary><c>28x28x1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}x{Channels}");
}
