using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Trainings of several processes that mpirun starts.</summary>
public sealed class RankTests
{
    private static readonly string[] Short =
        ["--data", "line", "--shards", "4", "--batch", "64", "--threads", "1", "--checkpoint-every", "5", .. TinyRun.Small];

    [MpiFact]
    public void Any_number_of_processes_writes_the_files_of_one()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run(["train", "--preset", "report", .. Short, "--steps", "30", "--out", folder["1"]]));
        foreach (var count in new[] { "2", "4" })
        {
            var result = Mpi(count, ["train", "--preset", "report", .. Short, "--steps", "30", "--out", folder[count], "--json"]);
            Assert.True(result.ExitCode == 0, result.ToString());
            Assert.Equal("line", (string?)JsonNode.Parse(result.Output)!["data"]);
            RunFiles.AssertSame(folder["1"], folder[count]);
        }
    }

    [MpiFact]
    public void A_killed_process_ends_all_and_another_number_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run(["train", "--preset", "report", .. Short, "--epochs", "40", "--out", folder["whole"]]));
        using (var running = Cli.Start(["train", "--preset", "report", .. Short, "--epochs", "40", "--out", folder["cut"]], launcher: Launcher("2")))
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
    public void A_stopped_neighbour_ends_all_within_the_time_that_was_given()
    {
        using var folder = new TemporaryFolder();
        using var running = Cli.Start(
            ["train", "--preset", "report", .. Short, "--epochs", "4000", "--rank-timeout", "10", "--out", folder["cut"]], launcher: Launcher("2"));
        Assert.True(running.WaitFor("epoch 2/4000"));
        Process.Start("kill", ["-STOP", RankOne(folder["cut"]).Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        var result = running.WaitForExit();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("No answer from the other processes within 10 s", result.Error, StringComparison.Ordinal);
        Cli.Succeeds(Cli.Run(["inspect", folder["cut"]]));
    }

    [MpiFact]
    public void Too_few_shards_and_wrong_options_are_told_once()
    {
        using var folder = new TemporaryFolder();
        var few = Mpi("4", "train", "--preset", "report", "--data", "line", "--shards", "2", "--out", folder["few"]);
        Assert.Equal(2, few.ExitCode);
        Assert.Contains("4 processes cannot share the 2 shards", few.Error, StringComparison.Ordinal);
        var three = Mpi("3", "train", "--preset", "report", "--data", "line", "--out", folder["few"]);
        Assert.Equal(2, three.ExitCode);
        Assert.Contains("3 processes cannot share the 4 shards of a batch; start 1, 2, 4", three.Error, StringComparison.Ordinal);
        var odd = Mpi("2", "train", "--preset", "report", "--data", "line", "--shards", "3", "--out", folder["odd"]);
        Assert.Equal(2, odd.ExitCode);
        Assert.Equal(2, odd.Error.Split("--shards: must be a power of two").Length);
        Assert.False(Directory.Exists(folder["few"]));
    }

    [MpiFact]
    public void A_study_is_shared_to_the_same_table_and_rank_0_tells_of_all_runs()
    {
        using var folder = new TemporaryFolder();
        string[] study = ["study", "--preset", "report", "--data", "line", "--seeds", "0..4", "--epochs", "2", "--batch", "500", "--threads", "1", "--json",
            .. TinyRun.Small];
        var alone = RunFiles.Parse(Cli.Succeeds(Cli.Run([.. study, "--out", folder["alone"]])));
        var result = Mpi("3", [.. study, "--out", folder["shared"]]);
        Assert.True(result.ExitCode == 0, result.ToString());
        var shared = RunFiles.Parse(result.Output);
        Assert.Equal(Timeless(alone), Timeless(shared));
        Assert.Equal(Timeless(alone), Timeless(RunFiles.Parse(File.ReadAllText(folder["shared/study.json"]))));
        Assert.Equal(RunFiles.Names(folder["alone"]), RunFiles.Names(folder["shared"]));
        for (var seed = 0; seed < 5; seed++)
        {
            RunFiles.AssertSame(folder[$"alone/seed-{seed}"], folder[$"shared/seed-{seed}"]);
            Assert.Single(result.Error.Split('\n'), line => line.StartsWith($"seed {seed}: accuracy", StringComparison.Ordinal));
        }

        static string Timeless(JsonObject study)
        {
            study = study.DeepClone().AsObject();
            study["runs"] = new JsonArray([.. study["runs"]!.AsArray().Select(run =>
                JsonNode.Parse(RunFiles.WithoutTiming(run!.AsObject())))]);
            return RunFiles.WithoutTiming(study);
        }
    }

    [MpiFact]
    public void A_killed_process_ends_a_study_and_another_number_finishes_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        using (var running = Cli.Start(Study(folder["cut"]), launcher: Launcher("2")))
        {
            Assert.True(running.WaitFor(": accuracy"));
            RankOne(folder["cut"]).Kill();
            Assert.NotEqual(0, running.WaitForExit().ExitCode);
        }

        Assert.False(File.Exists(folder["cut/study.json"]));
        var finished = Directory.GetFiles(folder["cut"], "summary.json", SearchOption.AllDirectories).ToDictionary(file => file,
            File.GetLastWriteTimeUtc);
        Assert.NotEmpty(finished);
        var resumed = Mpi("3", Study(folder["cut"]));
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        Assert.Equal(finished.Count, resumed.Error.Split('\n').Count(line => line.Contains("was there already", StringComparison.Ordinal)));
        Assert.All(finished, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Cli.Succeeds(Cli.Run(Study(folder["whole"])));
        for (var seed = 0; seed < 4; seed++)
            RunFiles.AssertSame(folder[$"whole/seed-{seed}"], folder[$"cut/seed-{seed}"]);

        static string[] Study(string output) =>
            ["study", "--preset", "report", "--data", "line", "--seeds", "0..3", "--epochs", "20", "--batch", "200", "--threads", "1", "--out", output,
                .. TinyRun.Small];
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
