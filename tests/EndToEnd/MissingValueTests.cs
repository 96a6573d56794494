using System.Globalization;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Tables with empty cells.</summary>
public class MissingValueTests
{
    private const int Rows = 120;

    /// <summary>Two clouds in three columns, every seventh value missing.</summary>
    private static readonly string Clouds = "a,b,label,c\n" + string.Concat(Enumerable.Range(0, Rows).Select(row =>
        $"{Cell(row, 0)},{Cell(row, 1)},{(row % 2 == 0 ? "left" : "right")},{Cell(row, 2)}\n"));

    [Fact]
    public void A_run_that_masks_them_is_trained_measured_and_used_on_rows_with_holes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["clouds.csv"], Clouds);
        Cli.Succeeds(Train(folder, "--missing", "mask"));
        Assert.True((bool)RunFiles.Parse(File.ReadAllText(folder["run/run.json"]))["spec"]!["masksMissing"]!);
        Cli.Succeeds(Cli.Run("evaluate", folder["run"], "--data", folder["clouds.csv"], "--samples", "3"));
        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", folder["clouds.csv"], "--out", folder["p.csv"]));
        Cli.Succeeds(Cli.Run("embed", folder["run"], "--data", folder["clouds.csv"], "--out", folder["codes.csv"]));
        Cli.Succeeds(Cli.Run("score", folder["run"], "--data", folder["clouds.csv"], "--samples", "3", "--out", folder["scores.csv"]));
        using var model = GaussianMixtureVae.Load(folder["run"]);
        Assert.Equal(model.Predict(Matrix.Load(folder["clouds.csv"])), Numbers("p.csv").Select(line => (int)line[0]));
        Assert.All(new[] { "p.csv", "codes.csv", "scores.csv" }, name =>
            Assert.Equal(Rows, Numbers(name).Count(line => line.All(float.IsFinite))));

        // Rows that stand for clusters are written as they were read.
        Cli.Succeeds(Cli.Run("sample", folder["run"], "--representatives", "40", "--data", folder["clouds.csv"], "--out",
            folder["typical.csv"]));
        Assert.Contains(File.ReadLines(folder["typical.csv"]), line => line.Contains(",,", StringComparison.Ordinal) || line.EndsWith(','));
        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", folder["typical.csv"], "--out", folder["again.csv"]));
        Cli.Succeeds(Cli.Run("train", "--start-from", folder["run"], "--data", folder["typical.csv"], "--epochs", "1", "--out",
            folder["next"]));

        IEnumerable<float[]> Numbers(string name) =>
            File.ReadLines(folder[name]).Skip(1).Select(line =>
                Array.ConvertAll(line.Split(','), word => float.Parse(word, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_run_that_was_not_told_refuses_them_by_line_and_column_before_and_after_training()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["clouds.csv"], Clouds);
        Cli.Refuses(Train(folder), 3, "clouds.csv, line 2, column 1 (a)", "--missing mask");
        Assert.False(Directory.Exists(folder["run"]));
        File.WriteAllText(folder["clouds.csv"],
            string.Join('\n', Clouds.Split('\n').Where(line => !line.Contains(",,", StringComparison.Ordinal) && !line.StartsWith(',')
            && !line.EndsWith(','))));
        Cli.Succeeds(Train(folder));
        File.WriteAllText(folder["holes.csv"], "1,2,3\n1,,3\n");
        foreach (var command in new[] { "predict", "embed", "score" })
            Cli.Refuses(Cli.Run(command, folder["run"], "--data", folder["holes.csv"], "--out", folder["out.csv"]),
                3, "holes.csv, line 2, column 2", "trained without --missing mask");
        Cli.Refuses(Cli.Run("evaluate", folder["run"], "--data", folder["holes.csv"]), 3, "holes.csv, line 2, column 2");
        Cli.Refuses(Cli.Run("train", "--start-from", folder["run"], "--data", folder["holes.csv"], "--out", folder["next"]),
            3, "line 2, column 2", "trained without");
    }

    [Fact]
    public void A_study_fills_them_with_the_mean_for_its_baselines()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["clouds.csv"], Clouds);
        var study = RunFiles.Parse(Cli.Succeeds(Cli.Run(
            ["study", "--preset", "report", "--data",
                folder["clouds.csv"], "--missing", "mask", "--seeds", "0", "--baselines", "--clusters", "2", "--epochs", "2", "--batch", "20", "--out", folder["study"], "--json", .. TinyRun.Small])));
        Assert.Equal(4, study["baselines"]!.AsArray().Count);
    }

    [Fact]
    public void Pictures_have_none_to_mask()
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run("train", "--preset", "report", "--data", "digits", "--missing", "mask", "--out", folder["run"]), 2, "--missing", "pictures");
        Cli.Refuses(Cli.Run("train", "--preset", "report", "--data", "line", "--missing", "guess", "--out", folder["run"]), 2, "--missing", "refuse, mask");
    }

    private static string Cell(int row, int column) =>
        ((row * 3) + column) % 7 == 0 ? "" : FormattableString.Invariant($"{(row % 2 * 5) + (((row * 7) + (column * 3)) % 10 / 10.0)}");

    private static CliResult Train(TemporaryFolder folder, params string[] more) => Cli.Run(
        ["train", "--preset", "report", "--data", folder["clouds.csv"], "--out", folder["run"], "--epochs", "2", "--batch", "20", "--clusters", "2",
            .. TinyRun.Small, .. more]);
}
