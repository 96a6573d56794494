using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Augmentation;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using LanguageExt;

namespace GmmVae.Engine.Training;

/// <summary>Makes the steps of one training phase; allocates nothing while it does. Not thread-safe.</summary>
internal sealed class PhaseRun : ITrainingStep, IDisposable
{
    private readonly TrainingSpec training;
    private readonly TrainingPhase phase;
    private readonly Dataset data;
    private readonly WorkerPool workers;
    private readonly IRankGroup ranks;
    private readonly Graph graph;
    private readonly IPlan plan;
    private readonly (LossValue Value, string Output)[] told;
    private readonly (LossTerm Term, string Weight)[] bound;
    private readonly int stepsPerEpoch;

    private TrainingStage stage;
    private long steps;
    private StepInputs batches;
    private NoiseSource noise;

    /// <summary>Compiles the step of phase <paramref name="number"/> over <paramref name="store"/>.</summary>
    internal PhaseRun(ModelSpec model, TrainingSpec training, int number, Dataset data, ParameterStore store, WorkerPool workers,
        IRankGroup ranks)
    {
        (this.training, this.data, this.workers, this.ranks) = (training, data, workers, ranks);
        phase = training.Phases[number];
        graph = ShardedStep.Of(TrainStepGraph.Build(model, training.Adam, phase).Graph, training.Shards, ranks.Count);
        plan = store.Compile(graph, training.BatchFor(data.Rows) / training.Shards, workers, ranks);
        told = [.. ReportedLosses.Of(model, phase).Select(value => (value, value.Name()))];
        bound = [.. model.Terms.Filter(phase.Has).Select(term => (term, GraphNames.Weight(term)))];
        stepsPerEpoch = training.StepsPerEpoch(data.Rows);
        (batches, noise) = Draws(new TrainingStage(number, 0, 0, phase.Epochs));
    }

    /// <summary>The step, as far as this rank computes it.</summary>
    internal Graph Graph => graph;

    /// <summary>What runs the step.</summary>
    internal IPlan Plan => plan;

    /// <summary>Draws from the keys of a stage of this phase from now on.</summary>
    internal void BeginStage(TrainingStage next)
    {
        (stage, steps) = (next, training.StageSteps(next, data.Rows));
        (batches, noise) = Draws(next);
    }

    /// <inheritdoc/>
    public Option<NonFinite> Compute(in TrainingState state, out LossValues terms, out double rate)
    {
        var epoch = state.Epoch - stage.FirstEpoch;
        var step = ((long)epoch * stepsPerEpoch) + state.StepInEpoch;
        rate = phase.LearningRate.At(step, steps);
        WriteScalars(step, rate);
        batches.Fill(epoch, state.StepInEpoch, step, steps);
        noise.Fill(step, (long)ranks.Rank * plan.Batch);
        plan.Compute();
        var wrong = plan.FirstNonFinite();
        terms = wrong.IsSome ? default : ReadTerms();
        return wrong;
    }

    /// <inheritdoc/>
    public void Update() => plan.Update();

    /// <summary>Frees the plan.</summary>
    public void Dispose() => plan.Dispose();

    private (StepInputs Batches, NoiseSource Noise) Draws(TrainingStage of) => (
        new StepInputs(phase, of, training, data, plan, workers, ranks),
        new NoiseSource(graph, plan, workers, input => RandomKeys.Training(training.Seed, of.Phase, of.Restart, input)));

    private void WriteScalars(long step, double rate)
    {
        var (first, second) = training.Adam.BiasCorrections(step);
        plan.Input(AdamUpdate.LearningRate)[0] = (float)rate;
        plan.Input(AdamUpdate.FirstCorrection)[0] = (float)first;
        plan.Input(AdamUpdate.SecondCorrection)[0] = (float)second;
        foreach (var (term, weight) in bound)
            plan.Input(weight)[0] = (float)phase.Weight(term, step, steps);
        if (phase.HasHeadAgreement)
            plan.Input(GraphNames.AgreementWeight)[0] = (float)(phase.HeadAgreement * phase.PriorWeight.At(step, steps));
        if (phase.HasClusters)
            plan.Input(GraphNames.ClusterWeight)[0] = (float)phase.Clusters.Weight.At(step, steps);
        if (phase.HasMovingTeacher && phase.Teacher is TeacherSpec.MovingAverage average)
            plan.Input(GraphNames.TeacherDecay)[0] = (float)average.At(step);
    }

    private LossValues ReadTerms()
    {
        Span<double> values = stackalloc double[LossValues.Count];
        foreach (var (value, output) in told)
            values[(int)value] = plan.Output(output)[0];
        return new LossValues(values);
    }
}

/// <summary>
/// Fills a training step's data inputs: the observations, and the augmentations of them that the phase asks for. Allocates nothing.
/// </summary>
internal sealed class StepInputs
{
    private const int Strong = 0;
    private const int Weak = 1;

    private readonly BatchSource batches;
    private readonly IPlan plan;
    private readonly Dataset data;
    private readonly int features;
    private readonly Augmenter? strong;
    private readonly Augmenter? weak;
    private readonly float[] clean;
    private readonly Range own;
    private readonly Dataset? known;

    /// <param name="phase">Says which augmentations there are.</param>
    /// <param name="stage">The stage whose keys order the rows and change them.</param>
    /// <param name="training">The training.</param>
    /// <param name="data">The training split.</param>
    /// <param name="plan">Whose inputs to fill.</param>
    /// <param name="workers">Who fill them.</param>
    /// <param name="ranks">Between whom the rows of a batch are shared.</param>
    internal StepInputs(
        TrainingPhase phase, TrainingStage stage, TrainingSpec training, Dataset data, IPlan plan, WorkerPool workers, IRankGroup ranks)
    {
        (this.plan, this.data, features) = (plan, data, data.Features);
        known = phase.IsSupervised ? data : null;
        var rows = training.BatchFor(data.Rows) / ranks.Count;
        own = (ranks.Rank * rows)..((ranks.Rank + 1) * rows);
        batches = new BatchSource(data, training.BatchFor(data.Rows), EpochOrder.Key(training.Seed, stage.Phase, stage.Restart),
            training.ShuffleBlock);
        strong = phase.HasStrongView ? Augmented(phase.StrongAugmentation, Strong) : null;
        weak = phase.HasWeakView ? Augmented(phase.WeakAugmentation, Weak) : null;
        clean = strong is null && weak is null ? [] : new float[rows * features];

        Augmenter Augmented(AugmentationSpec spec, int number) =>
            new(spec, features, data.Image, RandomKeys.Augmentation(training.Seed, stage.Phase, stage.Restart, number), workers);
    }

    /// <summary>Fills the inputs for a step.</summary>
    /// <param name="epoch">The epoch of the stage, from 0.</param>
    /// <param name="stepInEpoch">The step of the epoch, from 0.</param>
    /// <param name="step">The step of the stage, from 0.</param>
    /// <param name="steps">The stage's steps.</param>
    internal void Fill(int epoch, int stepInEpoch, long step, long steps)
    {
        var input = plan.Input(GraphNames.Data);
        var rows = batches.Rows(epoch, stepInEpoch)[own];
        known?.CopyKnownClasses(rows, plan.Input(GraphNames.KnownClusters));
        if (clean.Length == 0)
        {
            data.CopyRows(rows, input);
            return;
        }

        data.CopyRows(rows, clean);
        weak?.Fill(clean, rows, step, steps, plan.Input(GraphNames.WeakView), features);
        if (strong is null)
        {
            clean.CopyTo(input);
            return;
        }

        for (var row = 0; row < rows.Length; row++)
            clean.AsSpan(row * features, features).CopyTo(input[(2 * row * features)..]);
        strong.Fill(clean, rows, step, steps, input[features..], 2 * features);
    }
}
