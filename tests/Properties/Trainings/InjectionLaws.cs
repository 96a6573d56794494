using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>A number that is not finite, wherever it appears, ends a training before anything is kept that holds it.</summary>
public sealed class InjectionLaws : IDisposable
{
    private readonly WorkerPool workers = new(1);

    public void Dispose() => workers.Dispose();

    private static Gen<float> NotFinite { get; } = Gen.Elements(float.NaN, float.PositiveInfinity, float.NegativeInfinity);

    private static Gen<int> Steps { get; } = Gen.Choose(0, TinyTraining.Steps - 1);

    private static Gen<int> Places { get; } = Gen.Choose(0, int.MaxValue - 1);

    [LongLaw(5, nameof(TinyModel.Cases), nameof(NotFinite), nameof(Steps), nameof(Places))]
    public void One_number_that_is_not_finite_in_any_tensor_ends_the_training_before_the_next_checkpoint(
        TinyModel tiny, float value, int step, int place)
    {
        using var counting = TinyTraining.Start(tiny, workers);
        for (var tensor = 0; tensor < counting.Store.Inputs.Count; tensor++)
        {
            using var trainer = TinyTraining.Start(tiny, workers);
            Advance(trainer, step);
            var name = trainer.Store.Inputs[tensor].Name;
            var values = trainer.Store[name];
            values[place % values.Length] = value;
            var before = trainer.Store.Bits();
            var recording = new TinyTraining.Recording();
            var failed = trainer.Run(recording, CancellationToken.None);
            var failure = failed.Match(found => found, () => throw new Xunit.Sdk.XunitException($"{value} in {name} went unnoticed."));

            // Epochs are what checkpoints are made at.
            Assert.Empty(recording.Epochs);
            Assert.InRange(failure.Step, step + 1, step + TinyTraining.StepsPerEpoch);
            Assert.Contains(FormattableString.Invariant($"at step {failure.Step}, epoch {failure.Epoch}"), failure.Message,
                StringComparison.Ordinal);
            if (failure.Source.Provenance != "optimizer" && recording.Steps.Count == 0)
                Assert.Equal(before, trainer.Store.Bits());
        }
    }

    private static void Advance(Trainer trainer, int steps)
    {
        using var stop = new CancellationTokenSource();
        if (steps == 0)
            return;
        Assert.True(trainer.Run(
            new TinyTraining.Recording(made =>
            {
                if (made.Step == steps)
                    stop.Cancel();
            }), stop.Token).IsNone);
        Assert.Equal(steps, trainer.State.Step);
    }
}
