namespace GmmVae.Tests.Properties;

/// <summary>What holds for every estimator.</summary>
public sealed class EstimatorTests
{
    public static TheoryData<string> Models => EstimatorCase.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void Results_of_a_row_depend_on_the_row_alone(string name)
    {
        var of = EstimatorCase.Of(name);
        using var model = of.Fitted();
        var data = SmallData.Rows(600, seed: 2);
        var rows = Enumerable.Range(0, data.Rows).ToArray();
        foreach (var (what, result, width) in EstimatorCase.Results(model))
        {
            var whole = result(data);
            Assert.Equal(data.Rows * width, whole.Length);
            var reversed = result(SmallData.Take(data, rows.Reverse()));
            Assert.True(Same(whole, Enumerable.Range(0, data.Rows).Reverse().SelectMany(row => reversed.Skip(row * width).Take(width))),
                what);
            foreach (var size in new[] { 1, 7, 8, 9, 255, 300 })
                Assert.True(
                    Same(whole.Take(size * width), result(SmallData.Take(data, rows.Take(size)))),
                        $"{what} of the first {size} rows alone");
            Assert.True(Same(whole.Skip(300 * width).Take(width), result(SmallData.Take(data, 300))), $"{what} of row 300 alone");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Inputs_are_never_changed(string name)
    {
        var of = EstimatorCase.Of(name);
        var (values, _) = SmallData.Draw(400);
        var copy = values.ToArray();
        var data = new Matrix(values, SmallData.Features);
        using var model = of.Create();
        model.Fit(data);
        EstimatorCase.Everything(model, data);
        Assert.Equal(copy, values);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Training_again_on_any_number_of_threads_gives_the_same_model_and_another_seed_another(string name)
    {
        var of = EstimatorCase.Of(name);
        var data = SmallData.Rows(400);
        using var model = of.Create(threads: 1);
        model.Fit(data);
        var first = EstimatorCase.Everything(model, data);
        model.Fit(data);
        Assert.True(Same(first, EstimatorCase.Everything(model, data)));
        using var other = of.Create(threads: 3);
        await other.FitAsync(data);
        Assert.True(Same(first, EstimatorCase.Everything(other, data)));
        other.Fit(SmallData.Rows(400, seed: 9));
        Assert.False(Same(first, EstimatorCase.Everything(other, data)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_saved_model_gives_the_same_bits_when_loaded_and_can_be_trained_anew(string name)
    {
        var of = EstimatorCase.Of(name);
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        var data = SmallData.Rows(400);
        using var model = of.Fitted();
        model.Save(path);
        using var loaded = of.Load(path);
        var results = EstimatorCase.Everything(model, data);
        Assert.True(Same(results, EstimatorCase.Everything(loaded, data)));
        loaded.Save(path);
        using var again = of.Load(path);
        Assert.True(Same(results, EstimatorCase.Everything(again, data)));
        again.Fit(data);
        Assert.True(Same(results, EstimatorCase.Everything(again, data)));
        Refused(FailureKind.Data, () => again.Fit(new float[20, 2]), "4 numbers");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_of_another_kind_is_refused_by_the_name_of_the_right_one(string name)
    {
        var of = EstimatorCase.Of(name);
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        using var model = of.Fitted();
        model.Save(path);
        Func<string, Estimator>[] loads =
            [found => AutoEncoder.Load(found), found => VariationalAutoEncoder.Load(found), found => GaussianMixtureVae.Load(found)];
        foreach (var load in loads)
        {
            try
            {
                using var loaded = load(path);
                Assert.IsType(model.GetType(), loaded);
            }
            catch (GmmVaeException failure)
            {
                Assert.Equal(FailureKind.Data, failure.Kind);
                Assert.Contains($"{model.GetType().Name}.Load", failure.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Values_that_are_not_finite_are_refused_by_row_and_column(string name)
    {
        var of = EstimatorCase.Of(name);
        using var model = of.Fitted();
        foreach (var value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var (values, _) = SmallData.Draw(400);
            values[(300 * SmallData.Features) + 2] = value;
            var data = new Matrix(values, SmallData.Features);
            Refused(FailureKind.Data, () => model.Fit(data), "row 300, column 2");
            foreach (var (_, result, _) in EstimatorCase.Results(model))
                Refused(FailureKind.Data, () => result(data), "row 300, column 2");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Rows_of_another_width_or_kind_are_refused_with_what_the_model_reads(string name)
    {
        var of = EstimatorCase.Of(name);
        using var model = of.Fitted();
        foreach (var (_, result, _) in EstimatorCase.Results(model))
        {
            Refused(FailureKind.Data, () => result(new Matrix(new float[10], 5)), "5 features", "reads 4");
            Refused(FailureKind.Data, () => result(Matrix.FromBytes(new byte[8], 4)), "bytes", "reads numbers");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Use_before_training_is_refused(string name)
    {
        var of = EstimatorCase.Of(name);
        using var model = of.Create();
        Assert.False(model.IsFitted);
        RefusesAll(model, "Call Fit");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Use_after_disposal_is_refused_and_disposing_again_does_nothing(string name)
    {
        var of = EstimatorCase.Of(name);
        var model = of.Fitted();
        model.Dispose();
        model.Dispose();
        Assert.False(model.IsFitted);
        RefusesAll(model, "disposed");
        Refused(FailureKind.Usage, () => model.Fit(SmallData.Rows(40)), "disposed");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Cancelling_a_training_leaves_the_model_as_it_was(string name)
    {
        var of = EstimatorCase.Of(name);
        var data = SmallData.Rows(400);
        using var model = of.Create();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => model.Fit(data, new Stop(stop), stop.Token));
        Assert.False(model.IsFitted);

        model.Fit(data);
        var before = EstimatorCase.Everything(model, data);
        using var stopAgain = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => model.Fit(SmallData.Rows(400, seed: 5), new Stop(stopAgain), stopAgain.Token));
        Assert.True(Same(before, EstimatorCase.Everything(model, data)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Many_readers_at_once_get_what_one_gets_even_while_the_model_is_replaced_and_disposed(string name)
    {
        var of = EstimatorCase.Of(name);
        var data = SmallData.Rows(700);
        var model = of.Fitted();
        var alone = EstimatorCase.Everything(model, data);
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            if (i == 11)
                model.Fit(SmallData.Rows(400));
            Assert.True(Same(alone, EstimatorCase.Everything(model, data)));
        });
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            if (i == 7)
                model.Dispose();
            try
            {
                Assert.True(Same(alone, EstimatorCase.Everything(model, data)));
            }
            catch (GmmVaeException failure)
            {
                Assert.Contains("disposed", failure.Message, StringComparison.Ordinal);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Wrong_options_are_all_named_in_the_words_of_the_properties(string name)
    {
        Estimator wrong = name switch
        {
            "autoencoder" => new AutoEncoder(new() { Latent = 0, Hidden = [0], LearningRate = -1 }),
            "vae" => new VariationalAutoEncoder(new() { Latent = 0, Hidden = [0], LearningRate = -1 }),
            _ => new GaussianMixtureVae(new() { Preset = "report", Latent = 0, Hidden = [0], LearningRate = -1, Clusters = 1 }),
        };
        using (wrong)
        {
            var failure = Refused(FailureKind.Usage, () => wrong.Fit(SmallData.Rows(100)), "Latent:", "Hidden:", "LearningRate:");
            Assert.DoesNotContain("--", failure.Message, StringComparison.Ordinal);
            Assert.Equal(wrong is GaussianMixtureVae ? 4 : 3, failure.Errors.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void No_rows_give_no_results_but_cannot_be_trained_on(string name)
    {
        var of = EstimatorCase.Of(name);
        using var model = of.Fitted();
        var none = new Matrix(ReadOnlyMemory<float>.Empty, SmallData.Features);
        Assert.Empty(EstimatorCase.Everything(model, none));
        Refused(FailureKind.Data, () => model.Fit(none), "no rows");
    }

    private static void RefusesAll(Estimator model, string word)
    {
        var data = SmallData.Rows(3);
        Refused(FailureKind.Usage, () => model.Embed(data), word);
        Refused(FailureKind.Usage, () => model.Reconstruct(data), word);
        Refused(FailureKind.Usage, () => model.Score("line"), word);
        Refused(FailureKind.Usage, () => model.Save("nowhere"), word);
        Refused(FailureKind.Usage, () => model.Features.ToString(System.Globalization.CultureInfo.InvariantCulture), word);
        if (model is GaussianMixtureVae mixture)
        {
            Refused(FailureKind.Usage, () => mixture.Predict(data), word);
            Refused(FailureKind.Usage, () => mixture.PredictProbabilities(data), word);
            Refused(FailureKind.Usage, () => mixture.Sample(1), word);
        }
    }

    private static GmmVaeException Refused(FailureKind kind, Action act, params string[] words)
    {
        var failure = Assert.Throws<GmmVaeException>(act);
        Assert.Equal(kind, failure.Kind);
        foreach (var word in words)
            Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private static bool Same(IEnumerable<float> expected, IEnumerable<float> actual) =>
        expected.Select(BitConverter.SingleToInt32Bits).SequenceEqual(actual.Select(BitConverter.SingleToInt32Bits));

    /// <summary>Cancels at the first sign of life.</summary>
    private sealed class Stop(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }
}
