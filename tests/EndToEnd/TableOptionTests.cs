using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Tables on the command line: options, names kept by a model, and what outputs say.</summary>
public class TableOptionTests
{
    private const int Rows = 90;

    private static string[] Quick => ["--preset", "report", "--epochs", "1", "--batch", "20", "--clusters", "2", .. TinyRun.Small];

    [Fact]
    public void A_model_knows_its_columns_whatever_their_order_and_says_them_in_its_outputs()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["people.csv"], Lines("id;height;sex;weight;diagnosis", (row, h, w) => $"{row};{h};{Sex(row)};{w};{row % 3}.0"));
        File.WriteAllLines(folder["again.csv"], Lines("weight;sex;height;note", (row, h, w) => $"{w};{Sex(row)};{h};\"a; \"\"b\"\"\""));
        var summary = RunFiles.Parse(Cli.Succeeds(Cli.Run(
            ["train", "--data", folder["people.csv"], "--label-column", "diagnosis", "--json", "--out", folder["run"], .. Quick])));
        Assert.Equal(["height", "sex=f", "sex=m", "weight"], summary["columns"]!.AsArray().Select(name => (string)name!));
        Assert.Contains(summary["warnings"]!.AsArray(), warning => ((string)warning!).Contains("'id'", StringComparison.Ordinal));
        Assert.NotNull(summary["metrics"]!["accuracy"]);

        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", folder["people.csv"], "--out", folder["one.csv"]));
        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", folder["again.csv"], "--ignore-columns", "note", "--keep-columns", "--out",
            folder["two.csv"]));
        string[] one = File.ReadAllLines(folder["one.csv"]), two = File.ReadAllLines(folder["two.csv"]);
        Assert.Equal("weight,sex,height,note,cluster,p0,p1", two[0]);
        Assert.All(one.Zip(two).Skip(1), lines => Assert.EndsWith("\"a; \"\"b\"\"\"," + lines.Item1, lines.Item2, StringComparison.Ordinal));
        Cli.Refuses(Cli.Run("predict", folder["run"], "--data", folder["again.csv"], "--out", folder["three.csv"]), 3,
            "The data have the column 'note', which the model does not know", "--ignore-columns");
        Assert.NotNull(RunFiles.Parse(Cli.Succeeds(Cli.Run(
            "evaluate", folder["run"], "--data", folder["people.csv"], "--json")))["metrics"]!["accuracy"]);

        Cli.Succeeds(Cli.Run("sample", folder["run"], "--means", "--out", folder["means.csv"]));
        Assert.Equal("label,height,sex=f,sex=m,weight", File.ReadLines(folder["means.csv"]).First());
        Assert.Contains("\"sex\"", Cli.Succeeds(Cli.Run("inspect", folder["run"], "--json")), StringComparison.Ordinal);
        Assert.Contains("category", Cli.Succeeds(Cli.Run("data", "describe", folder["people.csv"])), StringComparison.Ordinal);
        Cli.Refuses(Cli.Run("train", "--data", folder["people.csv"], "--columns", "height,width", "--out", folder["no"]), 2,
            "--columns: There is no column 'width'", "id, height, sex");
        Cli.Refuses(Cli.Run("train", "--data", "line", "--delimiter", "tab", "--out", folder["no"]), 2, "are for tables");
    }

    [Fact]
    public void Standard_input_is_a_table()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["points.csv"], Lines("a,b", (_, a, b) => string.Create(CultureInfo.InvariantCulture, $"{a},{b}")));
        Cli.Succeeds(Cli.Run(["train", "--data", folder["points.csv"], "--out", folder["run"], .. Quick]));
        Cli.Succeeds(Cli.Run("predict", folder["run"], "--data", folder["points.csv"], "--out", folder["file.csv"]));
        using var process = Process.Start(new ProcessStartInfo("sh")
        {
            ArgumentList = { "-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "gmmvae.dll")}' predict '{folder["run"]}' --data - --out '{folder["input.csv"]}' < '{folder["points.csv"]}'" },
        })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(File.ReadAllBytes(folder["file.csv"]), File.ReadAllBytes(folder["input.csv"]));
    }

    private static char Sex(int row) => row % 2 == 0 ? 'f' : 'm';

    private static IEnumerable<string> Lines(string header, Func<int, double, double, string> line) => Enumerable.Range(0, Rows)
        .Select(row => line(row, Math.Round(170 + (10 * Math.Sin(row)), 2), Math.Round(60 + (9 * Math.Cos(3 * row)), 2))).Prepend(header);
}
