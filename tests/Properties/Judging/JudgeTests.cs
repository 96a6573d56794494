using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class JudgeTests
{
    private static readonly DataSplits Digits = DigitData.Generate(0, trainRows: 2000, testRows: 500);

    [Fact]
    public void It_learns_digits_that_it_has_not_seen()
    {
        using var workers = new WorkerPool(2);
        using var judge = Train(Digits.Train, 0, workers);
        var verdict = judge.On(Values(Digits.Test));
        Assert.True(verdict.Accuracy(Digits.Test.Labels!.Value.Span) > 0.85);
        Assert.InRange(verdict.Confidence, 0.6, 1);
        Assert.InRange(verdict.Evenness, 0.98, 1);
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_whatever_the_threads_and_other_seeds_others()
    {
        var few = Digits.Train.Subset("few", Enumerable.Range(0, 300).ToArray());
        var (first, second, other) = (Of(0, 1), Of(0, 2), Of(1, 1));
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);

        float[] Of(ulong seed, int threads)
        {
            using var workers = new WorkerPool(threads);
            using var judge = Train(few, seed, workers);
            return judge.On(Values(few)).Probabilities.ToArray();
        }
    }

    [Fact]
    public void Its_objective_is_the_mean_of_minus_ln_of_the_probability_of_the_target()
    {
        var (training, inference) = (JudgeGraph.Training(Spec(3, 2)).Graph, JudgeGraph.Inference(Spec(3, 2)).Graph);
        var inputs = training.Inputs.ToDictionary(input => input.Name, input => Generators.Fill(input.Name.Length, input.Shape.Bind(2)));
        inputs[JudgeGraph.Target] = Tensor.Of([2, 2], [0, 1, 1, 0]);
        var probabilities = Evaluate.Outputs(inference, 2, inputs)[JudgeGraph.Probabilities].Values;
        Laws.Close(
            -(Math.Log(probabilities[1]) + Math.Log(probabilities[2])) / 2,
            Evaluate.Outputs(training, 2, inputs)[GraphNames.Objective].Value,
            1e-12);
    }

    [Fact]
    public void Verdicts_of_rows_do_not_depend_on_their_company_and_a_cloud_has_no_distance_from_itself()
    {
        using var workers = new WorkerPool(1);
        var few = Digits.Train.Subset("few", Enumerable.Range(0, 300).ToArray());
        using var judge = Train(few, 0, workers);
        var values = Values(few);
        var all = judge.On(values);
        var alone = judge.On(values.AsSpan(299 * few.Features, few.Features));
        Assert.Equal(all.Probabilities.Span[^10..].ToArray(), alone.Probabilities.ToArray());
        Assert.InRange(all.DistanceTo(judge.On(values)), 0, 1e-6);
        Assert.True(all.DistanceTo(judge.On(new float[values.Length])) > 1);
    }

    [Fact]
    public void What_is_not_labelled_or_does_not_fit_is_refused()
    {
        using var workers = new WorkerPool(1);
        var spec = Spec(1, 2);
        Throws(Dataset.FromFloats("bare", [1, 2], 1));
        Throws(Dataset.FromFloats("classes", [1, 2], 1, labels: [0, 2]));
        Throws(Dataset.FromFloats("wide", [1, 2], 2, labels: [0]));
        using var judge = Train(Dataset.FromFloats("fits", [1, 2], 1, labels: [0, 1]), 0, workers);
        Assert.Throws<ArgumentException>(() => judge.On([]));
        Assert.True(JudgeSpec.Create(0, 1, Array<int>(), 0).IsFail);

        void Throws(Dataset data) => Assert.Throws<ArgumentException>(() => Judge.Train(spec, data, 0, workers));
    }

    private static JudgeSpec Spec(int features, int classes) =>
        JudgeSpec.Create(features, classes, Array(48, 16), epochs: 40).IfFail(_ => throw new InvalidOperationException());

    private static Judge Train(Dataset data, ulong seed, WorkerPool workers) => Judge
        .Train(Spec(data.Features, data.Labels!.Value.ToArray().Max() + 1), data, seed, workers)
        .IfLeft(_ => throw new InvalidOperationException());

    private static float[] Values(Dataset data)
    {
        var values = new float[data.Rows * data.Features];
        data.CopyRange(0, data.Rows, values);
        return values;
    }
}
