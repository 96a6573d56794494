using System.Globalization;

namespace GmmVae.Tests.EndToEnd;

public class ScoreTests
{
    private static readonly string Run = TinyRun.Of("gmm-vae", "line").Folder;

    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void Every_row_gets_its_score_and_p_value_the_same_on_any_number_of_threads_as_from_the_library(int? samples)
    {
        using var folder = new TemporaryFolder();
        string[] more = samples is null ? [] : ["--samples", samples.Value.ToString(CultureInfo.InvariantCulture)];
        var summary = RunFiles.Parse(Cli.Succeeds(Cli.Run(["score", Run, "--data", "line", "--out",
            folder["one.csv"], "--json", "--threads", "1", .. more])));
        Cli.Succeeds(Cli.Run(["score", Run, "--data", "line", "--out", folder["two.csv"], "--threads", "2", .. more]));
        Assert.Equal(File.ReadAllBytes(folder["one.csv"]), File.ReadAllBytes(folder["two.csv"]));

        var lines = File.ReadAllLines(folder["one.csv"]);
        Assert.Equal("score,pValue", lines[0]);
        using var model = GaussianMixtureVae.Load(Run);
        var expected = samples is { } count ? model.Score("line", count) : model.Score("line");
        Assert.Equal(expected.Select(score => (float)score), Column(0));
        Assert.Equal(expected.Average(), (double)summary["meanScore"]!, 1e-9);

        // The reference is the test split, the last 2000 rows.
        var reference = expected.Skip(6000).ToArray();
        Assert.Equal(expected.Take(50).Select(score => (float)((1.0 + reference.Count(other => other >= score)) / 2001)),
            Column(1).Take(50));

        IEnumerable<float> Column(int column) =>
            lines.Skip(1).Select(line => float.Parse(line.Split(',')[column], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Evaluation_tells_the_importance_weighted_bound_which_is_tighter()
    {
        var terms = RunFiles.Parse(Cli.Succeeds(Cli.Run("evaluate", Run, "--samples", "20", "--json")))["terms"]!;
        Assert.True((double)terms["importanceWeighted"]! < (double)terms["total"]!);
    }

    [Fact]
    public void A_model_whose_data_are_gone_is_scored_against_a_reference_that_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["own.csv"], Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i % 7},{i % 5}")));
        Cli.Succeeds(Cli.Run([.. TinyRun.Arguments("vae", folder["own.csv"], folder["run"])]));
        File.Move(folder["own.csv"], folder["moved.csv"]);
        string[] command = ["score", folder["run"], "--data", folder["moved.csv"], "--out", folder["scores.csv"]];
        Cli.Refuses(Cli.Run(command), 3, "own.csv", "--reference");
        Cli.Succeeds(Cli.Run([.. command, "--reference", folder["moved.csv"]]));
        Assert.Equal(61, File.ReadAllLines(folder["scores.csv"]).Length);
    }

    [Theory]
    [InlineData("score RUN --data line --out s.txt", 2, ".csv")]
    [InlineData("score RUN --data line --out s.csv --samples 0", 2, "at least 1 sample")]
    [InlineData("score PLAIN --data line --out s.csv --samples 3", 2, "no distribution of codes")]
    [InlineData("score RUN --data signals --out s.csv", 3, "64 features")]
    [InlineData("score RUN --data line --reference lime --out s.csv", 2, "lime")]
    public void What_cannot_be_done_is_refused_and_leaves_nothing(string line, int exitCode, string word)
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [.. line.Split(' ').Select(argument =>
            argument switch { "RUN" => Run, "PLAIN" => TinyRun.Of("autoencoder", "line").Folder, _ => argument })];
        Cli.Refuses(Cli.Run(arguments, null, folder.Path), exitCode, word);
        Assert.Empty(RunFiles.Names(folder.Path));
    }
}
