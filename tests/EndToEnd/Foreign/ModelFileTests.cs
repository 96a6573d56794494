using System.Globalization;
using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

/// <summary>A file in PyTorch's layout wherever a model is asked for.</summary>
[Collection(ForeignTests.Name)]
public class ModelFileTests
{
    [Theory]
    [InlineData("gmm-vae", false)]
    [InlineData("gmm-vae-head", true)]
    [InlineData("gmm-vae-candidates-convolutional", true)]
    public void Predictions_and_codes_are_those_of_the_run(string name, bool hasHead)
    {
        using var folder = new TemporaryFolder();
        var model = ForeignModel.Of(name);
        var (file, data) = (model.Export(ExportFormat.Safetensors), model.Checkpoint.Header.DataSource);
        Assert.Equal(File.ReadAllBytes(Written("embed", model.Run)), File.ReadAllBytes(Written("embed", file)));
        var (ours, theirs) = (Written("predict", model.Run), Written("predict", file));

        // Bayes' rule reads the components, which have a gain multiplied in; a head has none.
        if (hasHead)
            Assert.Equal(File.ReadAllText(ours), File.ReadAllText(theirs));
        else
            foreach (var (mine, other) in Numbers(ours).Zip(Numbers(theirs)))
                Assert.InRange(Math.Abs(mine - other), 0, 1e-4);

        string Written(string command, string from)
        {
            var path = folder[$"{command}-{Path.GetFileName(from)}.csv"];
            Cli.Succeeds(Cli.Run(command, from, "--data", data, "--out", path));
            return path;
        }

        static IEnumerable<double> Numbers(string path) =>
            File.ReadLines(path).Skip(1).SelectMany(line => line.Split(',')).Select(text =>
                double.Parse(text, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("autoencoder-convolutional")]
    [InlineData("vae")]
    [InlineData("gmm-vae-head")]
    public void It_is_measured_sampled_inspected_exported_and_loaded(string name)
    {
        using var folder = new TemporaryFolder();
        var model = ForeignModel.Of(name);
        var file = model.Export(ExportFormat.Safetensors);
        var (ours, theirs) = (Terms(model.Run), Terms(file));
        Assert.Equal(ours.Select(term => term.Key), theirs.Select(term => term.Key));
        foreach (var (key, value) in ours)
            Assert.InRange(Math.Abs((double)value! - (double)theirs[key]!), 0, 1e-4 * Math.Max(1, Math.Abs((double)value!)));

        Cli.Succeeds(Cli.Run("sample", file, "--out", folder["samples.npy"], "--count", "3"));
        var found = RunFiles.Parse(Cli.Succeeds(Cli.Run("inspect", file, "--json")));
        Assert.Equal(("pytorch", model.Spec.Kind), ((string)found["kind"]!, (string)found["model"]!));
        Cli.Succeeds(Cli.Run("export", file, "--format", "safetensors", "--out", folder["again.safetensors"]));
        using Estimator loaded = model.Spec switch
        {
            AutoEncoderSpec => AutoEncoder.Load(file),
            VariationalSpec => VariationalAutoEncoder.Load(file),
            _ => GaussianMixtureVae.Load(file),
        };
        Assert.Equal(model.Spec.Features, loaded.Features);

        static JsonObject Terms(string from) => RunFiles.Parse(Cli.Succeeds(Cli.Run("evaluate", from, "--json")))["terms"]!.AsObject();
    }

    [Fact]
    public void A_training_does_not_go_on_from_it()
    {
        using var folder = new TemporaryFolder();
        var model = ForeignModel.Of("vae");
        var run = folder.Copy(model.Run, "run");
        File.Copy(model.Export(ExportFormat.Safetensors), Path.Combine(run, "checkpoint.safetensors"), overwrite: true);
        Cli.Refuses(Cli.Run("train", "--resume", run), 3, "from PyTorch", "checkpoint.safetensors", "new run");
    }
}
