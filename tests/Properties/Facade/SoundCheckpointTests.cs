using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class SoundCheckpointTests
{
    [Theory]
    [InlineData(1e22)]
    [InlineData(1e38)]
    public void An_update_that_leaves_numbers_beyond_use_is_not_kept_within_an_epoch_either(double learningRate)
    {
        using var folder = new TemporaryFolder();
        var failure = Assert.Throws<GmmVaeException>(() => Runs.Train(new TrainRequest
        {
            Model = ModelKind.Variational,
            Data = "line",
            Configure = options => options with { Hidden = Array(4), Latent = 2, Epochs = 1, Batch = 100, LearningRate = learningRate },
            OutputFolder = folder.File("run"),
            Threads = 1,
            CheckpointEvery = 1,
        }));
        Assert.Equal(FailureKind.Run, failure.Kind);
        Assert.Contains("the last checkpoint is intact", failure.Message, StringComparison.Ordinal);
        var kept = Checkpoint.Read(Path.Combine(folder.File("run"), RunFolder.CheckpointName)).Value();
        using var store = CheckpointSamples.Store(kept.Header);
        kept.Restore(store);
        Assert.All(store.Inputs, input => Assert.All(store[input.Name].ToArray(), value => Assert.InRange(Math.Abs(value), 0, 1e18f)));
    }

    [Fact]
    public void A_cancelled_training_keeps_no_such_numbers_but_says_that_it_diverged()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var rows = SmallData.Rows(64).ToDataset("matrix");
        var plan = RunPlan.Specify(
            new TrainRequest { Model = ModelKind.Variational, Data = "matrix", Configure = options =>
                options with { Hidden = Array(3), Latent = 2, Epochs = 1, Batch = 8 }, Threads = 1 },
            SourceRows.Of(DataSplits.Fit(rows, rows)),
            "matrix");
        using var session = new TrainingSession(new ChosenTraining(plan.Header), plan.Data, 1);
        using var run = RunFolder.Create(folder.File("run"), force: false).OrThrow();
        session.Start(run);
        var checkpoint = Checkpoint.Read(run.CheckpointPath).Value();
        using (var store = CheckpointSamples.Store(checkpoint.Header))
        {
            checkpoint.Restore(store);
            store["decoder.output.bias"][0] = 1e30f;
            session.Resume(run, Checkpoint.Capture(checkpoint.Header, checkpoint.State, store));
        }

        stop.Cancel();
        Assert.Equal(FailureKind.Run, Assert.Throws<GmmVaeException>(() => session.Run(run, new RunFollowing(), stop.Token)).Kind);
        Assert.Equal(checkpoint.ParametersSha256, Checkpoint.Read(run.CheckpointPath).Value().ParametersSha256);
    }
}
