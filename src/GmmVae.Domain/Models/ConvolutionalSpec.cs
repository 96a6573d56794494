using System.Globalization;
using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Models;

/// <summary>
/// Convolutions on images, each followed by what follows a hidden layer, then dense hidden layers. A decoder goes the other
/// way: dense layers, one more to the smallest image, then the same convolutions transposed, the last one first.
/// </summary>
public sealed record ConvolutionalSpec : TrunkSpec
{
    private ConvolutionalSpec(
        ImageShape image, Arr<ConvolutionLayer> layers, Arr<int> widths, Activation activation, bool batchNorm)
        : base(widths, activation, batchNorm) => (Image, Layers) = (image, layers);

    /// <summary>The images of the data.</summary>
    public ImageShape Image { get; }

    /// <summary>The convolutions, from the data's images to the smallest; at least one.</summary>
    public Arr<ConvolutionLayer> Layers { get; }

    /// <summary>Where the kernel of each layer stands, and with it the image that the layer reads.</summary>
    public Arr<PatchGrid> Grids => GridsOf(Image, Layers);

    /// <summary>The image that the last convolution makes.</summary>
    public ImageShape Smallest => After(Grids[^1], Layers[^1]);

    /// <summary>A checked specification.</summary>
    /// <param name="image">The images of the data; data without images is an error.</param>
    /// <param name="layers">The convolutions, from the data's images on.</param>
    /// <param name="widths">The dense hidden layers, in the order in which they are applied.</param>
    /// <param name="activation">The nonlinearity after each layer.</param>
    /// <param name="batchNorm">Whether each layer is batch-normalised: convolutions per channel, over rows and pixels.</param>
    /// <param name="setting">What errors of the convolutions name.</param>
    /// <param name="hiddenSetting">What errors of the widths name.</param>
    public static Validation<SpecError, ConvolutionalSpec> Create(
        ImageShape? image,
        Arr<ConvolutionLayer> layers,
        Arr<int> widths,
        Activation activation,
        bool batchNorm,
        Setting setting = Setting.Convolutions,
        Setting hiddenSetting = Setting.Hidden) =>
        SpecRules.Validate(
            () => new ConvolutionalSpec(image!.Value, layers, widths, activation, batchNorm),
            SpecRules.HasImages(setting, image),
            SpecRules.Convolutions(setting, layers),
            SpecRules.Fit(setting, image, layers),
            SpecRules.Widths(hiddenSetting, widths));

    /// <summary>The grids of sound layers up to the first that does not fit, it included.</summary>
    internal static Arr<PatchGrid> GridsOf(ImageShape image, Arr<ConvolutionLayer> layers)
    {
        var grids = new List<PatchGrid>();
        foreach (var layer in layers)
        {
            var grid = new PatchGrid(image, layer.Kernel, layer.Kernel, layer.Stride, layer.Padding);
            grids.Add(grid);
            if (grid.Problem is not null)
                break;
            image = After(grid, layer);
        }

        return toArray(grids);
    }

    private static ImageShape After(PatchGrid grid, ConvolutionLayer layer) => new(grid.Rows, grid.Columns, layer.Channels);
}

/// <summary>One convolution with a square kernel, in the form <c>16x5/2+1</c>: channels x kernel / stride + padding.</summary>
/// <remarks>Equality is by value.</remarks>
/// <param name="Channels">The channels of its result.</param>
/// <param name="Kernel">Height and width of its kernel in pixels.</param>
/// <param name="Stride">Pixels from one place of the kernel to the next.</param>
/// <param name="Padding">Rows and columns of zeros on each side of the image.</param>
public readonly record struct ConvolutionLayer(int Channels, int Kernel, int Stride = 1, int Padding = 0)
{
    /// <summary>The layer that a text such as <c>16x5</c>, <c>16x5/2</c>, <c>16x5+2</c> or <c>16x5/2+1</c> describes, if it describes
    /// one.</summary>
    public static ConvolutionLayer? Parse(string text)
    {
        var (front, padding) = Cut(text, '+', "0");
        (front, var stride) = Cut(front, '/', "1");
        var (channels, kernel) = Cut(front, 'x', "");
        return Number(channels) is { } c && Number(kernel) is { } k && Number(stride) is { } s && Number(padding) is { } p
            ? new ConvolutionLayer(c, k, s, p)
            : null;
    }

    /// <summary>The text that <see cref="Parse"/> reads; a stride of 1 and a padding of 0 are left out.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Channels}x{Kernel}{(Stride == 1 ? "" : Invariant($"/{Stride}"))}{(Padding == 0 ? "" : Invariant($"+{Padding}"))}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static (string Before, string After) Cut(string text, char mark, string missing) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, missing);

    private static int? Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
