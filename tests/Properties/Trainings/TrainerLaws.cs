using FsCheck;
using FsCheck.Fluent;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class TrainerLaws : IDisposable
{
    private readonly WorkerPool one = new(1);
    private readonly WorkerPool two = new(2);
    private readonly WorkerPool three = new(3);

    public void Dispose()
    {
        one.Dispose();
        two.Dispose();
        three.Dispose();
    }

    [Law]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads(TinyModel tiny)
    {
        var (bits, steps) = Train(tiny, one);
        foreach (var workers in new[] { one, two, three })
        {
            var (again, stepsAgain) = Train(tiny, workers);
            Assert.Equal(bits, again);
            Assert.Equal(steps, stepsAgain);
        }
    }

    [Fact]
    public void A_training_wide_enough_to_be_shared_gives_the_same_bits_on_any_number_of_threads()
    {
        var traits = new DataTraits(512, 300, InUnitInterval: false);
        var options = Presets.Report(ModelKind.GaussianMixture, traits) with { Hidden = Array(300), Latent = 40, Epochs = 1 };
        var (model, training) = options.Check(traits).Valid();
        var values = System.Array.ConvertAll(Generators.Fill(1, [512, 300]).Values.ToArray(), value => (float)value);
        var data = Dataset.FromFloats("wide", values, 300);
        var hashes = new[] { one, two, three }.Select(workers =>
        {
            using var trainer = new Trainer(model, training, data, workers);
            trainer.Finish();
            return trainer.Store.Bits();
        }).ToArray();
        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(hashes[0], hashes[2]);
    }

    [Law]
    public void Another_seed_gives_other_parameters_and_other_terms(TinyModel tiny)
    {
        using var trainer = new Trainer(tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed), TinyTraining.Data(tiny), one);
        using var other = new Trainer(tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed + 1), TinyTraining.Data(tiny), one);
        Assert.NotEqual(trainer.Store.Bits(), other.Store.Bits());
        Assert.NotEqual(trainer.Finish().Steps[^1].Terms, other.Finish().Steps[^1].Terms);
        Assert.NotEqual(trainer.Store.Bits(), other.Store.Bits());
    }

    private static Gen<int> Stops { get; } = Gen.Choose(1, TinyTraining.Steps);

    [Law(nameof(TinyModel.Cases), nameof(Stops))]
    public void A_training_stopped_anywhere_goes_on_from_its_checkpoint_to_the_same_bits(TinyModel tiny, int stop)
    {
        using var uninterrupted = TinyTraining.Start(tiny, one);
        var whole = uninterrupted.Finish();

        var checkpoint = StopAt(tiny, stop, out var before);
        using var resumed = TinyTraining.Start(tiny, two);
        resumed.Store[resumed.Parameters[0].Name].Fill(float.NaN);
        resumed.Resume(checkpoint);
        Assert.Equal(stop, resumed.State.Step);
        var after = resumed.Finish();

        Assert.Equal(uninterrupted.Store.Bits(), resumed.Store.Bits());
        Assert.Equal(uninterrupted.State, resumed.State);
        Assert.Equal(whole.Steps, before.Steps.Concat(after.Steps));
        // The epoch under way is reported with all its steps, those before the stop too.
        Assert.Equal(
            whole.Epochs.Select(epoch => (epoch.Epoch, epoch.Step, epoch.Terms)),
            before.Epochs.Concat(after.Epochs).Select(epoch => (epoch.Epoch, epoch.Step, epoch.Terms)));
    }

    [Law]
    public void The_epoch_has_the_mean_of_its_steps(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, one);
        var recording = trainer.Finish();
        Assert.Equal(TinyTraining.Steps, recording.Steps.Count);
        Assert.Equal([1, 2, 3], recording.Epochs.Select(epoch => epoch.Epoch));
        foreach (var epoch in recording.Epochs)
        {
            var steps = recording.Steps.Where(step => step.Epoch == epoch.Epoch).ToArray();
            Assert.Equal(TinyTraining.StepsPerEpoch, steps.Length);
            Laws.Close(steps.Average(step => step.Terms.Objective), epoch.Terms.Objective, 1e-12);
            Laws.Close(steps.Average(step => step.Terms[LossTerm.Reconstruction]), epoch.Terms[LossTerm.Reconstruction], 1e-12);
        }
    }

    private static Gen<int> Limits { get; } = Gen.Choose(1, TinyTraining.Steps + 5);

    [Law(nameof(TinyModel.Cases), nameof(Limits))]
    public void A_limit_on_steps_ends_the_training_within_an_epoch(TinyModel tiny, int limit)
    {
        var spec = TrainingSpec.Create(
            TinyTraining.Epochs, limit, TinyTraining.Batch, 1, new Schedule.Constant(0.01), new Schedule.Constant(1), true,
                AdamSpec.Default).Valid();
        using var trainer = new Trainer(tiny.Spec, spec, TinyTraining.Data(tiny), one);
        var recording = trainer.Finish();
        Assert.Equal(Math.Min(limit, TinyTraining.Steps), recording.Steps.Count);
        Assert.Equal(recording.Steps.Count, recording.Epochs[^1].Step);
    }

    [Law]
    public void A_step_allocates_nothing(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, one);
        var meter = new Meter();
        Assert.True(trainer.Run(meter, CancellationToken.None).IsNone);
        Assert.Equal(TinyTraining.Steps, meter.Count);
        // Between two steps of one epoch lies nothing but a step; at its end the observer gets a record.
        for (var step = 1; step < meter.Count; step++)
            if (step % TinyTraining.StepsPerEpoch != 0)
                Assert.Equal(0, meter.Allocated[step] - meter.Allocated[step - 1]);
    }

    [Fact]
    public void Training_lowers_the_objective()
    {
        var tiny = new TinyModel(ModelKind.GaussianMixture, true, Activation.Relu, ResponsibilityKind.Bayes, 1, LikelihoodKind.Gaussian,
            ThresholdScope.BatchMean, 0.3, 4, 5);
        var spec = TrainingSpec.Create(60, None, 22, 1, new Schedule.Constant(0.01), new Schedule.Constant(1), true,
            AdamSpec.Default).Valid();
        using var trainer = new Trainer(tiny.Spec, spec, TinyTraining.Data(tiny), one);
        var steps = trainer.Finish().Steps;
        Assert.True(steps[^1].Terms.Objective < steps[0].Terms.Objective - 0.2);
    }

    [Fact]
    public void Data_of_another_width_are_refused() => Assert.Throws<ArgumentException>(() => new Trainer(
        new TinyModel(ModelKind.Variational, false, Activation.Relu, default, 1, LikelihoodKind.Gaussian, default, 0, 4, 1).Spec,
        TinyTraining.Spec(1), Dataset.FromFloats("narrow", new float[10], 2), one));

    private static (int[] Bits, List<StepRecord> Steps) Train(TinyModel tiny, WorkerPool workers)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        var recording = trainer.Finish();
        return (trainer.Store.Bits(), recording.Steps);
    }

    private Checkpoint StopAt(TinyModel tiny, int stop, out TinyTraining.Recording recording)
    {
        using var stopping = new CancellationTokenSource();
        using var trainer = TinyTraining.Start(tiny, three);
        recording = new TinyTraining.Recording(step =>
        {
            if (step.Step == stop)
                stopping.Cancel();
        });
        Assert.True(trainer.Run(recording, stopping.Token).IsNone);
        var header = new CheckpointHeader(
            tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed), "report", "made up", 0, TinyTraining.Data(tiny).Fingerprint,
                new Preprocessing.None(), None);
        return Checkpoint.Capture(header, trainer.State, trainer.Store);
    }

    private sealed class Meter : ITrainingObserver
    {
        public int Count { get; private set; }

        public long[] Allocated { get; } = new long[TinyTraining.Steps];

        public void OnStep(in StepRecord step) => Allocated[Count++] = GC.GetAllocatedBytesForCurrentThread();

        public void OnEpoch(EpochRecord epoch, TrainingState state)
        {
        }
    }
}
