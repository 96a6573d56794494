using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace GmmVae.Tests.EndToEnd;

public class EmbedTests
{
    public static TheoryData<string> Models { get; } = new(TinyRun.Models);

    [Theory]
    [MemberData(nameof(Models))]
    public void Codes_are_written_as_an_array_and_as_text_with_the_same_bits(string model)
    {
        using var folder = new TemporaryFolder();
        var run = TinyRun.Of(model, "line").Folder;
        var summary = RunFiles.Parse(Cli.Succeeds(Cli.Run("embed", run, "--data", "line", "--out", folder["codes.npy"], "--json")));
        Cli.Succeeds(Cli.Run("embed", run, "--data", "line", "--out", folder["codes.csv"]));
        Assert.Equal(8000, (int)summary["rows"]!);
        Assert.Equal(model, (string?)summary["model"]);

        var array = File.ReadAllBytes(folder["codes.npy"]);
        Assert.Contains("'shape': (8000, 2)", Encoding.ASCII.GetString(array, 0, 128), StringComparison.Ordinal);
        var codes = MemoryMarshal.Cast<byte, float>(array.AsSpan(128)).ToArray();
        var lines = File.ReadAllLines(folder["codes.csv"]);
        Assert.Equal("x0,x1", lines[0]);
        Assert.Equal(codes, lines.Skip(1).SelectMany(line => line.Split(',')).Select(field =>
            float.Parse(field, CultureInfo.InvariantCulture)));

        using Estimator loaded = model switch
        {
            "autoencoder" => AutoEncoder.Load(run),
            "vae" => VariationalAutoEncoder.Load(run),
            _ => GaussianMixtureVae.Load(run),
        };
        Assert.Equal(loaded.Embed("line").ToArray(), codes);
    }
}
