using System.Globalization;
using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

public class HeldOutRowsTests
{
    private const int Rows = 100;

    /// <summary>Two clouds on a line, by their names, but for every seventh row's.</summary>
    private static readonly string Clouds = "value,label\n" + string.Concat(Enumerable.Range(0, Rows).Select(row => string.Create(
        CultureInfo.InvariantCulture, $"{(row % 2 * 5) + (row * 7 % 10 / 10.0)},{NameOf(row)}\n")));

    [Fact]
    public void The_seed_decides_which_rows_of_a_file_are_held_out_and_nothing_about_generated_data()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["clouds.csv"], Clouds);
        Assert.NotEqual(Fingerprint(folder["clouds.csv"], "0"), Fingerprint(folder["clouds.csv"], "1"));
        Assert.Equal(Fingerprint("line", "0"), Fingerprint("line", "1"));

        string Fingerprint(string data, string seed)
        {
            Cli.Succeeds(Train(data, folder["run"], "--seed", seed, "--force"));
            return RunFiles.Fingerprint(folder["run"]);
        }
    }

    [Fact]
    public void A_run_is_evaluated_on_the_rows_held_out_by_its_own_seed_and_on_all_rows_of_a_file_that_is_given()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["clouds.csv"], Clouds);
        Cli.Succeeds(Train(folder["clouds.csv"], folder["run"], "--seed", "3"));
        Assert.Equal(RunFiles.WithoutTiming(RunFiles.Summary(folder["run"])), RunFiles.WithoutTiming(Evaluate()));

        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", folder["clouds.csv"], "--out", folder["found.csv"]));
        var inFirst = File.ReadLines(folder["found.csv"]).Skip(1).Select((line, row) => line[0] == '0' ==
            (NameOf(row) == "left")).Count(isSame => isSame);
        var accuracy = Math.Max(inFirst, Rows - inFirst) / (double)Rows;
        Assert.Equal(accuracy, (double)Evaluate("--data", folder["clouds.csv"])["metrics"]!["accuracy"]!, 1e-12);
        Assert.NotEqual(accuracy, (double)RunFiles.Summary(folder["run"])["metrics"]!["accuracy"]!);

        // One row, of which none could be held out.
        File.WriteAllText(folder["one.csv"], "5\n");
        Assert.True(double.IsFinite((double)Evaluate("--data", folder["one.csv"])["terms"]!["total"]!));

        JsonObject Evaluate(params string[] options) =>
            RunFiles.Parse(Cli.Succeeds(Cli.Run(["evaluate", folder["run"], "--json", .. options])));
    }

    [Fact]
    public void Each_seed_of_a_study_has_its_own_held_out_rows_and_its_baselines_the_same()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["clouds.csv"], Clouds);
        Cli.Succeeds(Train(folder["clouds.csv"], folder["run"], "--seed", "5"));
        var (both, alone) = (Study("both", "4,5"), Study("alone", "5"));
        RunFiles.AssertSame(folder["run"], folder["both/seed-5"]);
        Assert.NotEqual(RunFiles.Fingerprint(folder["both/seed-4"]), RunFiles.Fingerprint(folder["both/seed-5"]));
        Assert.Equal(
            RunFiles.Fingerprint(folder["both/seed-4"]), RunFiles.Fingerprint(folder["both/baselines/autoencoder-seed-4"]));
        Assert.Equal(Accuracies(alone, 0), Accuracies(both, 1));
        Assert.NotEqual(Accuracies(both, 0), Accuracies(both, 1));

        JsonObject Study(string name, string seeds) => RunFiles.Parse(Cli.Succeeds(Cli.Run(
            ["study", "--preset", "report", "--data", folder["clouds.csv"], "--seeds", seeds, "--baselines", "--json", "--out", folder[name], .. Few])));

        static double[] Accuracies(JsonObject study, int seed) =>
            [.. study["baselines"]!.AsArray().Select(baseline => (double)baseline!["runs"]![seed]!["accuracy"]!)];
    }

    private static string[] Few { get; } = ["--clusters", "2", "--epochs", "2", "--batch", "20", .. TinyRun.Small];

    private static string NameOf(int row) => row % 2 == 0 ^ row % 7 == 0 ? "left" : "right";

    private static CliResult Train(string data, string run, params string[] options) =>
        Cli.Run(["train", "--preset", "report", "--data", data, "--out", run, .. Few, .. options]);
}
