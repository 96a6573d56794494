namespace GmmVae.Tests.EndToEnd;

public class ConvolutionTests
{
    private static readonly (string[] Options, (string Name, string Value)[] Environment)[] Circumstances =
    [
        (["--threads", "2"], []),
        (["--threads", "3"], []),
        (["--threads", "2"], [("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0")]),
        (["--threads", "1"], [("DOTNET_EnableHWIntrinsic", "0")]),
    ];

    [Fact]
    public void A_convolutional_run_has_the_same_bits_in_any_circumstances_and_can_be_evaluated()
    {
        using var folder = new TemporaryFolder();
        var data = Images(folder["images"]);
        Cli.Succeeds(Cli.Run([.. Arguments(data, folder["one"]), "--threads", "1"]));
        foreach (var (options, environment) in Circumstances)
        {
            Cli.Succeeds(Cli.Run([.. Arguments(data, folder["again"]), .. options, "--force"], environment));
            Assert.Equal(RunFiles.Hash(folder["one"]), RunFiles.Hash(folder["again"]));
        }

        var model = RunFiles.Parse(File.ReadAllText(Path.Combine(folder["one"], "run.json")))["spec"]!;
        Assert.Equal("3x3/2+1,4x3+1", (string)model["encoder"]!["layers"]!);
        Assert.Equal("3x4/2+1", (string)model["decoder"]!["layers"]!);
        var summary = RunFiles.Summary(folder["one"]);
        var evaluated = RunFiles.Parse(Cli.Succeeds(Cli.Run("evaluate", folder["one"], "--json")));
        Assert.Equal(summary["terms"]!.ToJsonString(), evaluated["terms"]!.ToJsonString());
    }

    [Fact]
    public void A_kernel_larger_than_the_images_is_refused_by_the_name_of_the_layer()
    {
        using var folder = new TemporaryFolder();
        var data = IdxFiles.Write(folder["images"]);
        Cli.Refuses(
            Cli.Run(["train", "--preset", "report", "--data", data, "--convolutions", "8x3,8x3", "--out", folder["run"]]),
            2, "--convolutions: 8x3 has a kernel 3x3 larger than the image 2x2x8 with padding 0");
        Assert.False(Directory.Exists(folder["run"]));
    }

    private static string[] Arguments(string data, string output) =>
    [
        "train", "--preset", "report", "--data", data, "--out", output, "--convolutions", "3x3/2+1,4x3+1", "--decoder-convolutions", "3x4/2+1", "--batch", "30",
        "--steps", "3", .. TinyRun.Small,
    ];

    /// <summary>Images of 4x64: enough patches for several threads.</summary>
    private static string Images(string folder)
    {
        IdxFiles.Write(folder);
        IdxFiles.Put(folder, IdxFiles.TrainImages, IdxFiles.Images(60, width: 64), compressed: false);
        IdxFiles.Put(folder, IdxFiles.TestImages, IdxFiles.Images(30, width: 64), compressed: false);
        return folder;
    }
}
