using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

public class EarlyStoppingTests
{
    private static string[] Arguments(string output) =>
        ["train", "--preset", "report", "--model", "vae", "--data", "line", "--out",
            output, "--epochs", "60", "--batch", "500", "--learning-rate", "0.2", "--decay", "none", "--patience", "2", "--validation-share", "0.2", .. TinyRun.Small];

    [Fact]
    public void A_run_ends_early_keeps_its_best_epoch_and_tells_both_even_when_it_was_interrupted()
    {
        using var folder = new TemporaryFolder();
        var output = Cli.Succeeds(Cli.Run(Arguments(folder["run"])));
        var best = RunFiles.Summary(folder["run"])["validation"]!;
        var lines = File.ReadLines(folder["run/metrics.jsonl"]).Select(line => JsonNode.Parse(line)!).ToArray();
        var objectives = lines.Select(line => (double)line["validation"]!).ToArray();
        Assert.Equal(objectives.Min(), (double)best["objective"]!);
        Assert.Equal(Array.IndexOf(objectives, objectives.Min()) + 1, (int)best["bestEpoch"]!);
        Assert.Equal((int)best["bestEpoch"]! + 2, lines.Length);
        Assert.True(lines.Length < 60);
        Assert.Equal(lines.Length, (int)RunFiles.Summary(folder["run"])["epochs"]!);
        Assert.Equal(1200, (int)RunFiles.Parse(File.ReadAllText(folder["run/run.json"]))["validationRows"]!);
        Assert.Contains("best epoch", output, StringComparison.Ordinal);
        Cli.Succeeds(Cli.Run("train", "--resume", folder.Copy(folder["run"], "again")));
        RunFiles.AssertSame(folder["run"], folder["again"]);
    }

    [Theory]
    [InlineData("--patience 0", "--patience")]
    [InlineData("--patience 2 --validation-share 1", "--validation-share")]
    [InlineData("--validation-share 0.2", "--patience")]
    public void Wrong_wishes_are_refused(string options, string word)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run(["train", "--preset", "report", "--data", "line", "--out", folder["run"], .. options.Split(' ')]), 2, word);
        Assert.Empty(RunFiles.Names(folder.Path));
    }
}
