namespace GmmVae.Tests.EndToEnd;

public class InspectTests
{
    [Theory]
    [InlineData("", "run")]
    [InlineData("checkpoint.safetensors", "checkpoint")]
    public void A_run_and_a_checkpoint_tell_what_they_hold(string file, string kind)
    {
        var (run, _) = TinyRun.Of("gmm-vae", "line");
        var path = Path.Combine(run, file);
        var found = RunFiles.Parse(Cli.Succeeds(Cli.Run("inspect", path, "--json")));
        Assert.Equal(kind, (string)found["kind"]!);
        Assert.Equal(("gmm-vae", "line"), ((string)found["model"]!, (string)found["data"]!));
        Assert.Equal((2, TinyRun.Steps), ((int)found["epochs"]!, (int)found["steps"]!));
        Assert.Equal(RunFiles.Hash(run), (string)found["parametersSha256"]!);
        Assert.Equal("[2, 8]", ((string)found["parameters"]!["decoder.0.weight"]!).Split(' ', 2)[1]);
        var words = Cli.Succeeds(Cli.Run("inspect", path));
        Assert.Contains("decoder.0.weight", words, StringComparison.Ordinal);
        Assert.Contains(RunFiles.Hash(run), words, StringComparison.Ordinal);
        Assert.Equal(-1, words.AsSpan().IndexOfAny('{', '}', '"'));
    }

    [Theory]
    [InlineData("line", 1)]
    [InlineData("signals", 64)]
    public void A_data_source_tells_its_shape(string source, int features)
    {
        var found = RunFiles.Parse(Cli.Succeeds(Cli.Run("inspect", source, "--json")));
        Assert.Equal(("data", features), ((string)found["kind"]!, (int)found["features"]!));
        Assert.Equal((6000, 2000), ((int)found["train"]!["rows"]!, (int)found["test"]!["rows"]!));
        Assert.Equal(10, (int)found["train"]!["labels"]!);
        Assert.Contains((string)found["test"]!["fingerprint"]!, Cli.Succeeds(Cli.Run("inspect", source)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_images_tells_their_shape()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.Write(folder["tiny"]);
        var found = RunFiles.Parse(Cli.Succeeds(Cli.Run("inspect", folder["tiny"], "--json")));
        Assert.Equal((16, "4x4x1"), ((int)found["features"]!, (string)found["image"]!));
        Assert.Equal((60, 30), ((int)found["train"]!["rows"]!, (int)found["test"]!["rows"]!));
    }
}
