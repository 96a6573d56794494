using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ConvolutionLayerLaws
{
    private static Gen<ConvolutionLayer> Layers { get; } =
        from channels in Gen.Choose(0, 5000)
        from kernel in Gen.Choose(0, 50)
        from stride in Gen.Choose(0, 4)
        from padding in Gen.Choose(0, 4)
        select new ConvolutionLayer(channels, kernel, stride, padding);

    [Law(nameof(Layers))]
    public void A_layer_reads_back_as_it_was_written(ConvolutionLayer layer) =>
        Assert.Equal(layer, ConvolutionLayer.Parse(layer.ToString()));

    [Fact]
    public void Stride_and_padding_may_be_left_out()
    {
        Assert.Equal(new ConvolutionLayer(16, 5, 1, 0), ConvolutionLayer.Parse("16x5"));
        Assert.Equal(new ConvolutionLayer(16, 5, 2, 0), ConvolutionLayer.Parse("16x5/2"));
        Assert.Equal(new ConvolutionLayer(16, 5, 1, 2), ConvolutionLayer.Parse("16x5+2"));
        Assert.Equal(new ConvolutionLayer(16, 5, 2, 1), ConvolutionLayer.Parse("16x5/2+1"));
        Assert.Equal("16x5/2+1", new ConvolutionLayer(16, 5, 2, 1).ToString());
        Assert.Equal("16x5", new ConvolutionLayer(16, 5).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("16")]
    [InlineData("16x")]
    [InlineData("x5")]
    [InlineData("16x5/")]
    [InlineData("16x5+")]
    [InlineData("16x5+1/2")]
    [InlineData("16x5x3")]
    [InlineData("16x5/2/2")]
    [InlineData("-16x5")]
    [InlineData("16x5/-2")]
    [InlineData("16 x5")]
    [InlineData("16X5")]
    [InlineData("1.5x5")]
    [InlineData("99999999999x5")]
    public void Other_texts_are_no_layer(string text) => Assert.Null(ConvolutionLayer.Parse(text));
}
