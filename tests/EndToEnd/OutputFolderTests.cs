namespace GmmVae.Tests.EndToEnd;

public class OutputFolderTests
{
    [Fact]
    public void A_folder_that_holds_something_is_refused_and_left_alone_without_force()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["notes.txt"], "mine");
        Cli.Refuses(Cli.Run(TinyRun.Arguments("vae", "line", folder.Path)), 2, "not empty", folder.Path, "--force", "--resume");
        Assert.Equal(["notes.txt"], RunFiles.Names(folder.Path));
        Cli.Succeeds(Cli.Run([.. TinyRun.Arguments("vae", "line", folder.Path), "--force"]));
        Assert.Equal("mine", File.ReadAllText(folder["notes.txt"]));
    }

    [Fact]
    public void Force_replaces_a_run_wholly()
    {
        using var folder = new TemporaryFolder();
        var expected = TinyRun.Of("vae", "line").Folder;
        folder.Copy(TinyRun.Of("gmm-vae", "line").Folder, "run");
        Cli.Refuses(Cli.Run(TinyRun.Arguments("vae", "line", folder["run"])), 2, "not empty");
        Cli.Succeeds(Cli.Run([.. TinyRun.Arguments("vae", "line", folder["run"]), "--force"]));
        RunFiles.AssertSame(expected, folder["run"]);
    }

    [Fact]
    public void A_run_that_is_refused_leaves_the_forced_one_whole()
    {
        using var folder = new TemporaryFolder();
        var whole = TinyRun.Of("vae", "line").Folder;
        folder.Copy(whole, "run");
        Cli.Refuses(Cli.Run("train", "--preset", "report", "--data", "line", "--hidden", "65536,65536", "--out", folder["run"], "--force"), 2, "too large");
        RunFiles.AssertSame(whole, folder["run"]);
    }

    [Fact]
    public void A_folder_that_another_run_writes_to_is_refused_by_every_way_in()
    {
        using var folder = new TemporaryFolder();
        using var other = Cli.Start(["train", "--preset", "report", "--data", "line", "--out", folder["run"], "--epochs", "100000", "--batch", "500",
            .. TinyRun.Small]);
        Assert.True(other.WaitFor("epoch 1/"));
        Cli.Refuses(Cli.Run(TinyRun.Arguments("vae", "line", folder["run"])), 4, "in use by another run", folder["run"], "Wait");
        Cli.Refuses(Cli.Run([.. TinyRun.Arguments("vae", "line", folder["run"]), "--force"]), 4, "in use by another run");
        Cli.Refuses(Cli.Run("train", "--resume", folder["run"]), 4, "in use by another run");
        other.Signal("INT");
        Assert.Equal(130, other.WaitForExit().ExitCode);
    }

    [Fact]
    public void Of_two_runs_that_come_to_a_folder_at_once_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        var expected = TinyRun.Of("vae", "line").Folder;
        for (var i = 0; i < LongRuns.Times(3); i++)
        {
            var run = folder[FormattableString.Invariant($"run-{i}")];
            using var one = Cli.Start(TinyRun.Arguments("vae", "line", run));
            using var other = Cli.Start(TinyRun.Arguments("vae", "line", run));
            CliResult[] results = [one.WaitForExit(), other.WaitForExit()];
            Cli.Succeeds(Assert.Single(results, result => result.ExitCode == 0));
            var refused = Assert.Single(results, result => result.ExitCode != 0);
            if (refused.ExitCode == 4)
                Cli.Refuses(refused, 4, "in use by another run", run);
            else
                Cli.Refuses(refused, 2, "not empty", run);
            RunFiles.AssertSame(expected, run);
        }
    }

    [Fact]
    public void Where_locks_are_switched_off_no_run_begins()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] off = [("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1")];
        Cli.Refuses(Cli.Run(TinyRun.Arguments("vae", "line", folder["run"]), off), 4, "locks are switched off", "Unset");
        folder.Copy(TinyRun.Of("vae", "line").Folder, "whole");
        Cli.Refuses(Cli.Run(["train", "--resume", folder["whole"]], off), 4, "locks are switched off");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        Cli.Refuses(Cli.Run(TinyRun.Arguments("vae", "line", folder["file/run"])), 4, folder["file/run"]);
        Cli.Refuses(Cli.Run(TinyRun.Arguments("vae", "line", folder["file"])), 4, folder["file"]);
        Assert.Equal(["file"], RunFiles.Names(folder.Path));
    }
}
