using System.Globalization;
using System.Runtime.CompilerServices;
using LanguageExt;

namespace GmmVae.Tests.Snapshots.Models;

public sealed class PresetTableTests
{
    private static readonly (string Name, DataTraits Traits)[] Sources =
    [
        ("`mnist`", new(60_000, 784, InUnitInterval: true, new ImageShape(28, 28))),
        ("`digits`", new(10_000, 784, InUnitInterval: true, new ImageShape(28, 28))),
        ("`signals`", new(6_000, 64, InUnitInterval: false, IsSignal: true)),
        ("`line`", new(10_000, 1, InUnitInterval: false)),
        ("500 rows of 20 numbers", new(400, 20, InUnitInterval: false)),
    ];

    [Fact]
    public void The_documented_table_of_presets_is_what_they_are()
    {
        var documented = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "presets.md")).ReplaceLineEndings("\n");
        Assert.True(documented.Contains(Table(), StringComparison.Ordinal), $"docs/presets.md should have this table:\n{Table()}");
    }

    private static string Table()
    {
        var rows =
            from preset in new[] { "report", "paper", "clustering" }
            from model in Enum.GetValues<ModelKind>()
            from source in Sources
            from options in Presets.Find(preset, model, source.Traits).Match(found => [found], _ => System.Array.Empty<RunOptions>())
            select $"| {preset} | {Words(model)} | {source.Name} | {Row(options)} |\n";
        return "| preset | model | data | likelihood | encoder | decoder | prior network | code | epochs | batch | step size |\n|---|---|---|---|---|---|---|---|---|---|---|\n"
            + string.Concat(rows);
    }

    private static string Row(RunOptions options)
    {
        var encoder = string.Join(", ", options.Convolutions.Map(layer => layer.ToString()).Concat(options.Hidden.Map(Number)));
        var decoder = string.Join(", ",
            options.DecoderHidden.IfNone(() => LanguageExt.Prelude.toArray(options.Hidden.Reverse())).Map(Number));
        var mixture = options.Model == ModelKind.GaussianMixture;
        var epochs = options.Clustering.Match(
            start => start.CandidatesPerCluster > 1
                ? $"{Number(start.Restarts)} x {Number(start.CandidateEpochs)} + {Number(start.StartEpochs)} + {Number(options.Epochs)}"
                : $"{Number(start.Restarts)} x {Number(start.StartEpochs)} + {Number(options.Epochs)}",
            () => Number(options.Epochs));
        return string.Join(
            " | ",
            options.Likelihood.ToString().ToLowerInvariant(),
            encoder,
            decoder,
            mixture ? string.Join(", ", options.PriorHidden.Map(Number)) : "",
            Number(options.Latent),
            epochs,
            Number(options.Batch),
            options.LearningRate.ToString(CultureInfo.InvariantCulture));
    }

    private static string Words(ModelKind model) => model switch
    {
        ModelKind.AutoEncoder => "autoencoder",
        ModelKind.Variational => "vae",
        _ => "gmm-vae",
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
