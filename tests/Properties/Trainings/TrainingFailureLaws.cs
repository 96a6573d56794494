using FsCheck;
using FsCheck.Fluent;
using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class TrainingFailureLaws : IDisposable
{
    private static readonly Gen<TinyModel> Gaussian =
        from tiny in TinyModel.Cases.Generator
        from likelihood in Gen.Elements(LikelihoodKind.GaussianFixed, LikelihoodKind.Gaussian, LikelihoodKind.GaussianPerFeature)
        select tiny with { Likelihood = likelihood };

    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [Law(nameof(Gaussian))]
    public void A_huge_learning_rate_ends_in_a_failure_that_names_a_part_and_keeps_the_last_good_parameters(TinyModel tiny)
    {
        using var trainer = new Trainer(tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed, 1e30), TinyTraining.Data(tiny), workers);
        var failure = AssertFails(trainer);
        Assert.True(failure.Step > 1);
    }

    [Law(nameof(Gaussian))]
    public void Data_whose_squares_overflow_end_in_a_failure_of_the_first_step(TinyModel tiny)
    {
        var extreme = TinyTraining.Data(tiny, 1e38);
        using var trainer = new Trainer(tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed), extreme, workers);
        Assert.Equal((1, 1), (AssertFails(trainer).Epoch, AssertFails(trainer).Step));
    }

    [Law]
    public void Parameters_that_are_not_finite_are_found_before_they_spread(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        trainer.Store["decoder.output.bias"].Fill(float.NaN);
        var bits = trainer.Store.Bits();
        Assert.True(trainer.Run(new TinyTraining.Recording(), CancellationToken.None).IsSome);
        Assert.Equal(bits, trainer.Store.Bits());
        Assert.Equal(0, trainer.State.Step);
    }

    private static Gen<double> LearningRates { get; } = Gen.Choose(-3, 30).Select(exponent => PortableMath.Pow(10, exponent));

    [Law(nameof(TinyModel.Cases), nameof(LearningRates))]
    public void Whatever_the_learning_rate_a_training_ends_with_finite_parameters_statistics_and_moments(
        TinyModel tiny, double learningRate)
    {
        using var trainer = new Trainer(
            tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed, learningRate, decay: 0), TinyTraining.Data(tiny), workers);
        trainer.Run(new TinyTraining.Recording(), CancellationToken.None);
        foreach (var input in trainer.Store.Inputs)
            Assert.All(trainer.Store[input.Name].ToArray(), value => Assert.True(float.IsFinite(value), input.Name));
    }

    private static TrainingFailure AssertFails(Trainer trainer)
    {
        var last = trainer.Store.Bits();
        var failed = trainer.Run(new TinyTraining.Recording(_ => last = trainer.Store.Bits()), CancellationToken.None);
        var failure = failed.Match(found => found, () => throw new Xunit.Sdk.XunitException("The training did not fail."));
        Assert.Equal(last, trainer.Store.Bits());
        // An update that leaves the parameters unsound is noticed after it, anything else before the step is made.
        Assert.Equal(trainer.State.Step + (failure.Source.Provenance == "optimizer" ? 0 : 1), failure.Step);
        Assert.NotEqual("", failure.Source.Provenance);
        Assert.Contains($"the {failure.Source.Provenance} is not finite or beyond 1e18 ({failure.Source.Operation})", failure.Message,
            StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"at step {failure.Step}, epoch {failure.Epoch}"), failure.Message,
            StringComparison.Ordinal);
        return failure;
    }
}
