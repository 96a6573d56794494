using FsCheck;
using FsCheck.Fluent;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class SupervisionLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [Law(nameof(TinyModel.Mixtures), MaxTest = 30)]
    public void With_a_weight_of_0_labels_change_no_bit(TinyModel tiny) =>
        Assert.Equal(Train(tiny, 0, TinyTraining.Data(tiny)).Bits, Train(tiny, 0, Labelled(tiny)).Bits);

    [Law(nameof(TinyModel.Mixtures), MaxTest = 30)]
    public void With_a_weight_they_do_and_the_objective_has_the_term_times_it(TinyModel tiny)
    {
        var plain = Train(tiny, 0, Labelled(tiny));
        var (bits, steps) = Train(tiny, 3, Labelled(tiny));
        Assert.NotEqual(plain.Bits, bits);
        Assert.True(steps[0].Terms[LossValue.Supervision] > 0);
        Laws.Close(plain.Steps[0].Terms.Objective + (3 * steps[0].Terms[LossValue.Supervision]), steps[0].Terms.Objective, 1e-5);
    }

    [Law(nameof(TinyModel.Mixtures), MaxTest = 30)]
    public void Rows_without_a_label_are_trained_on_as_without_any(TinyModel tiny)
    {
        var none = TinyTraining.Data(tiny).WithLabels(Enumerable.Repeat(Dataset.Unknown, TinyTraining.Rows).ToArray());
        var (_, steps) = Train(tiny, 3, none);
        Assert.All(steps, step => Assert.Equal(0, step.Terms[LossValue.Supervision]));
        Assert.Equal(Train(tiny, 0, none).Steps.Select(step => step.Terms[LossTerm.Reconstruction]),
            steps.Select(step => step.Terms[LossTerm.Reconstruction]));
    }

    private static Gen<TinyModel> WithCandidates { get; } =
        TinyPhases.Cases.Select(tiny => tiny with { HasCandidates = true, MasksMissing = false });

    [Law(nameof(WithCandidates), MaxTest = 30)]
    public void Groups_of_candidates_are_numbered_by_the_classes_that_they_hold_most_of(TinyModel tiny)
    {
        var data = Labelled(tiny);
        var plain = Grouped(tiny, data, 0);
        var numbered = Grouped(tiny, data, 3);

        // The same groups, under numbers of which no exchange puts more known rows into their class.
        Assert.Equal(plain.Shares.Order(), numbered.Shares.Order());
        var right = ClusterAccuracy.Hungarian(plain.Clusters, plain.Classes, TinyModel.Clusters).Accuracy;
        Assert.Equal(right, numbered.Clusters.Where((cluster, i) => cluster ==
            numbered.Classes[i]).Count() / (double)numbered.Classes.Length, 1e-12);
    }

    [Fact]
    public void It_goes_with_the_bound_of_a_model_with_clusters()
    {
        var phase = TrainingPhase.Bound(1, new Schedule.Constant(0.01), new Schedule.Constant(1), true, 2);
        var training = TrainingSpec.Create(phase.Map(one => Array(one)), None, 4, 1, AdamSpec.Default).Valid();
        var tiny = new TinyModel(ModelKind.Variational, false, Activation.Relu, default, 1, LikelihoodKind.Gaussian, default, 0, 4, 1);
        Assert.Equal(Some(Setting.LabelWeight), training.IncompatibilityWith(tiny.Spec).Map(error => error.Setting));
        Assert.True(training.IncompatibilityWith((tiny with { Kind = ModelKind.GaussianMixture }).Spec).IsNone);
        Assert.True(TrainingPhase.Bound(1, new Schedule.Constant(0.01), new Schedule.Constant(1), true, -1).IsFail);
    }

    /// <summary>The groups at the end of the phase that finds candidates: their shares, and the group and the class of each row whose class
    /// is known.</summary>
    private (float[] Shares, int[] Clusters, int[] Classes) Grouped(TinyModel tiny, Dataset data, double weight)
    {
        var main = TrainingPhase.Create(
            1, new Schedule.Constant(0.01), new Schedule.Constant(1), new Schedule.Constant(1), true,
            ClusterObjectiveSpec.Create(new Schedule.Constant(1), 0, 0.2, 2), teacher: new TeacherSpec.Self(1),
                supervision: weight).Valid();
        var training = TrainingSpec.Create(Array(TinyPhases.StartPhase(1), main), TinyPhases.StartEpochs * TinyTraining.StepsPerEpoch,
            TinyTraining.Batch, 1, AdamSpec.Default).Valid();
        using var trainer = new Trainer(tiny.Spec, training, data, workers);
        trainer.Finish();
        using var evaluation = new EvaluationRun(tiny.Spec, training, trainer.Store, workers);
        var known = data.Labelled()!;
        return (trainer.Store[ClusterHead.Shares].ToArray(), evaluation.Clusters(known, known.Rows), known.Labels!.Value.ToArray());
    }

    private static Dataset Labelled(TinyModel tiny) => TinyTraining.Data(tiny)
        .WithLabels(Enumerable.Range(0, TinyTraining.Rows).Select(row => (row % (TinyModel.Clusters + 1)) - 1).ToArray());

    private (int[] Bits, List<StepRecord> Steps) Train(TinyModel tiny, double weight, Dataset data)
    {
        var phase = TrainingPhase.Bound(2, new Schedule.Constant(0.01), new Schedule.Constant(1), true, weight);
        using var trainer = new Trainer(
            tiny.Spec, TrainingSpec.Create(phase.Map(one => Array(one)), None, TinyTraining.Rows, 1, AdamSpec.Default).Valid(), data,
                workers);
        var steps = trainer.Finish().Steps;
        return (trainer.Store.Bits(), steps);
    }
}
