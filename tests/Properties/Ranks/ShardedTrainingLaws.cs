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
        tiny.Spec, TinyPhases.Spec((ulong)tiny.Seed, shards: Shards, block: tiny.Seed % 2 == 0 ? 1 : null), TinyTraining.Data(tiny)));

    [Fact]
    public void A_rank_reads_the_rows_of_its_shards_and_no_others() => Laws.Hold(
        from tiny in TinyModel.Cases
        from block in Gen.Elements(default(int?), 1, 2)
        select (tiny, block),
        sample =>
        {
            var (tiny, data) = (sample.tiny, TinyTraining.Data(sample.tiny));
            var training = TrainingSpec.Create(
                TrainingPhase.Bound(1, new Schedule.Constant(0.01), new Schedule.Constant(1), clusterPriorTerm: true).Map(phase => LanguageExt.Prelude.Array(phase)),
                LanguageExt.Option<int>.None, TinyTraining.Batch, 3, AdamSpec.Default, shards: 2, shuffleBlock: LanguageExt.Prelude.Optional(sample.block)).Valid();
            var order = new BatchSource(data, TinyTraining.Batch, EpochOrder.Key(3, 0, 0), training.ShuffleBlock);
            Dataset[] spoilt = [Spoilt(0), Spoilt(1)];
            Assert.Equal(Steps(_ => data), Steps(rank => spoilt[rank]));

            Dataset Spoilt(int rank)
            {
                var half = TinyTraining.Batch / 2;
                var read = Enumerable.Range(0, TinyTraining.StepsPerEpoch).SelectMany(step => order.Rows(0, step).Slice(rank * half, half).ToArray()).ToHashSet();
                var values = data.Raw();
                for (var i = 0; i < values.Length; i++)
                    if (!read.Contains(i / data.Features))
                        values[i] = 1e30f;
                return Dataset.FromFloats("spoilt", values, data.Features);
            }

            TermValues[][] Steps(Func<int, Dataset> rows) => LocalRanks.Run(2, ranks =>
            {
                using var workers = new WorkerPool(1);
                using var trainer = new Trainer(tiny.Spec, training, rows(ranks.Rank), workers, ranks);
                return trainer.Finish().Steps.Select(step => step.Terms).ToArray();
            });
        });

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
