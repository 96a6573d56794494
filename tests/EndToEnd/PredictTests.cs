using System.Globalization;

namespace GmmVae.Tests.EndToEnd;

public class PredictTests
{
    private static readonly string Run = TinyRun.Of("gmm-vae", "line").Folder;

    [Fact]
    public void Every_row_gets_its_cluster_and_probabilities_the_same_on_any_number_of_threads_as_from_the_library()
    {
        using var folder = new TemporaryFolder();
        var output = Cli.Run("predict", Run, "--data", "line", "--out", folder["one.csv"], "--json", "--threads", "1");
        var summary = RunFiles.Parse(Cli.Succeeds(output));
        Cli.Succeeds(Cli.Run("predict", Path.Combine(Run, "checkpoint.safetensors"), "--data", "line", "--out",
            folder["two.csv"], "--threads", "2"));
        Assert.Equal(File.ReadAllBytes(folder["one.csv"]), File.ReadAllBytes(folder["two.csv"]));
        Assert.Equal(["one.csv", "two.csv"], RunFiles.Names(folder.Path));

        var lines = File.ReadAllLines(folder["one.csv"]);
        Assert.Equal("cluster,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9", lines[0]);
        Assert.Equal(8000, lines.Length - 1);
        Assert.Equal(8000, (int)summary["rows"]!);
        Assert.Equal(folder["one.csv"], (string?)summary["out"]);
        Assert.True((double)summary["rowsPerSecond"]! > 0);

        using var model = GaussianMixtureVae.Load(Run);
        var data = Matrix.Load("line");
        var probabilities = model.PredictProbabilities(data);
        Assert.Equal(model.Predict(data), lines.Skip(1).Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)));
        Assert.Equal(
            probabilities.ToArray(),
            lines.Skip(1).SelectMany(line => line.Split(',').Skip(1)).Select(field => float.Parse(field, CultureInfo.InvariantCulture)));
        Assert.Equal(
            Enumerable.Range(0, 10).Select(k => lines.Count(line => line.StartsWith($"{k},", StringComparison.Ordinal))),
            summary["clusters"]!.AsArray().Select(count => (int)count!));
    }

    [Fact]
    public void Predictions_agree_with_the_run_s_own_count_of_used_clusters_and_accuracy()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run("predict", Run, "--data", "line", "--out", folder["p.csv"]));
        var test = File.ReadAllLines(folder["p.csv"]).Skip(6001).Select(line => line.Split(',')[0]).ToArray();
        Assert.Equal(2000, test.Length);
        Assert.Equal((int)RunFiles.Summary(Run)["metrics"]!["clustersUsed"]!,
            test.GroupBy(cluster => cluster).Count(group => group.Count() > 20));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_when_all_goes_well_and_kept_when_not()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["p.csv"], "old");
        Cli.Refuses(Cli.Run("predict", Run, "--data", "signals", "--out", folder["p.csv"]),
            3, "64 features", "reads 1", "signals", "Give data");
        Assert.Equal("old", File.ReadAllText(folder["p.csv"]));
        Cli.Succeeds(Cli.Run("predict", Run, "--data", "line", "--out", folder["p.csv"]));
        Assert.StartsWith("cluster,", File.ReadAllText(folder["p.csv"]), StringComparison.Ordinal);
        Assert.Equal(["p.csv"], RunFiles.Names(folder.Path));
    }

    [Theory]
    [InlineData("predict RUN --data line --out p.txt", 2, ".csv")]
    [InlineData("predict RUN --out p.csv", 2, "--data")]
    [InlineData("predict RUN --data lime --out p.csv", 2, "lime")]
    [InlineData("predict nowhere --data line --out p.csv", 4, "nowhere")]
    [InlineData("predict VAE --data line --out p.csv", 2, "no clusters")]
    [InlineData("embed RUN --data line --out p.txt", 2, ".npy")]
    [InlineData("embed RUN --data signals --out p.npy", 3, "64 features")]
    public void What_cannot_be_done_is_refused_and_leaves_nothing(string line, int exitCode, string word)
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [.. line.Split(' ').Select(argument =>
            argument switch { "RUN" => Run, "VAE" => TinyRun.Of("vae", "line").Folder, _ => argument })];
        Cli.Refuses(Cli.Run(arguments, null, folder.Path), exitCode, word);
        Assert.Empty(RunFiles.Names(folder.Path));
    }

    [Fact]
    public void Interrupting_a_prediction_leaves_nothing_half_written()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["many"]);
        foreach (var (images, count) in new[] { (IdxFiles.TrainImages, 2_000_000), (IdxFiles.TestImages, 30) })
            IdxFiles.Put(folder["many"], images, IdxFiles.Images(count), compressed: false);
        IdxFiles.Write(folder["few"]);
        Cli.Succeeds(Cli.Run([.. TinyRun.Arguments("gmm-vae", folder["few"], folder["run"])]));
        using var running = Cli.Start(["predict", folder["run"], "--data", folder["many"], "--out", folder["p.csv"], "--threads", "1"]);
        Assert.True(running.WaitFor("rows/s"));
        running.Signal("INT");
        Cli.Refuses(running.WaitForExit(), 130, "Cancelled", "nothing is written", folder["p.csv"]);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
