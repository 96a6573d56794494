using FsCheck;
using FsCheck.Fluent;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class EarlyStoppingLaws : IDisposable
{
    private const int MostEpochs = 12;
    private static readonly EarlyStopping Early = new(Patience: 2, ValidationShare: 0.3);

    private readonly WorkerPool one = new(1);
    private readonly WorkerPool two = new(2);

    public void Dispose()
    {
        one.Dispose();
        two.Dispose();
    }

    [Law(MaxTest = 60)]
    public void It_ends_after_the_patience_with_the_parameters_of_the_best_epoch(TinyModel tiny)
    {
        using var trainer = Start(tiny, one);
        var epochs = trainer.Finish().Epochs;
        var objectives = epochs.Select(epoch => epoch.Validation.IfNone(double.NaN)).ToArray();
        var best = System.Array.IndexOf(objectives, objectives.Min()) + 1;
        Assert.Equal(Some(new ValidationOutcome(best, objectives.Min())), trainer.State.Validation);
        Assert.Equal(Math.Min(MostEpochs, best + Early.Patience), epochs.Count);

        using var run = new EvaluationRun(tiny.Spec, Spec(tiny), trainer.Store, one);
        var held = ValidationSplit.Of(TinyTraining.Data(tiny), Spec(tiny)).Validation.IfNone(() =>
            throw new Xunit.Sdk.XunitException("no rows"));
        Assert.Equal(objectives.Min(),
            run.Run(held).Match(found => found.Terms.Objective, wrong => throw new Xunit.Sdk.XunitException(wrong.ToString())));
    }

    private static Gen<double> Shares { get; } = Gen.Elements(0.01, 0.3, 0.99);

    [Law(nameof(TinyModel.Cases), nameof(Shares))]
    public void Held_out_rows_and_rows_to_learn_from_are_all_rows_once(TinyModel tiny, double share)
    {
        var data = TinyTraining.Data(tiny);
        var (learning, validation) = ValidationSplit.Of(data, Spec(tiny, new EarlyStopping(1, share)));
        var held = validation.Match(rows => rows.Preprocessed(), () => []);
        Assert.Equal(Math.Max(1, (int)(share * data.Rows)), held.Length / TinyModel.Features);
        Assert.Equal(data.Preprocessed().Order(), learning.Preprocessed().Concat(held).Order());
    }

    [Law]
    public void What_is_held_out_is_not_learned_from(TinyModel tiny)
    {
        using var trainer = Start(tiny, one, patience: 100);
        var learning = ValidationSplit.Of(TinyTraining.Data(tiny), Spec(tiny)).Learning;
        using var alone = new Trainer(tiny.Spec, Spec(tiny, null), learning, one);
        Assert.Equal(alone.Finish().Steps, trainer.Finish().Steps);
    }

    private static Gen<int> Stops { get; } = Gen.Choose(1, 20);

    [Law(nameof(TinyModel.Cases), nameof(Stops), MaxTest = 60)]
    public void Stopped_anywhere_it_goes_on_from_its_checkpoint_to_the_same_bits_on_any_number_of_threads(TinyModel tiny, int stop)
    {
        using var whole = Start(tiny, one);
        whole.Finish();
        var header = new CheckpointHeader(tiny.Spec, Spec(tiny), "report", "made up", 0, TinyTraining.Data(tiny).Fingerprint,
            new Preprocessing.None(), None);
        using var cut = Start(tiny, one);
        using var source = new CancellationTokenSource();
        Assert.True(cut.Run(new TinyTraining.Recording(step => Cancel(step.Step == stop)), source.Token).IsNone);
        var checkpoint = Checkpoint.Capture(header, cut.State, cut.Store);
        using var resumed = Start(tiny, two);
        resumed.Resume(checkpoint);
        resumed.Finish();
        Assert.Equal(whole.State, resumed.State);
        Assert.Equal(whole.Store.Bits(), resumed.Store.Bits());

        void Cancel(bool now)
        {
            if (now)
                source.Cancel();
        }
    }

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = 10)]
    public void Of_several_phases_only_the_last_one_looks_at_held_out_rows(TinyModel tiny)
    {
        var spec = TrainingSpec.Create(
            Array(TinyPhases.StartPhase(TinyPhases.Restarts), TinyPhases.MainPhase), None, TinyTraining.Batch, 1, AdamSpec.Default,
                Early).Valid();
        using var trainer = new Trainer(tiny.Spec, spec, TinyTraining.Data(tiny), one);
        var epochs = trainer.Finish().Epochs;
        Assert.All(epochs, epoch => Assert.Equal(epoch.Stage.Phase == 1, epoch.Validation.IsSome));
    }

    [Fact]
    public void Wrong_wishes_are_named_by_their_options()
    {
        var phases = Success(TinyPhases.StartPhase(2));
        Assert.Equal([Setting.Patience], Errors(phases, Early));
        Assert.Equal([Setting.Patience, Setting.ValidationShare], Errors(Success(TinyPhases.StartPhase(1)), new EarlyStopping(0, 1)));
        Assert.Equal([Setting.ValidationShare], Errors(Success(TinyPhases.StartPhase(1)), new EarlyStopping(1, 0)));

        static LanguageExt.Arr<TrainingPhase> Success(TrainingPhase phase) => Array(phase);
        static Setting[] Errors(LanguageExt.Arr<TrainingPhase> phases, EarlyStopping early) => TrainingSpec
            .Create(phases, None, 4, 1, AdamSpec.Default, early).Match(_ => [], errors => errors.Select(error => error.Setting).ToArray());
    }

    private static TrainingSpec Spec(TinyModel tiny, EarlyStopping? early)
    {
        var phase = TrainingPhase.Bound(MostEpochs, new Schedule.Constant(0.3), new Schedule.Constant(1), clusterPriorTerm: true);
        return TrainingSpec.Create(phase.Map(one => Array(one)), None, TinyTraining.Batch, (ulong)tiny.Seed,
            AdamSpec.Create(maximumGradientNorm: 10), early ?? LanguageExt.Option<EarlyStopping>.None).Valid();
    }

    private static TrainingSpec Spec(TinyModel tiny) => Spec(tiny, Early);

    private static Trainer Start(TinyModel tiny, WorkerPool workers, int? patience = null) =>
        new(tiny.Spec, Spec(tiny, patience is { } epochs ? Early with { Patience = epochs } : Early), TinyTraining.Data(tiny), workers);
}
