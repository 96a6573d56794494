using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Snapshots.Models;

public sealed class SpecErrorSnapshotTests
{
    private static readonly DataTraits Data = new(1000, 8, InUnitInterval: false);

    [Fact]
    public void Everything_wrong_at_once() => Snapshot.Verify(Text(new RunOptions
    {
        Hidden = Array(500, 0),
        PriorHidden = Array(-1, 70000),
        Latent = 0,
        Style = 0,
        Clusters = 1,
        Threshold = -1,
        Samples = 0,
        Likelihood = LikelihoodKind.Bernoulli,
        Variance = double.NaN,
        Epochs = 0,
        Steps = 0,
        Batch = 0,
        LearningRate = -1,
        WarmUpEpochs = -2,
        WeightDecay = double.PositiveInfinity,
        MaximumGradientNorm = 0.0,
    }.Check(Data)));

    [Fact]
    public void Prior_weights() => Snapshot.Verify(Text(
        new RunOptions { Likelihood = LikelihoodKind.Gaussian, ClusterWeights = Some(Array(0.5, 0.6)) }.Check(Data)));

    [Fact]
    public void Parts_built_directly() => Snapshot.Verify(
        Text(AdamSpec.Create(1, -0.1, 0))
        + Text(GaussianMixtureSpec.Create(
            0, 1, 1, Layers, Layers, Layers, Success<SpecError, Likelihood>(new Likelihood.Gaussian(GaussianVariance.Fixed, -0.5)),
            ClusterPrior.Uniform(1, double.NaN), samples: 1001, posteriorBounds: new LogVarianceBounds(3, 3),
            priorBounds: new LogVarianceBounds(-50, 1), priorGain: 0)));

    private static Validation<SpecError, NetworkSpec> Layers => NetworkSpec.Create(Array(2), Activation.Relu, batchNorm: false);

    private static string Text<T>(Validation<SpecError, T> checking) =>
        checking.Match(_ => "valid\n", errors => string.Concat(errors.Select(error => $"{error.Text.Render(OptionNames.Of)}\n")));
}
