using LanguageExt;
using TorchSharp;

namespace GmmVae.Tests.Torch;

public sealed class TorchTrainingTests : IDisposable
{
    private readonly WorkerPool workers = new(1);

    public void Dispose() => workers.Dispose();

    [TorchFact]
    public void Whole_trainings_of_every_model_end_alike_on_both_engines()
    {
        foreach (var kind in Enum.GetValues<ModelKind>())
            EndAlike(Blobs.Model(kind), Blobs.Training());
    }

    [TorchFact]
    public void A_whole_clustering_training_ends_alike_on_both_engines() =>
        EndAlike(Blobs.Model(ModelKind.GaussianMixture, hasHead: true), Blobs.Training(hasHead: true));

    [TorchFact]
    public void A_training_that_was_saved_goes_on_where_it_was_on_either_engine()
    {
        var (model, training) = (Blobs.Model(ModelKind.GaussianMixture, hasHead: true), Blobs.Training(hasHead: true));
        using var whole = new Trainer(model, training, Blobs.Data, workers, engine: new TorchEngine());
        var (expected, _) = Finish(whole, model, training);

        using var begun = new Trainer(model, training, Blobs.Data, workers, engine: new TorchEngine());
        using var stop = new Stop(begun.TotalSteps / 2);
        Assert.True(begun.Run(stop, stop.Token).IsNone);
        Assert.Equal(begun.TotalSteps / 2, begun.State.Step);
        var saved = Checkpoint.Capture(Blobs.Header(model, training), begun.State, begun.Store);
        foreach (var engine in new IEngine[] { new TorchEngine(), ManagedEngine.Instance })
        {
            using var resumed = new Trainer(model, training, Blobs.Data, workers, engine: engine);
            resumed.Resume(saved);
            var (terms, _) = Finish(resumed, model, training);
            Close(expected, terms, 1e-3, engine.Name);
        }
    }

    [TorchFact]
    public void A_model_of_one_engine_is_evaluated_alike_on_the_other()
    {
        var (model, training) = (Blobs.Model(ModelKind.GaussianMixture), Blobs.Training());
        using var trainer = new Trainer(model, training, Blobs.Data, workers, engine: new TorchEngine());
        Finish(trainer, model, training);
        var saved = Checkpoint.Capture(Blobs.Header(model, training), trainer.State, trainer.Store);
        var graph = EvaluationGraph.Build(model).Graph;
        var found = new IEngine[] { new TorchEngine(), ManagedEngine.Instance }.Select(engine =>
        {
            using var store = ParameterStore.Of(graph, engine);
            saved.Restore(store, trainer.Parameters);
            using var run = new EvaluationRun(model, training, store, workers);
            return run.Run(Blobs.Data).Match(
                evaluation => (evaluation.Terms, evaluation.Codes), _ => throw new InvalidOperationException());
        }).ToArray();
        Close(found[1].Terms, found[0].Terms, 1e-5, "evaluation");
        for (var i = 0; i < found[0].Codes.Length; i++)
            Assert.Equal(found[1].Codes.Span[i], found[0].Codes.Span[i], 1e-4);
    }

    [TorchFact]
    public void Numbers_that_are_not_finite_stop_a_training_where_they_stop_the_managed_engine()
    {
        var (model, training) = (Blobs.Model(ModelKind.GaussianMixture), Blobs.Training());
        foreach (var name in new[] { "decoder.output.bias", "encoder.0.weight", "prior.mean.bias", "code.logvariance.bias" })
        {
            var failures = new IEngine[] { new TorchEngine(), ManagedEngine.Instance }.Select(engine =>
            {
                using var trainer = new Trainer(model, training, Blobs.Data, workers, engine: engine);
                trainer.Store[name][0] = float.NaN;
                var before = All(trainer.Store);
                var failed = trainer.Run(new Stop(long.MaxValue), CancellationToken.None);
                Assert.Equal(before, All(trainer.Store));
                Assert.Equal(0, trainer.State.Step);
                return failed.Match(failure => failure.Source, () => throw new InvalidOperationException("The training did not fail."));
            }).ToArray();
            Assert.Equal(failures[1], failures[0]);
        }

        using var diverging = new Trainer(model, Blobs.Training(rate: 1e30), Blobs.Data, workers, engine: new TorchEngine());
        Assert.True(diverging.Run(new Stop(long.MaxValue), CancellationToken.None).IsSome);
        Assert.All(All(diverging.Store).SelectMany(values => values), value => Assert.True(float.IsFinite(value)));
    }

    [TorchFact]
    public void Neither_tensors_nor_memory_grow_with_the_steps_and_all_are_freed()
    {
        var before = torch.Tensor.TotalCount;
        var (model, training) = (Blobs.Model(ModelKind.GaussianMixture, hasHead: true), Blobs.Training(hasHead: true));
        var phases = new[] { training.Phases[0], training.Phases[1] };
        foreach (var phase in phases)
        {
            using var trainer = new Trainer(
                model, TrainingSpec.Create(LanguageExt.Prelude.Array(phase), 1000, Blobs.Batch, 5, AdamSpec.Default).Valid(), Blobs.Data,
                    workers, engine: new TorchEngine());
            trainer.Current.Compute(trainer.State, out _, out _);
            trainer.Current.Update();
            long tensors = 0, bytes = 0;
            for (var step = 2; step <= 1000; step++)
            {
                Assert.True(trainer.Current.Compute(trainer.State, out _, out _).IsNone);
                trainer.Current.Update();
                if (step == 10)
                    tensors = torch.Tensor.TotalCount;
                if (step == 200)
                    bytes = Environment.WorkingSet;
            }

            Assert.Equal(tensors, torch.Tensor.TotalCount);
            Assert.InRange(Environment.WorkingSet - bytes, long.MinValue, 30_000_000);
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    private void EndAlike(ModelSpec model, TrainingSpec training)
    {
        using var torch = new Trainer(model, training, Blobs.Data, workers, engine: new TorchEngine());
        using var managed = new Trainer(model, training, Blobs.Data, workers);
        var ((terms, clusters), (expected, assigned)) = (Finish(torch, model, training), Finish(managed, model, training));
        Close(expected, terms, 1e-3, model.Kind);
        var same = clusters.Zip(assigned, (a, b) => a == b).Count(isSame => isSame);
        Assert.True(same >= 0.99 * assigned.Length, $"{model.Kind}: only {same} of {assigned.Length} rows are assigned alike.");
    }

    /// <summary>Trains to the end; the terms and, of a clustering model, the clusters of the training split by evaluation.</summary>
    private (LossValues Terms, int[] Clusters) Finish(Trainer trainer, ModelSpec model, TrainingSpec training)
    {
        Assert.True(trainer.Run(new Stop(long.MaxValue), CancellationToken.None).IsNone);
        Assert.True(trainer.IsFinished);
        using var run = new EvaluationRun(model, training, trainer.Store, workers);
        var terms = run.Run(Blobs.Data).Match(evaluation => evaluation.Terms, _ => throw new InvalidOperationException());
        return (terms, model is GaussianMixtureSpec ? run.Clusters(Blobs.Data, Blobs.Rows) : []);
    }

    private static float[][] All(ParameterStore store) => [.. store.Inputs.Select(input => store.Read(input.Name).ToArray())];

    private static void Close(LossValues expected, LossValues actual, double tolerance, string what)
    {
        foreach (var property in typeof(LossValues).GetProperties().Where(
            property => property.PropertyType == typeof(double) && property.GetIndexParameters().Length == 0))
        {
            var (a, b) = ((double)property.GetValue(expected)!, (double)property.GetValue(actual)!);
            Assert.True(Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a)),
                FormattableString.Invariant($"{what}: {property.Name} is {b}, not {a}."));
        }
    }

    /// <summary>Ends a training after so many steps.</summary>
    private sealed class Stop(long steps) : ITrainingObserver, IDisposable
    {
        private readonly CancellationTokenSource source = new();

        public CancellationToken Token => source.Token;

        public void OnStep(in StepRecord step)
        {
            if (step.Step >= steps)
                source.Cancel();
        }

        public void OnEpoch(EpochRecord epoch, TrainingState state)
        {
        }

        public void Dispose() => source.Dispose();
    }
}
