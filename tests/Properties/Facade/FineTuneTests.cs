using System.Globalization;

namespace GmmVae.Tests.Properties;

public sealed class FineTuneTests
{
    public static TheoryData<string> Models => EstimatorCase.Names;

    [Fact]
    public void A_step_of_next_to_nothing_leaves_the_model_what_it_was_on_any_data()
    {
        using var model = new VariationalAutoEncoder(new() { Hidden = [8], Latent = 2, Epochs = 3, Batch = 64, BatchNorm = false });
        model.Fit(SmallData.Rows(400));
        var data = SmallData.Rows(100, seed: 2);
        var codes = model.Embed(data).ToArray();

        // Other data, with another mean and spread: the preprocessing stays that of the model.
        var far = new Matrix(SmallData.Rows(200, seed: 5).ToArray().Select(value => (2 * value) - 90).ToArray(), SmallData.Features);
        model.FineTune(far, new() { Steps = 1, LearningRate = 1e-12, Batch = 64 });
        Assert.All(model.Embed(data).ToArray().Zip(codes, (after, before) => after - before), difference =>
            Assert.InRange(difference, -1e-5f, 1e-5f));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Fine_tuning_goes_on_from_the_model_and_is_the_same_after_loading(string name)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        var data = SmallData.Rows(400);
        using var model = EstimatorCase.Of(name).Fitted();
        model.Save(path);
        var before = model.Score(data).Average();
        var changes = new FineTuning { Epochs = 20, Batch = 64, LearningRate = 5e-3, Seed = 4 };
        model.FineTune(data, changes);
        Assert.True(model.Score(data).Average() < before);
        using var loaded = EstimatorCase.Of(name).Load(path);
        loaded.FineTune(data, changes);
        Assert.Equal(EstimatorCase.Everything(model, data), EstimatorCase.Everything(loaded, data));
        loaded.FineTune(data, changes with { Seed = 5 });
        Assert.NotEqual(EstimatorCase.Everything(model, data), EstimatorCase.Everything(loaded, data));
    }

    [Fact]
    public async Task On_another_thread_it_gives_the_same_bits_and_can_be_cancelled()
    {
        using TemporaryFolder folder = new();
        File.WriteAllLines(folder.File("rows.csv"),
            Enumerable.Range(0, 200).Select(row =>
            string.Join(',', SmallData.Rows(200, seed: 2).Row(row).Select(value => value.ToString(CultureInfo.InvariantCulture)))));
        using Estimator one = EstimatorCase.Of("vae").Fitted(), other = EstimatorCase.Of("vae").Fitted();
        var (data, changes) = (SmallData.Rows(200), new FineTuning { Epochs = 2, Batch = 64, Clip = 1 });
        one.FineTune(data, changes);
        one.FineTune(folder.File("rows.csv"), changes);
        await other.FineTuneAsync(data, changes);
        await other.FineTuneAsync(folder.File("rows.csv"), changes);
        var before = EstimatorCase.Everything(one, data);
        Assert.Equal(before, EstimatorCase.Everything(other, data));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            other.FineTuneAsync(data, changes, cancellationToken: new CancellationToken(true)));
        Assert.Equal(before, EstimatorCase.Everything(other, data));
    }

    [Fact]
    public void What_cannot_be_fine_tuned_is_refused_and_leaves_the_model_as_it_was()
    {
        using var fresh = EstimatorCase.Of("vae").Create();
        Assert.Contains("Call Fit", Assert.Throws<GmmVaeException>(() => fresh.FineTune(SmallData.Rows(50))).Message,
            StringComparison.Ordinal);
        using var model = EstimatorCase.Of("vae").Fitted();
        var before = EstimatorCase.Everything(model, SmallData.Rows(50));
        Refused(FailureKind.Data, () => model.FineTune(new float[20, 2]), "2 features");
        Refused(FailureKind.Usage, () => model.FineTune(SmallData.Rows(50), new() { LearningRate = -1 }), "LearningRate");
        Refused(FailureKind.Usage, () => model.FineTune(SmallData.Rows(50), new() { ValidationShare = 0.2 }), "ValidationShare");
        Refused(FailureKind.Usage, () => model.FineTune(SmallData.Rows(50), new() { Preset = "other" }), "Preset");
        Assert.Equal(before, EstimatorCase.Everything(model, SmallData.Rows(50)));

        static void Refused(FailureKind kind, Action act, string word)
        {
            var failure = Assert.Throws<GmmVaeException>(act);
            Assert.Equal(kind, failure.Kind);
            Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_model_that_stops_early_is_the_best_of_its_epochs()
    {
        var data = SmallData.Rows(300);
        using var patient = new VariationalAutoEncoder(new() { Hidden = [8], Latent = 2, Epochs = 400, Batch = 50, LearningRate = 0.05,
            Patience = 3, ValidationShare = 0.2 });
        var epochs = 0;
        patient.Fit(data, new Counter(count => epochs = count));
        Assert.InRange(epochs, 4, 399);
    }

    private sealed class Counter(Action<int> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value.Epoch);
    }
}
