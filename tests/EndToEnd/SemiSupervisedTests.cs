using System.Globalization;

namespace GmmVae.Tests.EndToEnd;

public class SemiSupervisedTests
{
    [Fact]
    public void Labels_of_some_rows_of_a_file_give_clusters_their_numbers()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 300).Select(i =>
            (Value: (20 * (i % 3)) + (i % 7 * 0.1), Class: 2 - (i % 3), IsKnown: i % 10 < 4)).ToArray();
        File.WriteAllLines(folder["some.csv"],
            rows.Select(row => FormattableString.Invariant($"{row.Value},{(row.IsKnown ? row.Class : "")}")).Prepend("x,label"));
        string[] train =
            ["train", "--preset", "report", "--data",
                folder["some.csv"], "--clusters", "3", "--epochs", "150", "--batch", "48", "--hidden", "16", "--prior-hidden", "8", "--latent", "2", "--label-weight", "10", "--learning-rate", "0.01", "--out", folder["run"]];
        Cli.Succeeds(Cli.Run(train));
        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", folder["some.csv"], "--out", folder["p.csv"]));
        Assert.Equal(
            rows.Select(row => row.Class),
            File.ReadLines(folder["p.csv"]).Skip(1).Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)));
        Assert.Contains("supervision", File.ReadLines(folder["run/steps.csv"]).First(), StringComparison.Ordinal);
        Assert.True((double)RunFiles.Parse(File.ReadLines(folder["run/metrics.jsonl"]).Last())["supervision"]! < 0.1);
        Cli.Succeeds(Cli.Run("train", "--resume", folder["run"]));
    }

    [Fact]
    public void A_file_of_which_some_rows_have_labels_is_scored_on_those()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["some.csv"],
            Enumerable.Range(0, 100).Select(i =>
            FormattableString.Invariant($"{(i % 2 * 9) + (i % 7 * 0.1)},{(i % 4 < 2 ? i % 2 : "")}")).Prepend("x,label"));
        string[] options = ["--data", folder["some.csv"], "--clusters", "2", "--epochs", "2", "--batch", "20", .. TinyRun.Small];
        var metrics = RunFiles.Parse(Cli.Succeeds(Cli.Run(["train", "--preset", "report", "--out", folder["run"], "--json", .. options])))["metrics"]!;
        Assert.InRange((double)metrics["accuracy"]!, 0.5, 1);
        Assert.InRange((int)metrics["labelledRows"]!, 1, 19);
        var found = Cli.Succeeds(Cli.Run("evaluate", folder["run"], "--data", folder["some.csv"]));
        Assert.Contains("of the 50 rows with a label", found, StringComparison.Ordinal);
        var train = RunFiles.Parse(Cli.Succeeds(Cli.Run("inspect", folder["some.csv"], "--json")))["train"]!;
        Assert.Equal((2, 50 - (int)metrics["labelledRows"]!), ((int)train["labels"]!, (int)train["labelledRows"]!));
        Cli.Succeeds(Cli.Run(["study", "--preset", "report", "--seeds", "0", "--baselines", "--out", folder["study"], .. options]));
    }

    [Fact]
    public void The_clustering_preset_takes_them_too_and_finds_the_number_of_clusters_without()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 300).Select(i =>
            (Value: (20 * (i % 3)) + (i % 7 * 0.1), Class: 2 - (i % 3), IsKnown: i % 10 < 4)).ToArray();
        File.WriteAllLines(folder["some.csv"],
            rows.Select(row => FormattableString.Invariant($"{row.Value},{(row.IsKnown ? row.Class : "")}")).Prepend("x,label"));
        Cli.Succeeds(Cli.Run(
            "train", "--data",
                folder["some.csv"], "--preset", "clustering", "--clusters", "auto:3,4", "--label-weight", "10", "--restarts", "2", "--start-epochs", "20", "--epochs", "20",
            "--batch", "48", "--hidden", "16", "--prior-hidden", "8", "--out", folder["run"]));
        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", folder["some.csv"], "--out", folder["p.csv"]));
        Assert.Equal(
            rows.Select(row => row.Class),
            File.ReadLines(folder["p.csv"]).Skip(1).Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("--model vae --data line --label-weight 1", 2, "--label-weight")]
    [InlineData("--data line --label-weight -1", 2, "--label-weight")]
    [InlineData("--data line --clusters 4 --label-weight 1", 3, "--clusters")]
    public void What_labels_cannot_do_is_refused(string options, int exitCode, string word)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run(["train", "--preset", "report", "--out", folder["run"], .. options.Split(' ')]), exitCode, word);
        Assert.Empty(RunFiles.Names(folder.Path));
    }
}
