namespace GmmVae.Tests.Properties;

public sealed class StandardNormalTests
{
    // From tables of the normal distribution to twelve digits.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.8413447460685429, 1)]
    [InlineData(0.15865525393145705, -1)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.9986501019683699, 3)]
    [InlineData(1e-6, -4.753424308822899)]
    public void Quantiles_are_those_of_tables(double probability, double quantile) =>
        Laws.Close(quantile, StandardNormal.Quantile(probability), 1e-9);

    [Fact]
    public void Quantiles_grow_and_mirror_each_other()
    {
        var quantiles = Enumerable.Range(0, 101).Select(i => StandardNormal.Quantile((i + 0.5) / 101)).ToArray();
        Assert.Equal(quantiles.Order(), quantiles);
        for (var i = 0; i < quantiles.Length; i++)
            Laws.Close(-quantiles[i], quantiles[^(i + 1)], 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Probabilities_without_a_finite_quantile_are_refused(double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StandardNormal.Quantile(probability));
}
