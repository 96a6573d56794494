namespace GmmVae.Tests.Properties;

public sealed class TrainingPlanLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    /// <summary>
    /// Bounds of convolutional models are looser: batch normalisation over the positions of a few tiny pictures divides by small deviations. So are
    /// those of models with candidates: the logarithm of a group's sum divides by it.
    /// </summary>
    [Fact]
    public void A_training_step_of_the_plan_equals_the_oracle_within_the_derived_bound()
    {
        var (plain, plainClosely, loose, looseClosely) = (0, 0, 0, 0);
        Laws.Hold(TinyModel.Cases, tiny =>
        {
            var graph = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph;
            using var run = new PlanRun(graph, tiny.Batch, tiny.Inputs(graph), workers);
            var counts = run.StepHoldsToOracle(RoundingBounds.Of(graph));
            if (tiny.Convolutional || tiny.Spec is GaussianMixtureSpec { HasCandidates: true })
                (loose, looseClosely) = (loose + counts.All, looseClosely + counts.Closely);
            else
                (plain, plainClosely) = (plain + counts.All, plainClosely + counts.Closely);
        }, count: 400); // With fewer cases the share of tight bounds below varies too much to be asked about.
        var found = $"Only {plainClosely} of {plain} bounds, and of convolutional models and those with candidates {looseClosely} of {loose}, are tight enough to mean something.";
        Assert.True(plainClosely > 0.9 * plain && looseClosely > 0.8 * loose, found);
    }

    [Fact]
    public void A_step_of_a_phase_with_views_and_teacher_equals_the_oracle_within_the_derived_bound()
    {
        var (all, closely) = (0, 0);
        Laws.Hold(TinyPhase.Cases, tiny =>
        {
            var graph = tiny.Graph.Graph;
            using var run = new PlanRun(graph, tiny.Model.Batch, tiny.Inputs(graph), workers);
            var counts = run.StepHoldsToOracle(RoundingBounds.Of(graph));
            (all, closely) = (all + counts.All, closely + counts.Closely);
        });
        Assert.True(closely > 0.8 * all, $"Only {closely} of {all} bounds are tight enough to mean something.");
    }

    [Fact]
    public void Evaluation_and_sampling_by_the_plan_equal_the_oracle_within_the_derived_bound()
    {
        var (all, closely) = (0, 0);
        Laws.Hold(TinyModel.Cases, tiny =>
        {
            foreach (var graph in new[] { EvaluationGraph.Build(tiny.Spec).Graph, SamplingGraph.Build(tiny.Spec).Graph })
            {
                using var run = new PlanRun(graph, tiny.Batch, tiny.Inputs(graph), workers);
                var counts = run.StepHoldsToOracle(RoundingBounds.Of(graph));
                (all, closely) = (all + counts.All, closely + counts.Closely);
            }
        });
        Assert.True(closely > 0.95 * all, $"Only {closely} of {all} bounds are tight enough to mean something.");
    }

    [Fact]
    public void A_row_is_evaluated_to_the_same_bits_whatever_rows_stand_beside_it() => Laws.Hold(TinyModel.Cases, tiny =>
    {
        var graph = EvaluationGraph.Build(tiny.Spec).Graph;
        var inputs = tiny.Inputs(graph);
        using var run = new PlanRun(graph, tiny.Batch, inputs, workers);
        run.Plan.Compute();

        // One row among many others, elsewhere in a greater batch.
        const int many = 19;
        var (row, place) = (tiny.Seed % tiny.Batch, tiny.Seed % many);
        var others = tiny with { Seed = tiny.Seed + 1 };
        var greater = graph.Inputs.ToDictionary(input => input.Name, input => input.Shape.Size.IsBatch
            ? WithRow(others.Of(input, many), place, inputs[input.Name], row, tiny.Batch, many)
            : inputs[input.Name]);
        using var among = new PlanRun(graph, many, greater, workers);
        among.Plan.Compute();
        foreach (var output in graph.Outputs)
        {
            var few = run.Plan.Output(output.Name);
            var found = among.Plan.Output(output.Name);
            var (width, size) = (few.Length / tiny.Batch, found.Length / many);
            Assert.Equal(width, size);
            Assert.Equal(Bits(few.Slice(row * width, width)), Bits(found.Slice(place * width, width)));
        }
    });

    private static Tensor WithRow(Tensor target, int place, Tensor source, int row, int sourceRows, int targetRows)
    {
        var values = target.Values.ToArray();
        var width = values.Length / targetRows;
        Assert.Equal(width, source.Values.Length / sourceRows);
        source.Values.Slice(row * width, width).CopyTo(values.AsSpan(place * width));
        return Tensor.Of(target.Dimensions, values);
    }

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        return bits;
    }
}
