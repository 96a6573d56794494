namespace GmmVae.Tests.EndToEnd;

public class ExportTests
{
    public static TheoryData<string> Formats { get; } = ["safetensors", "onnx", "projector", "tensorboard", "web"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_export_says_what_it_wrote_and_is_not_written_over_without_force(string format)
    {
        using var folder = new TemporaryFolder();
        var output = Output(folder, format);
        string[] arguments = ["export", TinyRun.Of("gmm-vae", "digits").Folder, "--format", format, "--out", output, "--json"];
        var report = RunFiles.Parse(Cli.Succeeds(Cli.Run(arguments)));
        var written = Written(folder, format);
        Assert.Equal(written.Keys, report["files"]!.AsArray().Select(file => (string)file!));
        Assert.Equal(written.Values.Sum(bytes => bytes.Length), (long)report["bytes"]!);
        Assert.Equal((format, "gmm-vae", output), ((string)report["format"]!, (string)report["model"]!, (string)report["out"]!));

        Cli.Refuses(Cli.Run(arguments), 2, "exists already", output, "--force");
        Cli.Succeeds(Cli.Run([.. arguments, "--force"]));
        Assert.Equal(written, Written(folder, format));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Forcing_replaces_what_an_export_wrote_and_leaves_what_is_not_its_own()
    {
        using var folder = new TemporaryFolder();
        Export(TinyRun.Of("vae", "line").Folder);
        File.WriteAllText(folder["out/notes.txt"], "mine");
        Export(TinyRun.Of("autoencoder", "line").Folder, "--force");
        Assert.Equal(["decoder.onnx", "encoder.onnx", "notes.txt"], RunFiles.Names(folder["out"]));
        Assert.Equal("mine", File.ReadAllText(folder["out/notes.txt"]));

        void Export(string run, params string[] more) =>
            Cli.Succeeds(Cli.Run(["export", run, "--format", "onnx", "--out", folder["out"], .. more]));
    }

    [Fact]
    public void What_cannot_be_exported_is_refused_by_name_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        var (run, none) = (TinyRun.Of("autoencoder", "line").Folder, folder["none"]);
        Refuses(2, run, "pickle", "out", "--format", "pickle", "safetensors, onnx");
        Refuses(2, run, "web", "out", "no prior", "autoencoder");
        Refuses(2, run, "safetensors", "out.bin", "--out", "out.bin", ".safetensors");
        Refuses(2, Path.Combine(run, "checkpoint.safetensors"), "tensorboard", "out", "metrics.jsonl", "folder of a run");
        Refuses(4, none, "onnx", "out", none);
        Refuses(3, Path.Combine(run, "summary.json"), "onnx", "out", "summary.json");
        Cli.Refuses(Cli.Run("export", run, "--format", "onnx", "--out", folder["out"], "--histograms"), 2, "--histograms", "tensorboard");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        File.WriteAllText(folder["file"], "");
        Refuses(2, run, "onnx", "file", "exists already");
        Refuses(4, run, "safetensors", "file/out.safetensors", "file");
        Cli.Refuses(Cli.Run("export", run, "--format", "onnx", "--out", folder["file"], "--force"), 4, "folder is needed", folder["file"]);
        Cli.Refuses(Cli.Run("export", run, "--format", "projector", "--data", "signals", "--out", folder["out"]), 3, "64 features");
        Assert.Equal(["file"], RunFiles.Names(folder.Path));

        void Refuses(int code, string model, string format, string output, params string[] fragments) =>
            Cli.Refuses(Cli.Run("export", model, "--format", format, "--out", folder[output]), code, fragments);
    }

    private static string Output(TemporaryFolder folder, string format) => folder[format == "safetensors" ? "out.safetensors" : "out"];

    private static SortedDictionary<string, byte[]> Written(TemporaryFolder folder, string format)
    {
        var output = Output(folder, format);
        var files = format == "safetensors" ? [output] : Directory.GetFiles(output);
        return new(files.ToDictionary(file => Path.GetFileName(file)!, File.ReadAllBytes), StringComparer.Ordinal);
    }
}
