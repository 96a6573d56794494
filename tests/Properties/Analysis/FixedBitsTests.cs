namespace GmmVae.Tests.Properties;

/// <summary>Sums in baselines and metrics keep their order whatever the machine's vectors, so these hashes hold
/// everywhere; run them with the runtime's vector instructions switched off to see it.</summary>
public sealed class FixedBitsTests
{
    private const int Rows = 300;
    private const int Dimensions = 11;
    private static readonly RandomKey Key = RandomKey.FromSeed(2024);

    private static readonly float[] Data = Enumerable.Range(0, Rows * Dimensions)
        .Select(i => (float)Key.Normal((ulong)i) + 2 * (i / Dimensions % 3)).ToArray();

    [Fact]
    public void Principal_components_keep_their_bits()
    {
        var fitted = PrincipalComponents.Fit(Data, Rows, Dimensions, 4);
        Assert.Equal(12456036300070336887UL, Hash(
        [
            .. fitted.Mean, .. fitted.Components, .. fitted.ExplainedVarianceRatio,
            .. fitted.Project(Data, Rows),
        ]));
    }

    [Fact]
    public void Centers_of_k_means_keep_their_bits() =>
        Assert.Equal(8303710006551565371UL, Hash([.. FittedKMeans.Fit(Data, Rows, Dimensions, 5, Key).Centers]));

    [Fact]
    public void Gaussian_mixtures_keep_their_bits()
    {
        var diagonal = FittedMixture.Fit(
            Data, Rows, Dimensions, 3, Key, new MixtureOptions(CovarianceKind.Diagonal));
        var full = FittedMixture.Fit(Data, Rows, Dimensions, 3, Key);
        Assert.Equal(
            3152132871385611142UL, Hash([.. diagonal.Means, .. diagonal.Covariances, .. diagonal.LogLikelihoods]));
        Assert.Equal(16177311069335111541UL, Hash([.. full.Means, .. full.Covariances, .. full.LogLikelihoods]));
    }

    [Fact]
    public void Metrics_and_random_numbers_keep_their_bits()
    {
        var clusters = Enumerable.Range(0, Rows).Select(i => Key.Integer((ulong)i, 3)).ToArray();
        var labels = Enumerable.Range(0, Rows).Select(i => i % 3).ToArray();
        Assert.Equal(12261291559468634635UL, Hash(
        [
            Silhouette.Mean(Data, Rows, Dimensions, labels), MutualInformation.Normalized(clusters, labels),
            RandIndex.Adjusted(clusters, labels), .. Data.Select(x => (double)x),
        ]));
    }

    private static ulong Hash(double[] values) => values.Aggregate(
        14695981039346656037UL, (hash, value) => (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211UL);
}
