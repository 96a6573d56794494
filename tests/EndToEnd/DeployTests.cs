using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The files of deploy/ start what the command line takes.</summary>
public sealed partial class DeployTests
{
    private static readonly string Folder = Path.Combine(PackageTests.Root, "deploy");

    [UnixFact]
    public void The_Slurm_script_starts_a_training_whose_options_exist() => IsTraining(Started(
        Path.Combine(Folder, "slurm.sh"), [], ("SLURM_SUBMIT_DIR", PackageTests.Root), ("SLURM_NTASKS", "8"),
            ("SLURM_CPUS_PER_TASK", "8")));

    [UnixFact]
    public void The_job_for_Kubernetes_starts_a_training_whose_options_exist()
    {
        var job = File.ReadAllText(Path.Combine(Folder, "mpijob.yaml"));
        var docker = File.ReadAllText(Path.Combine(Folder, "Dockerfile"));
        Assert.Contains("command: [\"gmmvae-launch\"]", job, StringComparison.Ordinal);
        Assert.Contains("COPY deploy/launch.sh /usr/local/bin/gmmvae-launch", docker, StringComparison.Ordinal);
        string[] arguments = [.. JsonNode.Parse(Arguments().Match(job).Groups["list"].Value)!.AsArray().Select(word => (string)word!)];
        var processes = IsTraining(Started(Path.Combine(Folder, "launch.sh"), arguments));
        Assert.Contains($"    Worker:\n      replicas: {processes}\n", job.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [MpiFact]
    public void The_same_command_goes_on_after_an_interruption_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--preset", "report", "--data", "line", "--shards", "4", "--batch", "64", "--epochs", "40", .. TinyRun.Small];
        Cli.Succeeds(Cli.Run(["train", .. options, "--out", folder["whole"]]));
        using (var interrupted = Launch(folder, "2", options))
        {
            Assert.True(interrupted.WaitFor("epoch 2/40"));
            interrupted.Signal("TERM");
            Assert.NotEqual(0, interrupted.WaitForExit().ExitCode);
        }

        // mpirun waits for its processes to end, or it would have killed them: no step is lost.
        var last = File.ReadLines(folder["run/steps.csv"]).Last().Split(',')[1];
        var saved = RunFiles.Parse(Cli.Succeeds(Cli.Run("inspect", folder["run"], "--json")));
        Assert.Equal(last, saved["steps"]!.ToString());

        using var again = Launch(folder, "4", options);
        Cli.Succeeds(again.WaitForExit());
        RunFiles.AssertSame(folder["whole"], folder["run"]);
    }

    /// <summary>Requires the arguments of mpirun to be a training that its processes can share, and gives their number.</summary>
    private static string IsTraining(string[] arguments)
    {
        Assert.Equal("-n", arguments[0]);
        var command = arguments.SkipWhile(word => word != "gmmvae").Skip(1).ToArray();
        Assert.Equal("train", command[0]);
        Assert.Empty(CommandTree.Build().Parse(command).Errors);
        Assert.Equal(0, int.Parse(command[Array.IndexOf(command, "--shards") + 1]) % int.Parse(arguments[1]));
        return arguments[1];
    }

    /// <summary>What a script gives to mpirun.</summary>
    private static string[] Started(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var folder = new TemporaryFolder();
        WriteProgram(folder["bin/mpirun"], "printf '%s\\n' \"$@\"");
        using var running = Start(folder, script, arguments, environment);
        return Cli.Succeeds(running.WaitForExit()).TrimEnd().Split('\n');
    }

    private static RunningCli Launch(TemporaryFolder folder, string processes, string[] options)
    {
        WriteProgram(folder["bin/gmmvae"],
            $"exec \"{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}\" \"{Path.Combine(AppContext.BaseDirectory, "gmmvae.dll")}\" \"$@\"");
        return Start(
            folder, Path.Combine(Folder, "launch.sh"), [folder["run"], processes, "1", .. options],
            ("OMPI_ALLOW_RUN_AS_ROOT", "1"), ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"), ("OMPI_MCA_rmaps_base_oversubscribe", "1"));
    }

    private static RunningCli Start(TemporaryFolder folder, string script, string[] arguments,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = folder.Path };
        start.Environment["PATH"] = $"{folder["bin"]}:{start.Environment["PATH"]}";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new RunningCli(start);
    }

    private static void WriteProgram(string path, string line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [GeneratedRegex("""^ +args: (?<list>\[.*\])$""", RegexOptions.Multiline)]
    private static partial Regex Arguments();

    /// <summary>A test of shell scripts: skipped, visibly, where there is no bash.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class UnixFactAttribute : FactAttribute
    {
        public UnixFactAttribute() =>
            Skip = File.Exists("/usr/bin/env") ? null : "There is no /usr/bin/env: the scripts of deploy/ are for Linux.";
    }
}
