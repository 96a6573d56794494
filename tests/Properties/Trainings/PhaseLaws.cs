using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class PhaseLaws : IDisposable
{
    private const int Count = 40;

    private readonly WorkerPool one = new(1);
    private readonly WorkerPool three = new(3);

    public void Dispose()
    {
        one.Dispose();
        three.Dispose();
    }

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = Count)]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads(TinyModel tiny)
    {
        using var first = TinyPhases.Start(tiny, one);
        using var second = TinyPhases.Start(tiny, three);
        var (steps, again) = (first.Finish().Steps, second.Finish().Steps);
        Assert.Equal(TinyPhases.Steps, steps.Count);
        Assert.Equal(steps, again);
        Assert.Equal(first.Store.Bits(), second.Store.Bits());
    }

    private static Gen<TinyModel> Blocked { get; } =
        from tiny in TinyPhases.Cases
        from block in Gen.Elements(default(int?), 1, 2)
        select tiny with { ShuffleBlock = block };

    private static Gen<int> Stops { get; } = Gen.Choose(1, TinyPhases.Steps);

    [Law(nameof(Blocked), nameof(Stops), MaxTest = Count)]
    public void A_training_stopped_in_any_phase_and_restart_goes_on_from_its_checkpoint_file_to_the_same_bits(TinyModel tiny, int stop)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "checkpoint");
        using var uninterrupted = TinyPhases.Start(tiny, one);
        var whole = uninterrupted.Finish();

        var before = StopAt(tiny, stop, path);
        var checkpoint = Checkpoint.Read(path).IfLeft(error => throw new Xunit.Sdk.XunitException(error.Message));
        using var resumed = TinyPhases.Start(tiny, three);
        resumed.Resume(checkpoint);
        Assert.Equal(stop, resumed.State.Step);
        var after = resumed.Finish();

        Assert.Equal(uninterrupted.Store.Bits(), resumed.Store.Bits());
        Assert.Equal(uninterrupted.State, resumed.State);
        Assert.Equal(whole.Steps, before.Steps.Concat(after.Steps));
        Assert.Equal(whole.Epochs.Select(Told), before.Epochs.Concat(after.Epochs).Select(Told));
    }

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = Count)]
    public void The_restart_whose_clusters_tell_most_about_views_and_neighbours_goes_on(TinyModel tiny)
    {
        using var trainer = TinyPhases.Start(tiny, one);
        var ends = new List<float[]>();
        var objectives = new List<double>();
        var recording = new TinyTraining.Recording(step =>
        {
            if (step.Step % (TinyPhases.StartEpochs * TinyTraining.StepsPerEpoch) == 0 && ends.Count < TinyPhases.Restarts)
            {
                ends.Add(Values(trainer));
                objectives.Add(-Groups(tiny, trainer, objectives.Count).Information);
            }
        });
        var chosen = StopAfter(trainer, recording, TinyPhases.Restarts * TinyPhases.StartEpochs);
        var last = recording.Epochs.Where(epoch => epoch.Epoch % TinyPhases.StartEpochs == 0).ToArray();
        Assert.Equal(objectives, chosen.Outcomes.Select(outcome => outcome.Objective));
        var best = objectives.IndexOf(objectives.Min());
        Assert.Equal([None, Some(new RestartOutcome(0, best, objectives[best]))], last.Select(epoch => epoch.Kept));
        Assert.Equal(ends[best], Values(trainer));
    }

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = Count)]
    public void Restarts_have_starts_of_their_own_and_later_phases_a_fresh_optimizer_and_a_teacher_like_the_model(TinyModel tiny)
    {
        using var trainer = TinyPhases.Start(tiny, one);
        var starts = new List<float[]> { Values(trainer) };
        foreach (var epoch in new[] { TinyPhases.StartEpochs, TinyPhases.Restarts * TinyPhases.StartEpochs })
        {
            StopAfter(trainer, new TinyTraining.Recording(), epoch);
            starts.Add(Values(trainer));
            foreach (var parameter in trainer.Parameters.Filter(parameter => parameter.Role == InputRole.Parameter))
                Assert.All([.. trainer.Store[AdamUpdate.FirstMoment(parameter.Name)],
                    .. trainer.Store[AdamUpdate.SecondMoment(parameter.Name)]], value => Assert.Equal(0, value));
        }

        Assert.NotEqual(starts[0], starts[1]);
        foreach (var parameter in trainer.Parameters.Filter(TeacherSpec.Follows))
            Assert.Equal(trainer.Store[parameter.Name].ToArray(), trainer.Store[TeacherSpec.Prefix + parameter.Name].ToArray());
    }

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = Count)]
    public void A_start_alone_is_the_first_restart_of_many(TinyModel tiny)
    {
        using var many = TinyPhases.Start(tiny, one);
        var alone = TrainingSpec.Create(
            Array(TinyPhases.StartPhase(1)), None, TinyTraining.Batch, (ulong)tiny.Seed,
                AdamSpec.Create(weightDecay: 0.01, maximumGradientNorm: 10)).Valid();
        using var single = new Trainer(tiny.Spec, alone, TinyTraining.Data(tiny), one);
        var expected = single.Finish().Steps;
        var recording = new TinyTraining.Recording();
        StopAfter(many, recording, TinyPhases.StartEpochs);
        Assert.Equal(expected, recording.Steps);
    }

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = Count)]
    public void A_phase_of_trunk_and_head_leaves_the_other_networks_at_their_start(TinyModel tiny)
    {
        var start = TrainingSpec.Create(Array(TinyPhases.StartPhase(1)), None, TinyTraining.Batch, 1, AdamSpec.Default).Valid();
        using var trainer = new Trainer(tiny.Spec, start, TinyTraining.Data(tiny), one);
        var before = trainer.Parameters.ToDictionary(parameter => parameter.Name, parameter => trainer.Store[parameter.Name].ToArray());
        trainer.Finish();
        foreach (var (name, values) in before)
            if (!LearningScope.TrunkAndClusterHead.Includes(name) && !ClusterHead.IsOfGroups(name))
                Assert.Equal(values, trainer.Store[name].ToArray());
        Assert.NotEqual(before["cluster.weight"], trainer.Store["cluster.weight"].ToArray());
    }

    private static Gen<TinyModel> WithCandidates { get; } = TinyPhases.Cases.Select(tiny => tiny with { HasCandidates = true });

    private static Gen<int> LimitsOfTheStart { get; } =
        Gen.Choose(1, TinyPhases.Restarts * TinyPhases.StartEpochs * TinyTraining.StepsPerEpoch);

    [Law(nameof(WithCandidates), nameof(LimitsOfTheStart), MaxTest = Count)]
    public void Candidates_are_grouped_once_when_the_first_phase_ends_wherever_that_is(TinyModel tiny, int limit)
    {
        using var trainer = TinyPhases.Start(tiny, one, limit);
        var recording = trainer.Finish();
        var restart = recording.Epochs[^1] is { Kept: { IsSome: true } kept } ? kept.First().Restart : recording.Epochs[^1].Stage.Restart;
        var groups = Groups(tiny, trainer, restart);
        var members = trainer.Store[ClusterHead.Members].ToArray();
        for (var i = 0; i < members.Length; i++)
            Assert.Equal(groups.Members[i / TinyModel.Clusters] == i % TinyModel.Clusters ? 1 : 0, members[i]);
        Assert.Equal(
            groups.Shares.Select(share => groups.AreEven ? 1f / TinyModel.Clusters : (float)share),
                trainer.Store[ClusterHead.Shares].ToArray());
        Assert.All(recording.Epochs, epoch => Assert.True(epoch.ClustersUsed.IsNone));
    }

    [Law(nameof(TinyModel.Mixtures), MaxTest = Count)]
    public void Without_weight_the_clustering_objective_trains_the_plain_model_to_the_last_bit(TinyModel tiny)
    {
        var weightless = TrainingPhase.Create(
            TinyTraining.Epochs, new Schedule.Cosine(0.01, 0), new Schedule.Constant(1),
                new Schedule.WarmUp(1, TinyTraining.StepsPerEpoch), true,
            ClusterObjectiveSpec.Create(new Schedule.Constant(0), 0.5, 0.2, 2), 0, new TeacherSpec.MovingAverage(0.995, 0.5),
            TinyPhases.MainPhase.StrongAugmentation, TinyPhases.MainPhase.WeakAugmentation).Valid();
        var training = TrainingSpec.Create(
            Array(weightless), None, TinyTraining.Batch, (ulong)tiny.Seed,
                AdamSpec.Create(weightDecay: 0.01, maximumGradientNorm: 10)).Valid();
        using var plain = TinyTraining.Start(tiny, one);
        using var other = new Trainer(tiny.Spec, training, TinyTraining.Data(tiny), one);
        Assert.Equal(plain.Finish().Steps, other.Finish().Steps);
        Assert.Equal(
            Checkpoint.HashParameters(plain.Store, plain.Parameters), Checkpoint.HashParameters(other.Store, other.Parameters));
    }

    private static Gen<TinyModel> Phases => TinyPhases.Cases;

    private static Gen<int> Limits { get; } = Gen.Choose(1, TinyPhases.Steps + 5);

    [Law(nameof(Phases), nameof(Limits), MaxTest = Count)]
    public void A_limit_on_steps_ends_the_training_in_any_phase_with_finite_parameters(TinyModel tiny, int limit)
    {
        using var trainer = TinyPhases.Start(tiny, one, limit);
        var steps = trainer.Finish().Steps;
        Assert.Equal(Math.Min(limit, TinyPhases.Steps), steps.Count);
        Assert.All(Values(trainer), value => Assert.True(float.IsFinite(value)));
    }

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = Count)]
    public void A_step_with_views_and_teacher_allocates_nothing(TinyModel tiny)
    {
        using var trainer = TinyPhases.Start(tiny, one);
        var allocated = new long[TinyPhases.Steps + 1];
        var meter = new Meter(allocated);
        Assert.True(trainer.Run(meter, CancellationToken.None).IsNone);
        for (var step = 2; step <= TinyPhases.Steps; step++)
            if ((step - 1) % TinyTraining.StepsPerEpoch != 0)
                Assert.Equal(0, allocated[step] - allocated[step - 1]);
    }

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = 10)]
    public void Specifications_that_do_not_suit_each_other_are_refused(TinyModel tiny)
    {
        var bayes = tiny with { Responsibilities = ResponsibilityKind.Bayes };
        Assert.Throws<ArgumentException>(() => TinyPhases.Start(bayes, one));
        Assert.Throws<ArgumentException>(() => TinyPhases.Start(tiny with { Kind = ModelKind.Variational }, one));
        Assert.Equal([Setting.Restarts], TrainingSpec.Create(
            Array(TinyPhases.MainPhase, TinyPhases.StartPhase(2)), None, 2, 1, AdamSpec.Default).Options());
    }

    private static (int, long, LossValues, TrainingStage, Option<RestartOutcome>) Told(EpochRecord epoch) =>
        (epoch.Epoch, epoch.Step, epoch.Terms, epoch.Stage, epoch.Kept);

    /// <summary>How the candidates that a training holds belong together, as seen in a restart of its first phase.</summary>
    private CandidateGroups Groups(TinyModel tiny, Trainer trainer, int restart)
    {
        using var grouping = new CandidateGrouping(
            (GaussianMixtureSpec)tiny.Spec, TinyPhases.Spec((ulong)tiny.Seed), TinyTraining.Data(tiny), trainer.Store, one);
        return grouping.Find(new TrainingStage(0, restart, restart * TinyPhases.StartEpochs, TinyPhases.StartEpochs));
    }

    /// <summary>All parameters and statistics but those that are set when candidates are grouped.</summary>
    private static float[] Values(Trainer trainer) => [.. trainer.Parameters
        .Filter(parameter => parameter.Name is not (ClusterHead.Members or ClusterHead.Shares))
        .SelectMany(parameter => trainer.Store[parameter.Name].ToArray())];

    private static TrainingState StopAfter(Trainer trainer, TinyTraining.Recording recording, int epoch)
    {
        using var stopping = new CancellationTokenSource();
        Assert.True(trainer.Run(new Until(recording, epoch, stopping), stopping.Token).IsNone);
        Assert.Equal(epoch, trainer.State.Epoch);
        return trainer.State;
    }

    private TinyTraining.Recording StopAt(TinyModel tiny, int stop, string path)
    {
        using var stopping = new CancellationTokenSource();
        using var trainer = TinyPhases.Start(tiny, three);
        var recording = new TinyTraining.Recording(step =>
        {
            if (step.Step == stop)
                stopping.Cancel();
        });
        Assert.True(trainer.Run(recording, stopping.Token).IsNone);
        Assert.True(Checkpoint.Capture(TinyPhases.Header(tiny), trainer.State, trainer.Store).Write(path).IsRight);
        return recording;
    }

    private sealed class Until(ITrainingObserver inner, int last, CancellationTokenSource stopping) : ITrainingObserver
    {
        public void OnStep(in StepRecord step) => inner.OnStep(step);

        public void OnEpoch(EpochRecord epoch, TrainingState state)
        {
            inner.OnEpoch(epoch, state);
            if (state.Epoch == last)
                stopping.Cancel();
        }
    }

    private sealed class Meter(long[] allocated) : ITrainingObserver
    {
        public void OnStep(in StepRecord step) => allocated[step.Step] = GC.GetAllocatedBytesForCurrentThread();

        public void OnEpoch(EpochRecord epoch, TrainingState state)
        {
        }
    }
}
