using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Fills a training step's data inputs: the observations, and the views of them that the phase asks for. Allocates nothing.</summary>
internal sealed class BatchViews
{
    private const int Strong = 0;
    private const int Weak = 1;

    private readonly BatchSource batches;
    private readonly Plan plan;
    private readonly Dataset data;
    private readonly int features;
    private readonly Augmenter? strong;
    private readonly Augmenter? weak;
    private readonly float[] clean;
    private readonly Range own;
    private readonly Dataset? known;

    /// <param name="phase">Says which views there are.</param>
    /// <param name="stage">The stage whose keys order the rows and change them.</param>
    /// <param name="training">The training.</param>
    /// <param name="data">The training split.</param>
    /// <param name="plan">Whose inputs to fill.</param>
    /// <param name="workers">Who fill them.</param>
    /// <param name="ranks">Between whom the rows of a batch are shared.</param>
    internal BatchViews(
        TrainingPhase phase, TrainingStage stage, TrainingSpec training, Dataset data, Plan plan, WorkerPool workers, IRankGroup ranks)
    {
        (this.plan, this.data, features) = (plan, data, data.Features);
        known = phase.IsSupervised ? data : null;
        var rows = training.BatchFor(data.Rows) / ranks.Count;
        own = (ranks.Rank * rows)..((ranks.Rank + 1) * rows);
        batches = new BatchSource(data, training.BatchFor(data.Rows), EpochOrder.Key(training.Seed, stage.Phase, stage.Restart), training.ShuffleBlock);
        strong = phase.HasStrongView ? Views(phase.StrongView, Strong) : null;
        weak = phase.HasWeakView ? Views(phase.WeakView, Weak) : null;
        clean = strong is null && weak is null ? [] : new float[rows * features];

        Augmenter Views(AugmentationSpec spec, int view) =>
            new(spec, features, data.Image, RandomKeys.Augmentation(training.Seed, stage.Phase, stage.Restart, view), workers);
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
