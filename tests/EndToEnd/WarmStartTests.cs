namespace GmmVae.Tests.EndToEnd;

public class WarmStartTests
{
    private static string[] Tune(string start, string model, string output) =>
        ["train", "--model", model, "--data", "line", "--start-from", start, "--out",
            output, "--epochs", "2", "--batch", "500", "--seed", "7"];

    [Theory]
    [InlineData("vae")]
    [InlineData("gmm-vae")]
    public void A_training_starts_from_a_run_or_its_checkpoint_and_tells_so(string model)
    {
        using var folder = new TemporaryFolder();
        var start = TinyRun.Of(model, "line").Folder;
        Cli.Succeeds(Cli.Run(Tune(start, model, folder["run"])));
        Cli.Succeeds(Cli.Run(Tune(Path.Combine(start, "checkpoint.safetensors"), model, folder["file"])));
        RunFiles.AssertSame(folder["run"], folder["file"]);
        var notes = RunFiles.Parse(File.ReadAllText(folder["run/run.json"]));
        Assert.Equal(RunFiles.Hash(start), (string?)notes["startedFrom"]);
        var own = RunFiles.Parse(File.ReadAllText(Path.Combine(start, "run.json")));
        Assert.Equal(own["spec"]!.ToJsonString(), notes["spec"]!.ToJsonString());
        Assert.Equal(own["preprocessing"]!.ToJsonString(), notes["preprocessing"]!.ToJsonString());
        Assert.True((double)RunFiles.Summary(folder["run"])["terms"]!["total"]! < (double)RunFiles.Summary(start)["terms"]!["total"]!);
        Cli.Succeeds(Cli.Run("train", "--resume", folder["run"]));
        RunFiles.AssertSame(folder["run"], folder["file"]);
    }

    [Theory]
    [InlineData("--model vae", "--model --model gmm-vae")]
    [InlineData("--latent 5", "--start-from latent 2 5")]
    [InlineData("--preset clustering", "--responsibilities")]
    [InlineData("--clusters auto", "--clusters auto")]
    public void What_does_not_fit_is_refused_with_what_differs(string options, string fragments)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(
            Cli.Run(["train", "--data", "line", "--start-from", TinyRun.Of("gmm-vae", "line").Folder, "--out", folder["run"],
                .. options.Split(' ')]), 2, fragments.Split(' '));
        Assert.Empty(RunFiles.Names(folder.Path));
    }

    [Fact]
    public void Data_of_another_width_and_a_start_that_is_not_there_are_refused()
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run("train", "--data", "signals", "--start-from", TinyRun.Of("gmm-vae", "line").Folder, "--out", folder["run"]),
            3, "64 features", "reads 1");
        Cli.Refuses(Cli.Run("train", "--data", "line", "--start-from", folder["nowhere"], "--out", folder["run"]), 4, "nowhere");
        Assert.Empty(RunFiles.Names(folder.Path));
    }
}
