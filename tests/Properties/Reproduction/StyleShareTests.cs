namespace GmmVae.Tests.Properties;

/// <summary>What styles explain of made-up samples.</summary>
public sealed class StyleShareTests
{
    private const int Styles = 8;
    private const int PerStyle = 5;
    private const int Features = 3;

    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    [Fact]
    public void Styles_that_decide_everything_explain_everything_and_more_than_any_shuffle()
    {
        var share = Of((style, _) => style);
        Assert.Equal(1, share.Explained, 1e-9);
        Assert.Equal(1 / 200.0, share.PValue);
        Assert.InRange(share.Shuffled, 0.1, 0.3);
    }

    [Fact]
    public void Styles_that_decide_nothing_explain_about_what_shuffled_ones_do()
    {
        var share = Of((style, sample) => Key.Normal((ulong)((style * PerStyle) + sample)));
        Assert.InRange(share.Explained / share.Shuffled, 0.3, 2);
        Assert.True(share.PValue > 0.01);
        Assert.Equal(new StyleShare(0, 0, 1), Of((_, _) => 0));
    }

    private static StyleShare Of(Func<int, int, double> value)
    {
        float[] cluster = [.. Enumerable.Range(0, Styles * PerStyle).SelectMany(row =>
            Enumerable.Range(1, Features).Select(feature => (float)(feature * value(row / PerStyle, row % PerStyle))))];
        return StyleShares.Of([cluster, cluster], Styles, PerStyle, Key);
    }
}
