using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>
/// The judge's own small loop. It is kept apart from <see cref="Trainer"/>, which never sees a label: what reads labels
/// must not be able to reach a model.
/// </summary>
internal sealed class JudgeTraining
{
    private readonly JudgeSpec spec;
    private readonly Dataset data;
    private readonly int[] labels;
    private readonly BatchSource batches;

    internal JudgeTraining(JudgeSpec spec, Dataset data, ulong seed)
    {
        if (data.Labels is not { } known)
            throw new ArgumentException("A judge is trained with labels.", nameof(data));
        if (data.Features != spec.Features)
            throw new ArgumentException($"The judge reads {spec.Features} features, the data have {data.Features}.", nameof(data));
        labels = known.ToArray();
        if (labels.Any(label => label < 0 || label >= spec.Classes))
            throw new ArgumentException($"Labels must lie in 0 ... {spec.Classes - 1}.", nameof(data));
        (this.spec, this.data) = (spec, data);
        batches = new BatchSource(data, spec.Batch, RandomKey.FromSeed(seed).Fold("judge"));
    }

    internal Option<TrainingFailure> Run(Graph graph, ParameterStore store, WorkerPool workers)
    {
        using var plan = Plan.Compile(graph, batches.Batch, store, workers);
        var schedule = new Schedule.Cosine(spec.LearningRate, 0);
        var total = (long)spec.Epochs * batches.StepsPerEpoch;
        for (var step = 0L; step < total; step++)
        {
            var epoch = (int)(step / batches.StepsPerEpoch);
            var (first, second) = AdamSpec.Default.BiasCorrections(step);
            plan.Input(AdamUpdate.LearningRate)[0] = (float)schedule.At(step, total);
            plan.Input(AdamUpdate.FirstCorrection)[0] = (float)first;
            plan.Input(AdamUpdate.SecondCorrection)[0] = (float)second;
            Fill(plan, epoch, (int)(step % batches.StepsPerEpoch));
            plan.Compute();
            var wrong = NumericGuard.Check(plan);
            if (wrong.IsSome)
                return wrong.Map(source => new TrainingFailure(epoch + 1, step + 1, source));
            plan.Update();
        }

        return None;
    }

    private void Fill(Plan plan, int epoch, int step)
    {
        var rows = batches.Rows(epoch, step);
        data.CopyRows(rows, plan.Input(GraphNames.Data));
        var target = plan.Input(JudgeGraph.Target);
        target.Clear();
        for (var i = 0; i < rows.Length; i++)
            target[(i * spec.Classes) + labels[rows[i]]] = 1;
    }
}
