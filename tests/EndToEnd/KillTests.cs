using System.Diagnostics;
using Xunit.Abstractions;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Runs that are ended at random moments: at the start, in the midst of a step, of a write, of a figure.</summary>
public class KillTests(ITestOutputHelper output)
{
    private static readonly string[] Options =
        ["--model", "gmm-vae", "--data", "line", "--epochs", "4", "--batch", "500", "--checkpoint-every", "1", .. TinyRun.Small];

    [Fact]
    public void A_run_that_is_killed_at_random_moments_ends_as_if_it_had_not_been() => Survives("KILL", LongRuns.Times(20), (running, _) =>
    {
        running.Signal("KILL");
        running.WaitForExit();
    });

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_run_that_is_cancelled_at_random_moments_even_twice_at_once_ends_as_if_it_had_not_been(string signal) =>
        Survives(signal, LongRuns.Times(4), (running, number) =>
    {
        var isTwice = number % 2 == 1;
        running.Signal(signal);
        if (isTwice)
            running.Signal(signal);
        var result = running.WaitForExit();

        // Before the program listens, after that, and at the second signal it ends in the signal's own way.
        Assert.True(result.ExitCode is 0 or 130 || (signal == "TERM" && result.ExitCode == 143), result.ToString());
        if (!isTwice && result.Error.Contains("checkpoint is saved", StringComparison.Ordinal))
            Assert.Equal(130, result.ExitCode);
    });

    private void Survives(string signal, int wanted, Action<RunningCli, int> end)
    {
        using var folder = new TemporaryFolder();
        var clock = Stopwatch.StartNew();
        Cli.Succeeds(Cli.Run(["train", "--preset", "report", "--out", folder["whole"], .. Options]));
        var longest = (int)clock.ElapsedMilliseconds;

        var moments = new Random(1);
        var (ended, runs, unbegun, partial) = (0, 0, 0, 0);
        for (; ended < wanted; runs++)
        {
            var run = folder[FormattableString.Invariant($"run-{runs}")];
            while (true)
            {
                var isBegun = File.Exists(Path.Combine(run, RunFolder.CheckpointName));
                using var running = Cli.Start(isBegun ? ["train", "--resume", run, "--checkpoint-every", "1"]
                    : ["train", "--preset", "report", "--out", run, "--force", .. Options]);
                if (ended == wanted || running.HasEndedWithin(moments.Next(longest / 8, longest)))
                {
                    Cli.Succeeds(running.WaitForExit());
                    break;
                }

                end(running, ended++);
                var checkpoint = Path.Combine(run, RunFolder.CheckpointName);
                if (!File.Exists(checkpoint))
                {
                    Assert.False(isBegun, "The checkpoint is gone.");
                    unbegun++;
                    continue;
                }

                partial += Directory.EnumerateFiles(run, ".*.partial", SearchOption.AllDirectories).Any() ? 1 : 0;
                Assert.True(Checkpoint.Read(checkpoint).IsRight, "The checkpoint is damaged.");
            }

            RunFiles.AssertSame(folder["whole"], run);
            Directory.Delete(run, recursive: true);
        }

        output.WriteLine($"{ended} {signal} in {runs} runs of {longest} ms: {unbegun} before the first checkpoint, {partial} within a write; none lost");
    }
}
