using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class ConvolutionalSpecLaws
{
    private static readonly ImageShape Image = new(8, 6);

    private static readonly DataTraits Images = new(1000, 48, InUnitInterval: true, Image);

    private static Gen<Arr<ConvolutionLayer>> ThreeLayers { get; } = Layers(3);

    [Law(nameof(ThreeLayers))]
    public void Each_layer_reads_the_image_that_the_layer_before_it_makes(Arr<ConvolutionLayer> layers)
    {
        var checking = Create(Image, layers);
        var image = Image;
        foreach (var (layer, i) in layers.Select((layer, i) => (layer, i)))
        {
            var (height, width) = (image.Height + (2 * layer.Padding), image.Width + (2 * layer.Padding));
            if (layer.Kernel > Math.Min(height, width))
            {
                Assert.Equal([Setting.Convolutions], checking.Options());
                Assert.Contains($"{layer} has a kernel {layer.Kernel}x{layer.Kernel} larger than the image {image}",
                    string.Join("; ", checking.Errors().Select(error => error.Problem)), StringComparison.Ordinal);
                return;
            }

            if (checking.IsSuccess)
                Assert.Equal(new PatchGrid(image, layer.Kernel, layer.Kernel, layer.Stride, layer.Padding), checking.Valid().Grids[i]);
            image = new(Places(height, layer), Places(width, layer), layer.Channels);
        }

        Assert.Equal(image, checking.Valid().Smallest);

        static int Places(int length, ConvolutionLayer layer) =>
            Enumerable.Range(0, length).Count(start => start % layer.Stride == 0 && start + layer.Kernel <= length);
    }

    [Fact]
    public void Everything_wrong_is_reported_at_once()
    {
        Assert.Equal(
            [Setting.Convolutions, Setting.Convolutions, Setting.Hidden],
            ConvolutionalSpec.Create(null, Array(new ConvolutionLayer(0, 5)), Array(0), Activation.Relu, batchNorm: true).Options());
        Assert.Equal([Setting.Convolutions], Create(Image, Arr<ConvolutionLayer>.Empty).Options());
        Assert.Equal([Setting.Convolutions], Create(new ImageShape(0, 5), Array(new ConvolutionLayer(2, 2))).Options());
        Assert.Equal([Setting.Convolutions],
            Create(new ImageShape(int.MaxValue, int.MaxValue), Array(new ConvolutionLayer(2, 2))).Options());
        foreach (var wrong in new ConvolutionLayer[] { new(0, 3), new(3, 0), new(3, 3, 0), new(3, 3, 1, -1), new(3, 3, 1, 3), new(4097, 3),
            new(3, 3, 4097) })
            Assert.Equal([Setting.Convolutions], Create(Image, Array(new ConvolutionLayer(2, 3), wrong)).Options());
    }

    [Fact]
    public void Layers_beyond_measure_are_refused()
    {
        Assert.Equal([Setting.Convolutions], Create(new ImageShape(1000, 1000), Array(new ConvolutionLayer(1, 17))).Options());
        Assert.Equal([Setting.Convolutions], Create(Image, Array(new ConvolutionLayer(4096, 1), new ConvolutionLayer(4096, 2))).Options());
        Assert.Equal([Setting.Convolutions], Create(Image, Array(new ConvolutionLayer(4096, 4096, 1, 4095))).Options());
        Assert.True(Create(Image, Array(new ConvolutionLayer(4096, 1), new ConvolutionLayer(1024, 2))).IsSuccess);
    }

    [Fact]
    public void Images_of_another_size_than_the_data_are_refused()
    {
        var layers = Create(Image, Array(new ConvolutionLayer(2, 3)));
        var likelihood = Success<SpecError, Likelihood>(new Likelihood.Bernoulli());
        Assert.Empty(AutoEncoderSpec.Create(48, 2, layers, layers, likelihood).Options());
        Assert.Equal([Setting.Convolutions, Setting.DecoderConvolutions],
            AutoEncoderSpec.Create(47, 2, layers, layers, likelihood).Options());
        Assert.Equal([Setting.DecoderConvolutions], VariationalSpec.Create(
            47, 2, NetworkSpec.Create(Array(4), Activation.Relu, batchNorm: false), layers, likelihood).Options());
    }

    [Fact]
    public void Options_become_the_layers_they_name_and_need_images()
    {
        var options = Presets.Report(ModelKind.GaussianMixture, Images) with
        {
            Hidden = Array(7, 5),
            Convolutions = Array(new ConvolutionLayer(4, 3, 2), new ConvolutionLayer(6, 2)),
            DecoderConvolutions = Array(new ConvolutionLayer(3, 4, 2, 1)),
        };
        var model = options.Check(Images).Valid().Model;
        var encoder = Assert.IsType<ConvolutionalSpec>(model.Encoder);
        var decoder = Assert.IsType<ConvolutionalSpec>(model.Decoder);
        Assert.Equal((Image, options.Convolutions, Array(7, 5), true), (encoder.Image, encoder.Layers, encoder.Widths, encoder.BatchNorm));
        Assert.Equal((Image, options.DecoderConvolutions, Array(5, 7), false),
            (decoder.Image, decoder.Layers, decoder.Widths, decoder.BatchNorm));
        Assert.Equal(Array(9), (options with { DecoderHidden = Array(9) }).Check(Images).Valid().Model.Decoder.Widths);
        Assert.Equal(
            [Setting.Convolutions, Setting.DecoderConvolutions, Setting.DecoderHidden],
            (options with { DecoderHidden = Array(0) }).Check(Images with { Image = null }).Options());
        Assert.Equal([Setting.Hidden], (options with { Hidden = Array(0) }).Check(Images).Options());
    }

    private static Gen<Arr<ConvolutionLayer>> Layers(int most) =>
        from count in Gen.Choose(1, most)
        from layers in Layer.ArrayOf(count)
        select toArray(layers);

    private static Gen<ConvolutionLayer> Layer { get; } =
        from channels in Gen.Choose(1, 3)
        from kernel in Gen.Choose(1, 4)
        from stride in Gen.Choose(1, 3)
        from padding in Gen.Choose(0, kernel - 1)
        select new ConvolutionLayer(channels, kernel, stride, padding);

    private static Validation<SpecError, ConvolutionalSpec> Create(ImageShape? image, Arr<ConvolutionLayer> layers) =>
        ConvolutionalSpec.Create(image, layers, Array(3), Activation.Relu, batchNorm: true);
}
