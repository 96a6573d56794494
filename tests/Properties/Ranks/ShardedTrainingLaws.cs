using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>A training on several ranks comes to the bits of one rank with as many shards.</summary>
public sealed class ShardedTrainingLaws
{
    private const int Shards = TinyTraining.Batch;

    private static Gen<(TinyModel Model, double? Clip)> Models { get; } = Clipped(TinyModel.Cases.Generator);

    [Law(nameof(Models))]
    public void Any_number_of_ranks_and_neighbours_among_them_gives_the_same_bits((TinyModel Model, double? Clip) sample) =>
        HoldFor(
            sample.Model.Spec, TinyTraining.Spec((ulong)sample.Model.Seed, shards: Shards, clip: sample.Clip),
                TinyTraining.Data(sample.Model));

    private static Gen<(TinyModel Model, double? Clip)> Phases { get; } = Clipped(TinyPhases.Cases);

    [Law(nameof(Phases))]
    public void Any_number_of_ranks_and_neighbours_among_them_gives_the_same_bits_in_phases_with_restarts_views_and_a_teacher(
        (TinyModel Model, double? Clip) sample) =>
        HoldFor(
            sample.Model.Spec,
            TinyPhases.Spec((ulong)sample.Model.Seed, shards: Shards, block: sample.Model.Seed % 2 == 0 ? 1 : null, clip: sample.Clip),
            TinyTraining.Data(sample.Model));

    private static Gen<int?> Blocks { get; } = Gen.Elements(default(int?), 1, 2);

    [Law(nameof(TinyModel.Cases), nameof(Blocks))]
    public void A_rank_reads_the_rows_of_its_shards_and_no_others(TinyModel tiny, int? block)
    {
        var data = TinyTraining.Data(tiny);
        var training = TrainingSpec.Create(
            TrainingPhase.Bound(1, new Schedule.Constant(0.01), new Schedule.Constant(1), clusterPriorTerm: true).Map(phase =>
                LanguageExt.Prelude.Array(phase)),
            LanguageExt.Option<int>.None, TinyTraining.Batch, 3, AdamSpec.Default, shards: 2,
                shuffleBlock: LanguageExt.Prelude.Optional(block)).Valid();
        var order = new BatchSource(data, TinyTraining.Batch, EpochOrder.Key(3, 0, 0), training.ShuffleBlock);
        Dataset[] spoilt = [Spoilt(0), Spoilt(1)];
        Assert.Equal(Steps(_ => data), Steps(rank => spoilt[rank]));

        Dataset Spoilt(int rank)
        {
            var half = TinyTraining.Batch / 2;
            var read = Enumerable.Range(0, TinyTraining.StepsPerEpoch).SelectMany(step =>
                order.Rows(0, step).Slice(rank * half, half).ToArray()).ToHashSet();
            var values = data.Raw();
            for (var i = 0; i < values.Length; i++)
                if (!read.Contains(i / data.Features))
                    values[i] = 1e30f;
            return Dataset.FromFloats("spoilt", values, data.Features);
        }

        LossValues[][] Steps(Func<int, Dataset> rows) => LocalRanks.Run(2, ranks =>
        {
            using var workers = new WorkerPool(1);
            using var trainer = new Trainer(tiny.Spec, training, rows(ranks.Rank), workers, ranks);
            return trainer.Finish().Steps.Select(step => step.Terms).ToArray();
        });
    }

    [Law]
    public void Shards_change_no_more_than_the_order_of_sums(TinyModel tiny)
    {
        var (whole, parts) = (FirstTerms(tiny, 1), FirstTerms(tiny, Shards));
        var told = ReportedLosses.Of(tiny.Spec, TinyTraining.Spec(0));
        foreach (var (a, b) in whole.Named(told).Zip(parts.Named(told)))
            Laws.Close(a.Value, b.Value, 1e-4);
    }

    [Law]
    public void One_shard_leaves_the_step_as_it_is(TinyModel tiny)
    {
        var graph = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph;
        Assert.Equal(graph, ShardedStep.Of(graph, 1, 1));
    }

    [Fact]
    public void What_is_no_sum_over_the_first_axis_is_refused()
    {
        var builder = new GraphBuilder();
        var rows = builder.Input("rows", InputRole.Data, Shape.Of(Extent.Batch, 3));
        builder.Output("largest", builder.Add(new Op.Reduce(ReductionKind.Maximum, LanguageExt.Prelude.Array(0)), rows));
        Assert.Contains("only sums", Assert.Throws<NotSupportedException>(() => ShardedStep.Of(builder.Build(), 2, 1)).Message,
            StringComparison.Ordinal);
    }

    private static Gen<int> Neighbours { get; } = Gen.Elements(1, 2);

    private static Gen<int> Ranks { get; } = Gen.Elements(0, 1);

    [Law(nameof(Models), nameof(Neighbours), nameof(Ranks))]
    public void A_number_that_is_not_finite_stops_every_rank((TinyModel Model, double? Clip) sample, int neighbours, int spoilt)
    {
        var (tiny, clip) = sample;
        var failed = LocalRanks.Run(
            2,
            ranks =>
            {
                // What one rank reads overflows; its numbers reach the other in sums alone.
                var data = TinyTraining.Data(tiny, scale: ranks.Rank == spoilt ? 1e30 : 1);
                using var workers = new WorkerPool(1);
                using var trainer = new Trainer(tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed, shards: 2, clip: clip), data, workers,
                    ranks);
                var failure = trainer.Run(new TinyTraining.Recording(), CancellationToken.None);
                ranks.Meet();
                return (failure.IsSome, trainer.State.Step, Bits: string.Join(' ', trainer.Store.Bits()));
            },
            neighbours);
        Assert.True(failed[0].IsSome);
        Assert.Equal(failed[0], failed[1]);
    }

    private static Gen<int> LastSteps { get; } = Gen.Choose(1, TinyTraining.Steps - 1);

    [Law(nameof(TinyModel.Cases), nameof(LastSteps))]
    public void One_cancelled_rank_stops_all_after_the_same_step(TinyModel tiny, int last)
    {
        var steps = LocalRanks.Run(2, ranks =>
        {
            using var workers = new WorkerPool(1);
            using var cancellation = new CancellationTokenSource();
            using var trainer = new Trainer(
                tiny.Spec, TinyTraining.Spec(1, shards: 2), TinyTraining.Data(tiny), workers, ranks);
            trainer.Run(new TinyTraining.Recording(step => CancelAt(step, ranks, cancellation)), cancellation.Token);
            return trainer.State.Step;
        });
        Assert.Equal([last, last], steps);

        void CancelAt(StepRecord step, IRankGroup ranks, CancellationTokenSource cancellation)
        {
            if (ranks.Rank == 1 && step.Step == last)
                cancellation.Cancel();
        }
    }

    /// <summary>With the norm of gradients limited, for which every rank needs all of them, and without.</summary>
    private static FsCheck.Gen<(TinyModel Model, double? Clip)> Clipped(FsCheck.Gen<TinyModel> models) =>
        from model in models
        from clip in Gen.Elements<double?>(null, 10)
        select (model, clip);

    private static void HoldFor(ModelSpec model, TrainingSpec training, Dataset data)
    {
        var alone = Train(1, 1)[0];
        foreach (var (count, neighbours) in new[] { (2, 1), (2, 2), (Shards, 1), (Shards, 2), (Shards, Shards) })
            foreach (var bits in Train(count, neighbours))
                Assert.Equal(alone, bits);

        int[][] Train(int count, int neighbours) => LocalRanks.Run(
            count,
            ranks =>
            {
                using var workers = new WorkerPool(1);
                using var trainer = new Trainer(model, training, data, workers, ranks);
                trainer.Finish();
                ranks.Meet();
                return trainer.Store.Bits();
            },
            neighbours);
    }

    private static LossValues FirstTerms(TinyModel tiny, int shards)
    {
        using var workers = new WorkerPool(1);
        using var trainer = new Trainer(tiny.Spec, TinyTraining.Spec((ulong)tiny.Seed, shards: shards), TinyTraining.Data(tiny), workers);
        return trainer.Finish().Steps[0].Terms;
    }
}
