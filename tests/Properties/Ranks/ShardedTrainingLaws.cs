using FsCheck.Fluent;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae.Tests.Properties;

/// <summary>A training on several ranks comes to the bits of one rank with as many shards.</summary>
public sealed class ShardedTrainingLaws
{
    private const int Shards = TinyTraining.Batch;

    [Fact]
    public void Any_number_of_ranks_gives_the_same_bits() => Laws.Hold(TinyModel.Cases, tiny => HoldFor(
        tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed, shards: Shards), TinyTraining.Data(tiny)));

    [Fact]
    public void Any_number_of_ranks_gives_the_same_bits_in_phases_with_restarts_views_and_a_teacher() => Laws.Hold(TinyPhases.Cases, tiny => HoldFor(
        tiny.Spec, TinyPhases.Spec((ulong)tiny.Seed, shards: Shards), TinyTraining.Data(tiny)));

    [Fact]
    public void Shards_change_no_more_than_the_order_of_sums() => Laws.Hold(TinyModel.Cases, tiny =>
    {
        var (whole, parts) = (FirstTerms(tiny, 1), FirstTerms(tiny, Shards));
        foreach (var (a, b) in whole.Named(tiny.Spec, TinyTraining.Spec(0)).Zip(parts.Named(tiny.Spec, TinyTraining.Spec(0))))
            Laws.Close(a.Value, b.Value, 1e-4);
    });

    [Fact]
    public void One_shard_leaves_the_step_as_it_is() => Laws.Hold(TinyModel.Cases, tiny =>
    {
        var graph = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph;
        Assert.Equal(graph, ShardedStep.Of(graph, 1, 1));
    });

    [Fact]
    public void What_is_no_sum_over_the_first_axis_is_refused()
    {
        var builder = new GraphBuilder();
        var rows = builder.Input("rows", InputRole.Data, Shape.Of(Extent.Batch, 3));
        builder.Output("largest", builder.Add(new Op.Reduce(ReductionKind.Maximum, LanguageExt.Prelude.Array(0)), rows));
        Assert.Contains("only sums", Assert.Throws<NotSupportedException>(() => ShardedStep.Of(builder.Build(), 2, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_not_finite_stops_every_rank() => Laws.Hold(TinyModel.Cases, tiny =>
    {
        var broken = TinyTraining.Data(tiny, scale: 1e20);
        var failed = LocalRanks.Run(2, ranks =>
        {
            using var workers = new WorkerPool(1);
            using var trainer = new Trainer(tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed, shards: 2), broken, workers, ranks);
            return trainer.Run(new TinyTraining.Recording(), CancellationToken.None).IsSome;
        });
        Assert.Equal(failed[0], failed[1]);
    });

    [Fact]
    public void One_cancelled_rank_stops_all_after_the_same_step() => Laws.Hold(
        from tiny in TinyModel.Cases
        from last in Gen.Choose(1, TinyTraining.Steps - 1)
        select (tiny, last),
        sample =>
        {
            var steps = LocalRanks.Run(2, ranks =>
            {
                using var workers = new WorkerPool(1);
                using var cancellation = new CancellationTokenSource();
                using var trainer = new Trainer(
                    sample.tiny.Spec, TinyTraining.Spec(1, shards: 2), TinyTraining.Data(sample.tiny), workers, ranks);
                trainer.Run(new TinyTraining.Recording(step => CancelAt(step, ranks, cancellation)), cancellation.Token);
                return trainer.State.Step;
            });
            Assert.Equal([sample.last, sample.last], steps);

            void CancelAt(StepRecord step, IRankGroup ranks, CancellationTokenSource cancellation)
            {
                if (ranks.Rank == 1 && step.Step == sample.last)
                    cancellation.Cancel();
            }
        });

    private static void HoldFor(ModelSpec model, TrainingSpec training, Dataset data)
    {
        var alone = Train(1)[0];
        foreach (var count in new[] { 2, Shards })
            foreach (var bits in Train(count))
                Assert.Equal(alone, bits);

        int[][] Train(int count) => LocalRanks.Run(count, ranks =>
        {
            using var workers = new WorkerPool(1);
            using var trainer = new Trainer(model, training, data, workers, ranks);
            trainer.Finish();
            return trainer.Store.Bits();
        });
    }

    private static TermValues FirstTerms(TinyModel tiny, int shards)
    {
        using var workers = new WorkerPool(1);
        using var trainer = new Trainer(tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed, shards: shards), TinyTraining.Data(tiny), workers);
        return trainer.Finish().Steps[0].Terms;
    }
}
