using System.Diagnostics;

namespace GmmVae.Tests.EndToEnd;

public class FullDiskTests
{
    private static readonly string[] Options =
        ["--model", "vae", "--data", "line", "--epochs", "250", "--batch", "500", "--threads", "1", .. TinyRun.Small];

    [SmallDiskFact]
    public void A_full_disk_ends_a_run_with_4_and_what_was_saved_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["disk"]);
        var start = new ProcessStartInfo("unshare") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[
            "-rm", "sh", "-c", "mount -t tmpfs -o size=192k none \"$1\" || exit 99; shift; out=$1; shift; \"$@\"; code=$?; cp -r disk/run \"$out\"; exit $code", "sh",
            folder["disk"], folder["saved"], Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                Path.Combine(AppContext.BaseDirectory, "gmmvae.dll"),
            "train", "--preset", "report", "--out", folder["disk/run"], .. Options])
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder.Path;
        using (var running = new RunningCli(start))
            Cli.Refuses(WithoutProgress(running.WaitForExit()), 4, "No space left on device", folder["disk/run"]);

        Assert.True(Checkpoint.Read(folder["saved/checkpoint.safetensors"]).IsRight);
        Cli.Succeeds(Cli.Run("train", "--resume", folder["saved"]));
        Cli.Succeeds(Cli.Run(["train", "--preset", "report", "--out", folder["whole"], .. Options]));
        RunFiles.AssertSame(folder["whole"], folder["saved"]);
    }

    private static CliResult WithoutProgress(CliResult result) => result with
    {
        Error = string.Join('\n', result.Error.Split('\n').Where(line => !line.StartsWith("epoch ", StringComparison.Ordinal))),
    };

    /// <summary>A test with a small disk of its own: skipped, visibly, where none can be made.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SmallDiskFactAttribute : FactAttribute
    {
        public SmallDiskFactAttribute()
        {
            if (!CanMount())
                Skip = "unshare cannot make a disk here: this takes Linux and the right to mount.";
        }

        private static bool CanMount()
        {
            try
            {
                using var probe = Process.Start(new ProcessStartInfo("unshare",
                    ["-rm", "mount", "-t", "tmpfs", "none", "/tmp"]) { RedirectStandardError = true });
                probe!.WaitForExit();
                return probe.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
