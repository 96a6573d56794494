namespace GmmVae.Tests.EndToEnd;

public class ResumeTests
{
    private static string[] Long(string model, string output) =>
        ["train", "--preset", "report", "--model", model, "--data", "line", "--out", output, "--epochs", "150", "--batch", "100", .. TinyRun.Small];

    [Theory]
    [InlineData("gmm-vae", "INT")]
    [InlineData("vae", "TERM")]
    public void A_run_that_is_interrupted_and_resumed_ends_as_if_it_had_not_been(string model, string signal)
    {
        using var folder = new TemporaryFolder();
        using (var running = Cli.Start(Long(model, folder["cut"])))
        {
            Assert.True(running.WaitFor("epoch 2/150"));
            running.Signal(signal);
            var result = running.WaitForExit();
            Assert.True(result.ExitCode == 130, result.ToString());
            Assert.Equal("", result.Output);
            Assert.Contains("checkpoint is saved", result.Error, StringComparison.Ordinal);
            Assert.Contains($"gmmvae train --resume {folder["cut"]}", result.Error, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(folder["cut/checkpoint.safetensors"]));
        Assert.False(File.Exists(folder["cut/summary.json"]));
        Cli.Succeeds(Cli.Run("train", "--resume", folder["cut"]));
        Cli.Succeeds(Cli.Run(Long(model, folder["whole"])));
        RunFiles.AssertSame(folder["whole"], folder["cut"]);
    }

    [Theory]
    [InlineData("autoencoder")]
    [InlineData("gmm-vae")]
    public void Resuming_a_finished_run_changes_nothing(string model)
    {
        using var folder = new TemporaryFolder();
        var finished = TinyRun.Of(model, "line").Folder;
        Cli.Succeeds(Cli.Run("train", "--resume", folder.Copy(finished, "run")));
        RunFiles.AssertSame(finished, folder["run"]);
    }

    [Theory]
    [InlineData("--seed", "3")]
    [InlineData("--epochs", "50")]
    [InlineData("--data", "line")]
    [InlineData("--out", "elsewhere")]
    [InlineData("--force")]
    public void Resuming_takes_no_options_of_the_run(params string[] options)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run(["train", "--resume", folder.Path, .. options]), 2, options[0], "--resume");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void An_empty_or_missing_folder_cannot_be_resumed()
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run("train", "--resume", folder.Path), 2, "no checkpoint", folder.Path, "--out");
        Cli.Refuses(Cli.Run("train", "--resume", folder["missing"]), 2, "no checkpoint", folder["missing"], "--out");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_run_is_not_resumed_on_other_data_than_it_began_with()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.Write(folder["tiny"]);
        Cli.Succeeds(Cli.Run(TinyRun.Arguments("vae", folder["tiny"], folder["run"])));
        IdxFiles.Write(folder["tiny"], shift: 1);
        Cli.Refuses(Cli.Run("train", "--resume", folder["run"]), 3, "not those that the run began with", folder["tiny"], "Restore");
    }
}
