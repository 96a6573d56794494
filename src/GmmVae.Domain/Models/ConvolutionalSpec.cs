using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

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
    /// <param name="option">What errors of the convolutions name.</param>
    /// <param name="hiddenOption">What errors of the widths name.</param>
    public static Validation<SpecError, ConvolutionalSpec> Create(
        ImageShape? image,
        Arr<ConvolutionLayer> layers,
        Arr<int> widths,
        Activation activation,
        bool batchNorm,
        string option = "--convolutions",
        string hiddenOption = "--hidden") =>
        SpecRules.Validate(
            () => new ConvolutionalSpec(image!.Value, layers, widths, activation, batchNorm),
            SpecRules.HasImages(option, image),
            SpecRules.Convolutions(option, layers),
            SpecRules.Fit(option, image, layers),
            SpecRules.Widths(hiddenOption, widths));

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
