namespace GmmVae.Tests.EndToEnd;

public class CheckpointTests
{
    [Fact]
    public void Checkpoints_come_within_an_epoch_where_they_are_asked_for()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--model", "vae", "--data", "line", "--epochs", "1", "--batch", "2", .. TinyRun.Small];
        var path = folder["run/" + RunFolder.CheckpointName];
        using (var running = Cli.Start(["train", "--preset", "report", "--out", folder["run"], "--checkpoint-every", "7", .. options]))
        {
            while (!File.Exists(path) || Read(path).State.Step < 14)
                Assert.False(running.HasEndedWithin(5), "The run ended before two checkpoints.");
            running.Signal("KILL");
            running.WaitForExit();
        }

        var state = Read(path).State;
        Assert.Equal((0, 0), (state.Step % 7, state.Epoch));
        Assert.Equal(state.Step, state.StepInEpoch);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    public void An_interval_below_one_step_is_refused_by_name(string every)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run([.. TinyRun.Arguments("vae", "line", folder["run"]), "--checkpoint-every", every]), 2, "--checkpoint-every",
            every);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData("vae", "--no-batch-norm", "batchNorm is true in run.json and false in the checkpoint")]
    [InlineData("vae", "--seed 5", "training.seed is 0 in run.json and 5 in the checkpoint")]
    [InlineData("gmm-vae", "", "spec.kind is \"vae\" in run.json and \"gmm-vae\" in the checkpoint")]
    public void A_checkpoint_of_another_run_is_refused_with_what_differs(string model, string options, string difference)
    {
        using var folder = new TemporaryFolder();
        folder.Copy(TinyRun.Of("vae", "line").Folder, "run");
        if (options.Length == 0)
            folder.Copy(TinyRun.Of(model, "line").Folder, "other");
        else
            Cli.Succeeds(Cli.Run([.. TinyRun.Arguments(model, "line", folder["other"]), .. options.Split(' ')]));
        File.Copy(folder["other/" + RunFolder.CheckpointName], folder["run/" + RunFolder.CheckpointName], overwrite: true);
        var before = RunFiles.Names(folder["run"]).Select(name => File.ReadAllText(folder["run/" + name])).ToArray();
        Cli.Refuses(Cli.Run("train", "--resume", folder["run"]), 3, difference, RunFolder.CheckpointName);
        Assert.Equal(before, RunFiles.Names(folder["run"]).Select(name => File.ReadAllText(folder["run/" + name])));
    }

    [Fact]
    public void Damaged_notes_are_refused_and_missing_ones_written_anew()
    {
        using var folder = new TemporaryFolder();
        var whole = TinyRun.Of("gmm-vae", "line").Folder;
        folder.Copy(whole, "run");
        foreach (var damage in new[] { "", "{\"seed\":1,\"seed\":1}" })
        {
            File.WriteAllText(folder["run/run.json"], damage);
            Cli.Refuses(Cli.Run("train", "--resume", folder["run"]), 3, "no JSON object", folder["run/run.json"]);
        }

        File.Delete(folder["run/run.json"]);
        Cli.Succeeds(Cli.Run("train", "--resume", folder["run"]));
        RunFiles.AssertSame(whole, folder["run"]);
    }

    private static Checkpoint Read(string path) =>
        Checkpoint.Read(path).Match(found => found, error => throw new InvalidOperationException(error.Message));
}
