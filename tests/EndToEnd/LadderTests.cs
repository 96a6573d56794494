using System.Globalization;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Tables get the model of the family of Gaussian mixtures that suits them, without another word.</summary>
public sealed class LadderTests
{
    [Fact]
    public void A_small_table_gets_a_mixture_that_every_command_takes()
    {
        using var folder = new TemporaryFolder();
        var data = Table(folder["table.csv"]);
        var summary = RunFiles.Parse(Cli.Succeeds(Cli.Run("train", "--data", data, "--clusters", "2", "--out", folder["run"], "--json")));
        Assert.Equal(("gmm-vae", "auto"), ((string)summary["model"]!, (string)summary["preset"]!));
        Assert.Equal("diagonal mixture", (string)summary["chosen"]!["rung"]!);
        Assert.Contains("BIC", (string)summary["chosen"]!["why"]!, StringComparison.Ordinal);
        Assert.Equal(
            ["spherical mixture", "diagonal mixture", "tied mixture", "full mixture"],
            summary["chosen"]!["ladder"]!.AsArray().Select(rung => (string)rung!["rung"]!));
        Assert.True((double)summary["metrics"]!["accuracy"]! > 0.95);
        Assert.Equal(
            (double)summary["terms"]!["reconstruction"]! + (double)summary["terms"]!["clusterPrior"]!, (double)summary["terms"]!["total"]!, 5);
        Assert.Equal((long)summary["steps"]! + 1, File.ReadLines(folder["run/steps.csv"]).Count());

        Cli.Succeeds(Cli.Run("verify", folder["run"]));
        Cli.Succeeds(Cli.Run("train", "--resume", folder["run"]));
        Assert.Equal(summary["chosen"]!.ToJsonString(), RunFiles.Summary(folder["run"])["chosen"]!.ToJsonString());
        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", data, "--out", folder["p.csv"]));
        Assert.All(
            File.ReadLines(folder["p.csv"]).Skip(1).Select(line => line.Split(',').Skip(1)),
            shares => Assert.Equal(1, shares.Sum(share => double.Parse(share, CultureInfo.InvariantCulture)), 5));
        Cli.Succeeds(Cli.Run("embed", folder["run"], "--data", data, "--out", folder["e.csv"]));
        Cli.Succeeds(Cli.Run("score", folder["run"], "--data", data, "--samples", "3", "--out", folder["s.csv"]));
        Cli.Succeeds(Cli.Run("sample", folder["run"], "--out", folder["m.csv"], "--means"));
        Cli.Succeeds(Cli.Run("sample", folder["run"], "--out", folder["n.csv"], "--count", "5", "--cluster", "all", "--noise", "shared-style"));
        foreach (var format in (string[])["onnx", "safetensors", "web", "projector"])
            Cli.Succeeds(Cli.Run("export", folder["run"], "--format", format, "--out", folder[format == "safetensors" ? "model.safetensors" : format]));
        Cli.Succeeds(Cli.Run("predict", folder["model.safetensors"], "--data", data, "--out", folder["again.csv"]));
        Assert.Equal(File.ReadAllText(folder["p.csv"]), File.ReadAllText(folder["again.csv"]));
        Cli.Refuses(Cli.Run("sample", folder["run"], "--out", folder["w.csv"], "--sweep", "3", "--cluster", "0"), 2, "--sweep");
        Cli.Refuses(Cli.Run("train", "--data", data, "--start-from", folder["run"], "--out", folder["next"]), 2, "--start-from", "mixture");
    }

    [Fact]
    public void What_is_asked_for_is_not_chosen()
    {
        using var folder = new TemporaryFolder();
        var data = Table(folder["table.csv"]);
        Cli.Succeeds(Cli.Run("train", "--data", data, "--clusters", "2", "--covariance", "tied", "--out", folder["tied"]));
        Assert.Equal("tied mixture", (string)RunFiles.Summary(folder["tied"])["chosen"]!["rung"]!);
        Cli.Succeeds(Cli.Run("train", "--data", data, "--clusters", "2", "--steps", "2", "--hidden", "4", "--out", folder["network"]));
        Assert.False(RunFiles.Summary(folder["network"]).ContainsKey("chosen"));
        Cli.Refuses(
            Cli.Run("train", "--data", data, "--preset", "clustering", "--covariance", "full", "--out", folder["no"]), 2, "--covariance");
        Cli.Refuses(Cli.Run("train", "--data", data, "--clusters", "200", "--out", folder["no"]), 2, "--clusters", "200", "rows");
        Cli.Succeeds(Cli.Run("train", "--data", data, "--clusters", "auto:2,3,5", "--out", folder["auto"]));
        var chosen = RunFiles.Summary(folder["auto"])["chosen"]!;
        Assert.Equal(12, chosen["ladder"]!.AsArray().Count);
        string[] study = ["study", "--data", data, "--clusters", "2", "--seeds", "0,1", "--out", folder["study"]];
        Cli.Succeeds(Cli.Run(study));
        Assert.Contains("there already", Cli.Run(study).Error, StringComparison.Ordinal);
    }

    /// <summary>Two crossing ellipses of 60 rows each.</summary>
    private static string Table(string path)
    {
        var rows = Enumerable.Range(0, 120).Select(i =>
        {
            var (angle, radius) = (i * 2.4, Math.Sqrt((i + 0.5) / 120));
            var (a, b) = (4 * radius * Math.Cos(angle), 0.6 * radius * Math.Sin(angle));
            var isOther = i % 2 == 1;
            return FormattableString.Invariant($"{(isOther ? a + 6 : b)},{(isOther ? b : a)},{(isOther ? "b" : "a")}");
        });
        File.WriteAllLines(path, rows.Prepend("x,y,label"));
        return path;
    }
}
