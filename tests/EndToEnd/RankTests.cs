using System.Diagnostics;
using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Trainings of several processes that mpirun starts.</summary>
public sealed class RankTests
{
    private static readonly string[] Short = ["--data", "line", "--shards", "4", "--batch", "64", "--threads", "1", "--checkpoint-every", "5", .. TinyRun.Small];

    [MpiFact]
    public void Any_number_of_processes_writes_the_files_of_one()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run(["train", .. Short, "--steps", "30", "--out", folder["1"]]));
        foreach (var count in new[] { "2", "4" })
        {
            var result = Mpi(count, ["train", .. Short, "--steps", "30", "--out", folder[count], "--json"]);
            Assert.True(result.ExitCode == 0, result.ToString());
            Assert.Equal("line", (string?)JsonNode.Parse(result.Output)!["data"]);
            RunFiles.AssertSame(folder["1"], folder[count]);
        }
    }

    [MpiFact]
    public void A_killed_process_ends_all_and_another_number_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run(["train", .. Short, "--epochs", "40", "--out", folder["whole"]]));
        using (var running = Cli.Start(["train", .. Short, "--epochs", "40", "--out", folder["cut"]], launcher: Launcher("2")))
        {
            Assert.True(running.WaitFor("epoch 2/40"));
            RankOne(folder["cut"]).Kill();
            Assert.NotEqual(0, running.WaitForExit().ExitCode);
        }

        Assert.False(File.Exists(folder["cut/summary.json"]));
        var resumed = Mpi("4", "train", "--resume", folder["cut"], "--threads", "1");
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        RunFiles.AssertSame(folder["whole"], folder["cut"]);
    }

    [MpiFact]
    public void Too_few_shards_and_wrong_options_are_told_once()
    {
        using var folder = new TemporaryFolder();
        var few = Mpi("4", "train", "--data", "line", "--shards", "2", "--out", folder["few"]);
        Assert.Equal(2, few.ExitCode);
        Assert.Contains("4 processes cannot share the 2 shards", few.Error, StringComparison.Ordinal);
        var odd = Mpi("2", "train", "--data", "line", "--shards", "3", "--out", folder["odd"]);
        Assert.Equal(2, odd.ExitCode);
        Assert.Equal(2, odd.Error.Split("--shards: must be a power of two").Length);
        Assert.False(Directory.Exists(folder["few"]));
    }

    private static CliResult Mpi(string count, params string[] arguments)
    {
        using var running = Cli.Start(arguments, launcher: Launcher(count));
        return running.WaitForExit();
    }

    private static string[] Launcher(string count) => ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", count];

    /// <summary>The second process of the run into a folder.</summary>
    private static Process RankOne(string folder) => Process.GetProcesses().First(process =>
        Read(process, "cmdline").Contains(folder, StringComparison.Ordinal)
        && Read(process, "environ").Contains("OMPI_COMM_WORLD_RANK=1\0", StringComparison.Ordinal));

    private static string Read(Process process, string what)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/{what}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
