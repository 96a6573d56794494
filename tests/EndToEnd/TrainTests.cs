using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace GmmVae.Tests.EndToEnd;

public class TrainTests
{
    private static readonly string[] Fields =
    [
        "data", "device", "engine", "epochs", "metrics", "model", "parametersSha256", "preset", "seconds", "seed", "steps",
        "terms", "timing", "warnings",
    ];

    private static readonly Dictionary<string, string[]> Terms = new()
    {
        ["autoencoder"] = ["reconstruction", "total", "objective"],
        ["vae"] = ["reconstruction", "latentPrior", "total", "objective"],
        ["gmm-vae"] = ["reconstruction", "conditionalPrior", "stylePrior", "clusterPrior", "batchMeanKl", "total", "objective"],
    };

    private static readonly string[] ClusterMetrics =
        ["accuracy", "accuracyBayes", "accuracyMajority", "accuracyExemplar", "nmi", "ari", "silhouette", "clustersUsed", "activeUnits"];

    public static TheoryData<string, string> Runs { get; } = Cases.Each(TinyRun.Models, ["line", "signals"]);

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_folder_holds_the_files_of_the_contract_and_no_others(string model, string data)
    {
        var names = RunFiles.Names(TinyRun.Of(model, data).Folder);
        Assert.Equal(
            ["checkpoint.safetensors", "metrics.jsonl", "run.json", "steps.csv", "summary.json"],
            names.Where(name => !name.StartsWith("figures/", StringComparison.Ordinal)));
        Assert.Contains("figures/objective.svg", names);
        Assert.Contains("figures/terms.svg", names);
        Assert.All(names.Where(name => name.StartsWith("figures/", StringComparison.Ordinal)), name =>
            Assert.EndsWith(".svg", name, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_figure_is_well_formed_xml(string model, string data)
    {
        var (folder, _) = TinyRun.Of(model, data);
        var figures = Directory.GetFiles(Path.Combine(folder, "figures"), "*.svg");
        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.Equal("svg", XDocument.Load(figure).Root!.Name.LocalName));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_summary_has_the_fields_of_the_contract(string model, string data)
    {
        var summary = RunFiles.Summary(TinyRun.Of(model, data).Folder);
        Assert.Equal(Fields, summary.Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal((model, "report", data), ((string)summary["model"]!, (string)summary["preset"]!, (string)summary["data"]!));
        Assert.Equal((0, TinyRun.Steps), ((int)summary["seed"]!, (int)summary["steps"]!));
        Assert.Matches("^[0-9a-f]{64}$", (string)summary["parametersSha256"]!);
        Assert.Equal((double)summary["seconds"]!, (double)summary["timing"]!["seconds"]!);
        Assert.True((double)summary["timing"]!["samplesPerSecond"]! > 0);
        Assert.Equal(Terms[model], summary["terms"]!.AsObject().Select(term => term.Key));
        Assert.All(summary["terms"]!.AsObject(), term => Assert.True(double.IsFinite((double)term.Value!), term.Key));
        Assert.Equal(
            model == "gmm-vae" ? ClusterMetrics : ["activeUnits"],
            summary["metrics"]!.AsObject().Select(metric => metric.Key));
        Assert.IsType<JsonArray>(summary["warnings"]);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_total_is_the_sum_of_the_terms(string model, string data)
    {
        var terms = RunFiles.Summary(TinyRun.Of(model, data).Folder)["terms"]!.AsObject();
        var sum = terms.Where(term => term.Key is not ("total" or "objective" or "batchMeanKl")).Sum(term => (double)term.Value!);
        Assert.Equal((double)terms["total"]!, sum, 1e-4 * Math.Abs(sum));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_logs_have_a_line_a_step_and_a_line_an_epoch(string model, string data)
    {
        var (folder, _) = TinyRun.Of(model, data);
        var steps = File.ReadAllLines(Path.Combine(folder, "steps.csv"));
        Assert.Equal(["epoch", "step", "learningRate", .. Terms[model]], steps[0].Split(','));
        Assert.Equal(Enumerable.Range(1, TinyRun.Steps),
            steps.Skip(1).Select(line => int.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)));
        Assert.All(steps.Skip(1).SelectMany(line => line.Split(',')), field =>
            Assert.True(double.IsFinite(double.Parse(field, CultureInfo.InvariantCulture))));
        var epochs = File.ReadAllLines(Path.Combine(folder, "metrics.jsonl")).Select(RunFiles.Parse).ToArray();
        Assert.Equal(Enumerable.Range(1, TinyRun.Epochs), epochs.Select(line => (int)line["epoch"]!));
        Assert.All(epochs, line => Assert.All(
            (string[])["learningRate", .. Terms[model]], name => Assert.True(double.IsFinite((double)line[name]!), name)));
        Assert.All(epochs, line => Assert.True((double)line["timing"]!["samplesPerSecond"]! > 0));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void With_json_standard_output_is_the_summary_and_nothing_else(string model, string data)
    {
        var (folder, output) = TinyRun.Of(model, data);
        Assert.Equal(RunFiles.Summary(folder).ToJsonString(), RunFiles.Parse(output).ToJsonString());
    }

    [Theory]
    [InlineData("3")]
    [InlineData("4")]
    public void With_few_clusters_too_the_cluster_prior_takes_part_unless_told(string clusters)
    {
        using var folder = new TemporaryFolder();
        var (with, _) = Train("with");
        var (without, silence) = Train("without", "--no-cluster-prior");
        var (high, warning) = Train("high", "--threshold", "1.5");
        Assert.NotEqual(without, with);
        Assert.Equal(without, high);
        Assert.DoesNotContain("cluster prior off", silence, StringComparison.Ordinal);
        Assert.Contains("cluster prior off", warning, StringComparison.Ordinal);

        (string Hash, string Warnings) Train(string name, params string[] options)
        {
            Cli.Succeeds(Cli.Run(
                ["train", "--preset", "report", "--data", "signals", "--clusters", clusters, "--hidden", "16", "--prior-hidden", "8", "--latent", "200",
                    "--warm-up", "0", "--steps", "5", "--batch", "200", "--out", folder[name], .. options]));
            return (RunFiles.Hash(folder[name]), RunFiles.Summary(folder[name])["warnings"]!.ToJsonString());
        }
    }

    [Fact]
    public void Without_options_a_run_is_named_after_what_it_is_and_tells_its_figures_in_words()
    {
        using var folder = new TemporaryFolder();
        var output = Cli.Succeeds(Cli.Run(["train", "--preset", "report", "--data", "line", "--steps", "2", .. TinyRun.Small], null, folder.Path));
        var run = folder[Path.Combine("runs", "gmm-vae-report-line-0")];
        Assert.Contains(RunFiles.Hash(run), output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("runs", "gmm-vae-report-line-0"), output, StringComparison.Ordinal);
        Assert.Contains("accuracy", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_give_pictures_and_compressed_files_give_the_same_run_as_plain_ones()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.Write(folder["plain/tiny"]);
        IdxFiles.Write(folder["compressed/tiny"], compressed: true);
        foreach (var kind in (string[])["plain", "compressed"])
            Cli.Succeeds(Cli.Run(TinyRun.Arguments("gmm-vae", folder[$"{kind}/tiny"], folder[$"{kind}-run"])));
        Assert.Equal(RunFiles.Hash(folder["plain-run"]), RunFiles.Hash(folder["compressed-run"]));
        Assert.Contains("figures/samples.png", RunFiles.Names(folder["plain-run"]));
        Assert.Contains("figures/reconstructions.png", RunFiles.Names(folder["plain-run"]));
    }

    [Fact]
    public void A_training_that_diverges_ends_with_one_and_the_cure_and_no_summary()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run([.. TinyRun.Arguments("gmm-vae", "line", folder["run"]), "--learning-rate", "1e30"]);
        Cli.Refuses(result, 1, "diverged", "step", "--learning-rate", "docs/faq.md#divergence");
        Assert.False(File.Exists(folder["run/summary.json"]));
    }

    [Fact]
    public void Options_of_the_optimizer_and_of_the_bounds_reach_the_run()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run(
        [
            .. TinyRun.Arguments("gmm-vae", "line", folder["run"]), "--beta1", "0.8", "--beta2", "0.99", "--epsilon", "0.5",
            "--posterior-bounds=-9,7", "--prior-bounds=-6,5",
        ]));
        var run = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(folder["run/run.json"]))!;
        var adam = run["training"]!["adam"]!;
        Assert.Equal((0.8, 0.99, 0.5), ((double)adam["beta1"]!, (double)adam["beta2"]!, (double)adam["epsilon"]!));
        var (posterior, prior) = (run["spec"]!["posteriorBounds"]!, run["spec"]!["priorBounds"]!);
        Assert.Equal((-9.0, 7.0), ((double)posterior["low"]!, (double)posterior["high"]!));
        Assert.Equal((-6.0, 5.0), ((double)prior["low"]!, (double)prior["high"]!));
    }
}
