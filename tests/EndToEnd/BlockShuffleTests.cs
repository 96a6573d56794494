using System.Globalization;
using System.Text;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Trainings that visit the rows of a file block by block.</summary>
public sealed class BlockShuffleTests : IDisposable
{
    private const int Classes = 5;

    private readonly TemporaryFolder folder = new();

    public BlockShuffleTests() => File.WriteAllText(folder["sorted.csv"], Sorted(rowsOfEach: 800));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("20")]
    [InlineData(null)]
    public void A_file_that_is_sorted_by_class_is_clustered_and_all_clusters_are_seen_in_use(string? block)
    {
        string[] shuffle = block is null ? [] : ["--shuffle-block", block];
        string[] clustering =
            ["--preset", "clustering", "--clusters", "5", "--restarts", "1", "--epochs", "3", "--batch", "100", "--hidden", "32", "--prior-hidden", "8"];
        Cli.Succeeds(Cli.Run(["train", "--data", folder["sorted.csv"], "--out", folder["run"], "--latent", "4", .. shuffle,
            .. clustering]));
        var summary = RunFiles.Summary(folder["run"]);
        Assert.True((double)summary["metrics"]!["accuracy"]! > 0.99, summary.ToJsonString());

        // The first rows of the file, which all are of a few classes, would be in a few clusters.
        Assert.Equal(Classes, (int)RunFiles.Parse(File.ReadLines(folder["run/metrics.jsonl"]).Last())["clustersUsed"]!);
        Assert.Equal(block, RunFiles.Parse(File.ReadAllText(folder["run/run.json"]))["training"]!["shuffleBlock"]?.ToString());
    }

    [Fact]
    public void An_interrupted_training_goes_on_to_the_same_bits_and_is_evaluated_on_its_own_test_rows()
    {
        Cli.Succeeds(Cli.Run(Long("whole")));
        using (var running = Cli.Start(Long("cut")))
        {
            Assert.True(running.WaitFor("epoch 2/60"));
            running.Signal("INT");
            Assert.Equal(130, running.WaitForExit().ExitCode);
        }

        Cli.Succeeds(Cli.Run("train", "--resume", folder["cut"]));
        RunFiles.AssertSame(folder["whole"], folder["cut"]);
        var evaluated = RunFiles.Parse(Cli.Succeeds(Cli.Run("evaluate", folder["cut"], "--json")));
        Assert.Equal(RunFiles.Summary(folder["whole"])["terms"]!.ToJsonString(), evaluated["terms"]!.ToJsonString());

        string[] Long(string run) =>
            ["train", "--preset", "report", "--data", folder["sorted.csv"], "--out",
                folder[run], "--epochs", "60", "--batch", "100", "--shuffle-block", "7", "--patience", "60", .. TinyRun.Small];
    }

    [Fact]
    public void A_limit_on_the_test_rows_holds_for_the_summary_and_every_evaluation_and_leaves_the_training_as_it_is()
    {
        string[] training = ["train", "--preset", "report", "--data", folder["sorted.csv"], "--epochs", "2", "--batch", "100", "--shuffle-block", "7",
            .. TinyRun.Small];
        Cli.Succeeds(Cli.Run([.. training, "--out", folder["all"]]));
        Cli.Succeeds(Cli.Run([.. training, "--out", folder["some"], "--evaluation-rows", "13"]));
        Assert.Equal(RunFiles.Hash(folder["all"]), RunFiles.Hash(folder["some"]));
        Assert.Equal(13, (int)RunFiles.Parse(File.ReadAllText(folder["some/run.json"]))["testRows"]!);
        var (all, some) = (RunFiles.Summary(folder["all"])["terms"]!.ToJsonString(),
            RunFiles.Summary(folder["some"])["terms"]!.ToJsonString());
        Assert.NotEqual(all, some);
        Assert.Equal(some, RunFiles.Parse(Cli.Succeeds(Cli.Run("evaluate", folder["some"], "--json")))["terms"]!.ToJsonString());
    }

    [Theory]
    [InlineData("--shuffle-block")]
    [InlineData("--evaluation-rows")]
    public void Numbers_below_one_are_refused(string option) =>
        Cli.Refuses(Cli.Run("train", "--preset", "report", "--data", folder["sorted.csv"], "--out", folder["run"], option, "0"), 2, option);

    private static string Sorted(int rowsOfEach)
    {
        var random = new Random(1);
        var text = new StringBuilder("x,y,z,label\n");
        for (var row = 0; row < Classes * rowsOfEach; row++)
        {
            var label = row / rowsOfEach;
            text.Append(CultureInfo.InvariantCulture, $"{Near(label)},{Near(2 * label % Classes)},{Near(3 * label % Classes)},{label}\n");
        }

        return text.ToString();

        double Near(int mean) => Math.Round(mean + ((random.NextDouble() + random.NextDouble() - 1) / 2), 4);
    }
}
