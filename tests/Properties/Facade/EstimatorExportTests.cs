namespace GmmVae.Tests.Properties;

/// <summary>What a model in memory exports is what its file exports.</summary>
public sealed class EstimatorExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ExportFormat.Safetensors)]
    [InlineData(ExportFormat.Onnx)]
    [InlineData(ExportFormat.Web)]
    [InlineData(ExportFormat.Projector)]
    public void A_model_in_memory_exports_the_bytes_that_its_file_does(ExportFormat format)
    {
        using var model = new GaussianMixtureVae(new() { Preset = "report", Clusters = 3, Hidden = [4], PriorHidden = [4], Latent = 2,
            Epochs = 1, Steps = 2 });
        model.Fit("line");
        model.Save(folder.File("model.safetensors"));
        var ending = format == ExportFormat.Safetensors ? ".safetensors" : "";
        var (own, saved) = (folder.File("own" + ending), folder.File("saved" + ending));
        var report = model.Export(format, own);
        var expected = ModelFiles.Export(new() { Model = folder.File("model.safetensors"), Format = format, Output = saved });
        Assert.Equal(expected with { Output = own, Files = report.Files, Seconds = report.Seconds }, report);
        if (ending.Length == 0)
            Assert.Equal(expected.Files, report.Files);
        Assert.Equal(Contents(saved), Contents(own));

        Assert.Contains("Force", Refused(() => model.Export(format, own)), StringComparison.Ordinal);
        model.Export(format, own, force: true);
        Assert.Equal(Contents(saved), Contents(own));
    }

    [Fact]
    public void What_a_model_in_memory_does_not_have_is_refused_and_nothing_is_written()
    {
        using var model = EstimatorCase.Of("autoencoder").Create();
        Assert.Contains("Call Fit", Refused(() => model.Export(ExportFormat.Onnx, folder.File("a"))), StringComparison.Ordinal);
        model.Fit(SmallData.Rows(100));
        Assert.Contains("ModelFiles.Export", Refused(() => model.Export(ExportFormat.TensorBoard, folder.File("a"))),
            StringComparison.Ordinal);
        Assert.Contains("Data: a model that was trained on a matrix",
            Refused(() => model.Export(ExportFormat.Projector, folder.File("a"))), StringComparison.Ordinal);
        Assert.Contains("no prior", Refused(() => model.Export(ExportFormat.Web, folder.File("a"))), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        var rows = folder.Write("rows.npy", NpyFiles.Array("<f4", [30, 4], [.. SmallData.Draw(30).Values.Select(value => (double)value)]));
        Assert.Contains("metadata.tsv", string.Join(' ', model.Export(ExportFormat.Projector, folder.File("codes"), rows).Files),
            StringComparison.Ordinal);
    }

    private static string Refused(Action act)
    {
        var failure = Assert.Throws<GmmVaeException>(act);
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.DoesNotContain("--", failure.Message, StringComparison.Ordinal);
        return failure.Message;
    }

    private static Dictionary<string, byte[]> Contents(string path) => File.Exists(path)
        ? new() { [""] = File.ReadAllBytes(path) }
        : Directory.EnumerateFiles(path).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
}
