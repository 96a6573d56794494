using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class SpecErrorLaws
{
    private static readonly DataTraits Data = new(1000, 8, InUnitInterval: true);

    /// <summary>One wrong change each, and the setting that its error is about.</summary>
    private static readonly (Setting Setting, Func<RunOptions, RunOptions> Spoil)[] Mistakes =
    [
        (Setting.Latent, options => options with { Latent = 0 }),
        (Setting.Style, options => options with { Style = 0 }),
        (Setting.Clusters, options => options with { Clusters = 1 }),
        (Setting.Threshold, options => options with { Threshold = -0.1 }),
        (Setting.Samples, options => options with { Samples = 0 }),
        (Setting.Hidden, options => options with { Hidden = Array(5, 0) }),
        (Setting.PriorHidden, options => options with { PriorHidden = Array(-1) }),
        (Setting.Variance, options => options with { Variance = 0 }),
        (Setting.Epochs, options => options with { Epochs = 0 }),
        (Setting.Steps, options => options with { Steps = 0 }),
        (Setting.Batch, options => options with { Batch = 0 }),
        (Setting.LearningRate, options => options with { LearningRate = -1 }),
        (Setting.WarmUpEpochs, options => options with { WarmUpEpochs = -1 }),
        (Setting.WeightDecay, options => options with { WeightDecay = -1 }),
        (Setting.MaximumGradientNorm, options => options with { MaximumGradientNorm = 0.0 }),
    ];

    private static Gen<int> Choices { get; } = Gen.Choose(0, (1 << Mistakes.Length) - 1);

    [Law(nameof(Choices), MaxTest = 300)]
    public void Any_mistakes_together_are_all_reported_once_each(int chosen)
    {
        var made = Mistakes.Where((_, i) => (chosen & (1 << i)) != 0).ToArray();
        var options = made.Aggregate(Valid(ModelKind.GaussianMixture), (spoilt, mistake) => mistake.Spoil(spoilt));
        Assert.Equal(
            made.Select(mistake => mistake.Setting).Order(),
            options.Check(Data).Options().Order());
    }

    [Fact]
    public void Each_mistake_alone_is_reported_by_its_option()
    {
        foreach (var (option, spoil) in Mistakes)
            Assert.Equal([option], spoil(Valid(ModelKind.GaussianMixture)).Check(Data).Options());
    }

    [Fact]
    public void Not_a_number_and_infinity_are_refused_everywhere()
    {
        foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            var options = Valid(ModelKind.GaussianMixture) with
            {
                Threshold = value, Variance = value, LearningRate = value, WeightDecay = value, MaximumGradientNorm = value,
            };
            Assert.Equal(
                [Setting.Threshold, Setting.Variance, Setting.LearningRate, Setting.WeightDecay, Setting.MaximumGradientNorm],
                options.Check(Data).Options().Order());
            Assert.Equal([Setting.Beta1, Setting.Beta2, Setting.Epsilon], AdamSpec.Create(value, value, value).Options());
        }
    }

    private static Gen<double> NoVariances { get; } =
        Gen.Elements(0, -1, -1e-300, double.NaN, double.PositiveInfinity, double.NegativeInfinity);

    [Law(nameof(NoVariances))]
    public void A_Gaussian_likelihood_without_a_positive_variance_is_refused_by_every_specification(double variance)
    {
        foreach (var kind in Enum.GetValues<GaussianVariance>())
        {
            var likelihood = Success<SpecError, Likelihood>(new Likelihood.Gaussian(kind, variance));
            Assert.Equal([Setting.Variance], AutoEncoderSpec.Create(3, 2, Layers, Layers, likelihood).Options());
            Assert.Equal([Setting.Variance], VariationalSpec.Create(3, 2, Layers, Layers, likelihood).Options());
            Assert.Equal([Setting.Variance], Mixture(likelihood).Options());
        }
    }

    [Fact]
    public void Errors_of_parts_join_those_of_the_whole() => Assert.Equal(
        [Setting.Hidden, Setting.Likelihood, Setting.Data, Setting.Latent, Setting.Samples, Setting.PosteriorBounds],
        VariationalSpec.Create(
            0, 0, NetworkSpec.Create(Array(0), Activation.Relu, true), Layers,
            Fail<SpecError, Likelihood>(new SpecError(Setting.Likelihood, $"is unknown")), 0, new LogVarianceBounds(1, 1)).Options());

    private static Gen<LogVarianceBounds> Bounds { get; } =
        from low in Gen.Choose(-60, 60)
        from high in Gen.Choose(-60, 60)
        select new LogVarianceBounds(low, high);

    [Law(nameof(Bounds))]
    public void Log_variance_bounds_ascend_and_stay_within_40(LogVarianceBounds bounds)
    {
        var valid = bounds.Low >= -40 && bounds.High <= 40 && bounds.Low < bounds.High;
        Assert.Equal(valid ? [] : [Setting.PosteriorBounds], VariationalSpec.Create(3, 2, Layers, Layers, Bernoulli, 1, bounds).Options());
        Assert.Equal(valid ? [] : [Setting.PriorBounds], Mixture(Bernoulli, priorBounds: bounds).Options());
    }

    [Fact]
    public void Bounds_that_are_not_numbers_are_refused()
    {
        foreach (var bounds in new LogVarianceBounds[] { new(double.NaN, 1), new(0, double.NaN), new(double.NegativeInfinity, 1),
            new(0, double.PositiveInfinity) })
            Assert.Equal([Setting.PosteriorBounds], VariationalSpec.Create(3, 2, Layers, Layers, Bernoulli, 1, bounds).Options());
    }

    private static Gen<List<int>> Counts { get; } = Gen.Choose(1, 1000).NonEmptyListOf().Where(counts => counts.Count > 1);

    [Law(nameof(Counts))]
    public void Prior_weights_must_be_positive_and_sum_to_1(List<int> counts)
    {
        var weights = toArray(counts.Select(count => count / (double)counts.Sum()));
        var prior = ClusterPrior.Create(weights, 1).Valid();
        Laws.Close(-PortableMath.Log(weights.Min()), prior.Maximum, 1e-15);
        Assert.Equal(weights.Map(PortableMath.Log), prior.LogWeights);
        Assert.Equal([Setting.ClusterWeights], ClusterPrior.Create(weights.Map(weight => weight * 1.001), 1).Options());
        Assert.Equal([Setting.ClusterWeights], ClusterPrior.Create(weights.SetItem(0, 0).SetItem(1, weights[0] + weights[1]), 1).Options());
        Assert.Equal([Setting.ClusterWeights], ClusterPrior.Create(weights.SetItem(0, double.NaN), 1).Options());
        Assert.Equal([Setting.ClusterWeights], ClusterPrior.Create(weights.SetItem(0, -weights[0]), 1).Options());
    }

    [Fact]
    public void Bernoulli_is_refused_for_data_outside_0_to_1()
    {
        var elsewhere = Data with { InUnitInterval = false };
        Assert.Equal([Setting.Likelihood], Valid(ModelKind.Variational).Check(elsewhere).Options());
        Assert.Empty((Valid(ModelKind.Variational) with { Likelihood = LikelihoodKind.Gaussian }).Check(elsewhere).Options());
    }

    private static Validation<SpecError, NetworkSpec> Layers => NetworkSpec.Create(Array(4), Activation.Relu, batchNorm: true);

    private static Validation<SpecError, Likelihood> Bernoulli => Success<SpecError, Likelihood>(new Likelihood.Bernoulli());

    private static RunOptions Valid(ModelKind kind) => Presets.Report(kind, Data);

    [Fact]
    public void Candidates_need_a_cluster_head_uniform_shares_and_to_be_as_many_as_clusters()
    {
        Assert.Equal([Setting.CandidatesPerCluster], Options(2, ResponsibilityKind.EncoderHead, 0.5, 0.3, 0.2));
        Assert.Equal([Setting.CandidatesPerCluster], Options(6, ResponsibilityKind.EncoderHead, 0.5, 0.3, 0.2));
        Assert.Equal([Setting.CandidatesPerCluster], Options(6, ResponsibilityKind.Bayes, 0.25, 0.25, 0.25, 0.25));
        Assert.Empty(Options(3, ResponsibilityKind.EncoderHead, 0.5, 0.3, 0.2));
        Assert.Empty(Options(6, ResponsibilityKind.EncoderHead, 0.25, 0.25, 0.25, 0.25));

        static IEnumerable<Setting> Options(int candidates, ResponsibilityKind kind, params double[] shares) => GaussianMixtureSpec.Create(
            2, 2, 1, NetworkSpec.Create(Array(3), Activation.Relu, batchNorm: false),
                NetworkSpec.Create(Array(3), Activation.Relu, batchNorm: false),
            NetworkSpec.Create(Array(3), Activation.Tanh, batchNorm: false), Success<SpecError, Likelihood>(new Likelihood.Bernoulli()),
            ClusterPrior.Create(toArray(shares), 1.5), kind, candidates: candidates).Options();
    }

    private static Validation<SpecError, GaussianMixtureSpec> Mixture(
        Validation<SpecError, Likelihood> likelihood, LogVarianceBounds? priorBounds = null) => GaussianMixtureSpec.Create(
        3, 2, 2, Layers, Layers, Layers, likelihood, ClusterPrior.Uniform(3, 1), priorBounds: priorBounds);
}
