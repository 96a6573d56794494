using System.Runtime.InteropServices;
using System.Text;

namespace GmmVae.Tests.EndToEnd;

public class SampleTests
{
    private static readonly string Line = TinyRun.Of("gmm-vae", "line").Folder;

    [Fact]
    public void Samples_have_the_shape_asked_for_and_more_of_them_change_none_of_the_first()
    {
        using var folder = new TemporaryFolder();
        var few = Array(folder, "--cluster all --count 3 --noise fresh", 30);
        var more = Array(folder, "--cluster 2 --count 5 --noise fresh", 5);
        Assert.Equal(few[6..9], more[..3]);
        Assert.NotEqual(few, Array(folder, "--cluster all --count 3 --noise fresh --seed 1", 30));
        Assert.NotEqual(few, Array(folder, "--noise shared --count 3", 30));
        Assert.Equal(16, Array(folder, "--cluster 3 --sweep 4", 16).Distinct().Count());
        Assert.Equal(100, Array(folder, "", 100).Length);
    }

    [Fact]
    public void Text_tells_the_cluster_of_each_sample_as_the_summary_does()
    {
        using var folder = new TemporaryFolder();
        var summary = RunFiles.Parse(Cli.Succeeds(Cli.Run("sample", Line, "--out", folder["s.csv"], "--count", "200", "--json")));
        var lines = File.ReadAllLines(folder["s.csv"]);
        Assert.Equal("label,x0", lines[0]);
        Assert.Equal(200, (int)summary["rows"]!);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(k => lines.Count(line => line.StartsWith($"{k},", StringComparison.Ordinal))),
            summary["clusters"]!.AsArray().Select(count => (int)count!));
    }

    [Theory]
    [InlineData("autoencoder", "line")]
    [InlineData("vae", "line")]
    [InlineData("gmm-vae", "line")]
    [InlineData("gmm-vae", "signals")]
    public void Single_numbers_and_curves_are_drawn(string model, string data)
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run("sample", TinyRun.Of(model, data).Folder, "--out", folder["s.svg"], "--count", "12"));
        Assert.StartsWith("<svg", File.ReadAllText(folder["s.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Single_numbers_of_every_cluster_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run("sample", TinyRun.Of("gmm-vae", "line").Folder, "--out", folder["s.svg"], "--cluster", "all", "--count", "5"));
        var chart = File.ReadAllText(folder["s.svg"]);
        Assert.Contains(">cluster</text>", chart, StringComparison.Ordinal);
        Assert.Contains(">9</text>", chart, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_drawn_in_a_grid_with_a_row_for_each_cluster()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.Write(folder["images"]);
        Cli.Succeeds(Cli.Run(TinyRun.Arguments("gmm-vae", folder["images"], folder["run"])));
        Cli.Succeeds(Cli.Run("sample", folder["run"], "--out", folder["s.png"], "--cluster", "all", "--count", "7"));
        var png = File.ReadAllBytes(folder["s.png"]);
        Assert.Equal("PNG", Encoding.ASCII.GetString(png, 1, 3));
        Assert.Equal((7 * 10) + 2, (png[18] << 8) + png[19]);
        Assert.Equal((10 * 10) + 2, (png[22] << 8) + png[23]);
        Cli.Refuses(Cli.Run("sample", folder["run"], "--out", folder["s.svg"]), 2, "--out", ".png");
    }

    [Fact]
    public void An_autoencoder_samples_around_the_codes_of_its_own_or_of_given_data()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.Write(folder["images"]);
        Cli.Succeeds(Cli.Run(TinyRun.Arguments("autoencoder", folder["images"], folder["run"])));
        Cli.Succeeds(Cli.Run("sample", folder["run"], "--out", folder["own.npy"]));
        IdxFiles.Write(folder["others"], shift: 5);
        Cli.Succeeds(Cli.Run("sample", folder["run"], "--out", folder["other.npy"], "--data", folder["others"]));
        Assert.NotEqual(File.ReadAllBytes(folder["own.npy"]), File.ReadAllBytes(folder["other.npy"]));
        IdxFiles.Write(folder["images"], shift: 5);
        Cli.Refuses(Cli.Run("sample", folder["run"], "--out", folder["again.npy"]), 3, "not those", folder["images"], "--data");
    }

    [Theory]
    [InlineData("--out s.gif", "--out .png .svg .npy .csv")]
    [InlineData("--out s.csv --cluster 10", "10 0 9")]
    [InlineData("--out s.csv --cluster some", "--cluster 'some' all")]
    [InlineData("--out s.csv --count 0", "--count 1")]
    [InlineData("--out s.csv --noise loud", "--noise 'loud' shared-style")]
    [InlineData("--out s.csv --sweep 4", "--sweep --cluster")]
    [InlineData("--out s.csv --data line", "--data autoencoder")]
    [InlineData("--out s.csv --means --cluster all", "--cluster --means one")]
    [InlineData("--out s.csv --representatives 2", "--data missing")]
    [InlineData("--out s.csv --representatives 0 --data line", "1 row, 0")]
    [InlineData("--out s.csv --interpolate 3 --data line", "--interpolate '3' 0,7")]
    [InlineData("--out s.csv --interpolate 3,8000 --data line", "--interpolate 8000 7999")]
    [InlineData("--out s.csv --interpolate 3,4 --count 1 --data line", "2 1000 1")]
    [InlineData("--out s.csv --traverse 8000 --data line", "--traverse 8000 7999")]
    [InlineData("--out s.csv --traverse 1 --reach 0 --data line", "reach 0")]
    public void What_cannot_be_sampled_is_refused_and_leaves_nothing(string line, string fragments)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run([.. $"sample {Line} {line}".Split(' ')], null, folder.Path), 2, fragments.Split(' '));
        Assert.Empty(RunFiles.Names(folder.Path));
    }

    [Fact]
    public void Means_representatives_and_paths_are_those_of_the_library()
    {
        using var folder = new TemporaryFolder();
        using var model = GaussianMixtureVae.Load(Line);
        var data = Matrix.Load("line");
        Assert.Equal(model.ClusterMeans().ToArray(), Array(folder, "--means", 10));

        var rows = model.Representatives(data, 3).Where(picks => picks.Length > 0).ToArray();
        var shown = rows.Min(picks => picks.Length);
        Assert.Equal(rows.SelectMany(picks => picks.Take(shown)).Select(row => data[row, 0]),
            Array(folder, "--representatives 3 --data line", rows.Length * shown));

        Matrix One(int row) => new(data.Row(row), 1);
        Assert.Equal(model.Interpolate(One(2), One(7000), 5).ToArray(), Array(folder, "--interpolate 2,7000 --count 5 --data line", 5));
        Assert.Equal(model.Traverse(One(4), 10, 1.5).ToArray(), Array(folder, "--traverse 4 --reach 1.5 --data line", 20));
    }

    [Fact]
    public void A_model_without_clusters_has_none_to_sample()
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(
            Cli.Run("sample", TinyRun.Of("vae", "line").Folder, "--out", folder["s.csv"], "--cluster", "all"),
                2, "--cluster", "vae", "no clusters");
    }

    private static float[] Array(TemporaryFolder folder, string options, int rows)
    {
        Cli.Succeeds(Cli.Run([.. $"sample {Line} --out {folder["s.npy"]} {options}".Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        var array = File.ReadAllBytes(folder["s.npy"]);
        Assert.Contains($"'shape': ({rows}, 1)", Encoding.ASCII.GetString(array, 0, 128), StringComparison.Ordinal);
        return MemoryMarshal.Cast<byte, float>(array.AsSpan(128)).ToArray();
    }
}
