using System.Globalization;
using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

public class ClusteringTests
{
    private const int StartEpochs = 24;

    [Fact]
    public void The_clustering_preset_tells_its_phases_restarts_and_terms()
    {
        using var folder = new TemporaryFolder();
        var error = Run(folder["run"]).Error;
        Assert.Contains($"epoch 25/{(2 * StartEpochs) + 2}  phase 1/2 restart 2/2", error, StringComparison.Ordinal);
        Assert.Contains($"epoch {(2 * StartEpochs) + 1}/{(2 * StartEpochs) + 2}  phase 2/2  objective", error,
            StringComparison.Ordinal);

        var epochs = File.ReadAllLines(Path.Combine(folder["run"], "metrics.jsonl")).Select(RunFiles.Parse).ToArray();
        Assert.Equal(Enumerable.Range(1, (2 * StartEpochs) + 2), epochs.Select(line => (int)line["epoch"]!));
        Assert.Equal((1, 2), ((int)epochs[StartEpochs]["phase"]!, (int)epochs[StartEpochs]["restart"]!));
        Assert.False(epochs[0].ContainsKey("reconstruction"));
        Assert.All(["clusterObjective", "consistency", "assignmentEntropy", "balance"], name =>
            Assert.True(double.IsFinite((double)epochs[0][name]!), name));
        Assert.All(["reconstruction", "total", "headAgreement", "clusterObjective"], name =>
            Assert.True(double.IsFinite((double)epochs[^1][name]!), name));

        var best = (int)epochs[(2 * StartEpochs) - 1]["keptRestart"]!;
        foreach (var file in new[] { "summary.json", "run.json" })
        {
            var restarts = RunFiles.Parse(File.ReadAllText(Path.Combine(folder["run"], file)))["restarts"]!.AsArray();
            var objectives = restarts.Select(restart => (double)restart!["objective"]!).ToArray();
            Assert.All(objectives, objective => Assert.True(objective < 0));
            Assert.Equal(2, objectives.Distinct().Count());
            Assert.Equal(objectives.Min(), objectives[best - 1]);
            Assert.Equal(best, (int)restarts.Single(restart => (bool)restart!["kept"]!)!["restart"]!);
        }

        var steps = File.ReadAllLines(Path.Combine(folder["run"], "steps.csv"));
        var column = Array.IndexOf(steps[0].Split(','), "reconstruction");
        Assert.Equal("NaN", steps[1].Split(',')[column]);
        Assert.True(double.IsFinite(double.Parse(steps[^1].Split(',')[column], CultureInfo.InvariantCulture)));
        Assert.Contains("figures/terms.svg", RunFiles.Names(folder["run"]));
    }

    [Fact]
    public void A_clustering_run_killed_in_its_phases_and_resumed_ends_as_if_it_had_not_been()
    {
        using var folder = new TemporaryFolder();
        foreach (var (mark, signal) in new[] { ("epoch 30/", "KILL"), ("epoch 49/", "INT") })
        {
            var arguments = File.Exists(folder["cut/checkpoint.safetensors"]) ? ["train", "--resume", folder["cut"]]
                : Arguments(folder["cut"]);
            using var running = Cli.Start(arguments);
            if (running.WaitFor(mark))
                running.Signal(signal);
            running.WaitForExit();
        }

        Cli.Succeeds(Cli.Run("train", "--resume", folder["cut"]));
        Run(folder["whole"]);
        RunFiles.AssertSame(folder["whole"], folder["cut"]);
    }

    [Fact]
    public void Options_change_the_preset()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run([.. Arguments(folder["run"]), "--no-augmentation", "--clusters", "4", "--steps", "3", "--seed", "5"]));
        var run = RunFiles.Parse(File.ReadAllText(folder["run/run.json"]));
        var phases = run["training"]!["phases"]!.AsArray();
        Assert.Equal([(StartEpochs, 2), (2, 1)], phases.Select(phase => ((int)phase!["epochs"]!, (int)phase["restarts"]!)));
        Assert.All(phases, phase => Assert.Equal("none", (string)phase!["strongView"]!["kind"]!));
        Assert.Equal(4, run["spec"]!["clusterPrior"]!["weights"]!.AsArray().Count);
        Assert.Equal("encoderHead", (string)run["spec"]!["responsibilities"]!);
        Assert.Equal(3, (int)RunFiles.Summary(folder["run"])["steps"]!);
    }

    [Fact]
    public void Every_constant_of_the_clustering_training_can_be_told()
    {
        using var folder = new TemporaryFolder();
        string[] told =
        [
            "--start-epochs", "3", "--views", "vector", "--cluster-weight", "7", "--consistency-weight", "0.25", "--clean-weight", "0.75", "--entropy-weight", "0.3",
            "--balance-weight", "1.5", "--balance-hinge", "0.1", "--agreement-weight", "6", "--teacher", "average", "--teacher-temperature", "0.4",
            "--teacher-decay", "0.9",
        ];
        Cli.Succeeds(Cli.Run([.. Arguments(folder["run"]), "--steps", "1", .. told]));
        var phases = RunFiles.Parse(File.ReadAllText(folder["run/run.json"]))["training"]!["phases"]!.AsArray();
        Assert.Equal([3, 2], phases.Select(phase => (int)phase!["epochs"]!));
        Assert.Equal([0.1, 0.1], phases.Select(phase => (double)phase!["strongView"]!["dropout"]!));
        Assert.Equal(["""{"kind":"self","temperature":1}""", """{"kind":"movingAverage","decay":0.9,"temperature":0.4}"""],
            phases.Select(phase => phase!["teacher"]!.ToJsonString()));
        Assert.Equal(6, (double)phases[1]!["headAgreement"]!);
        Assert.Equal(
            [
                """{"weight":{"kind":"constant","value":1},"clean":0,"entropy":0.3,"balance":1.5,"hinge":0,"consistency":0.25}""",
                """{"weight":{"kind":"constant","value":7},"clean":0.75,"entropy":0.3,"balance":1.5,"hinge":0.1,"consistency":0.25}""",
            ],
            phases.Select(phase => phase!["clusters"]!.ToJsonString()));
    }

    [Fact]
    public void Candidates_can_be_asked_for_and_are_found_in_a_phase_of_their_own()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run([
            .. Arguments(folder["run"]), "--steps", "1", "--candidates-per-cluster", "3", "--candidate-epochs", "4", "--candidate-balance-weight", "0.5"]));
        var run = RunFiles.Parse(File.ReadAllText(folder["run/run.json"]));
        var phases = run["training"]!["phases"]!.AsArray();
        Assert.Equal([(4, 2, 0.5), (StartEpochs, 1, 2.0), (2, 1, 2.0)],
            phases.Select(phase => ((int)phase!["epochs"]!, (int)phase["restarts"]!, (double)phase["clusters"]!["balance"]!)));
        Assert.Equal([true, false, false], phases.Select(phase => phase!["findsCandidates"] is not null));
        Assert.Equal(3 * run["spec"]!["clusterPrior"]!["weights"]!.AsArray().Count, (int)run["spec"]!["candidates"]!);
    }

    [Fact]
    public void A_table_of_signals_gets_their_views_when_told()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["signals.csv"],
            string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 7},{row % 5},{row % 3},{row}\n")));
        string[] command = ["train", "--data", folder["signals.csv"], "--preset", "clustering", "--steps", "1", "--force", "--out",
            folder["run"], .. TinyRun.Small];
        Assert.Equal("vector vector vector", Kinds());
        Assert.Equal("signal signal signal", Kinds("--views", "signal"));
        Assert.Equal("none none none", Kinds("--views", "none"));

        string Kinds(params string[] options)
        {
            Cli.Succeeds(Cli.Run([.. command, .. options]));
            var phases = RunFiles.Parse(File.ReadAllText(folder["run/run.json"]))["training"]!["phases"]!.AsArray();
            var (first, main) = (phases[0]!, phases[^1]!);
            return string.Join(' ', new[] { first["strongView"]!, main["strongView"]!, main["weakView"]! }.Select(view =>
                (string)view["kind"]!));
        }
    }

    [Fact]
    public void Pictures_are_turned_and_warped_and_read_by_convolutions()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run("train", "--data", "digits", "--preset", "clustering", "--steps", "2", "--out", folder["run"]));
        var run = RunFiles.Parse(File.ReadAllText(folder["run/run.json"]));
        Assert.Equal(["image", "image", "image"],
            run["training"]!["phases"]!.AsArray().Select(phase => (string)phase!["strongView"]!["kind"]!));
        Assert.Equal("convolutional", Kind(run["spec"]!["encoder"]!));

        static string Kind(JsonNode encoder) => encoder["layers"] is null ? "dense" : "convolutional";
    }

    [Theory]
    [InlineData("--model vae --preset clustering", "--preset clustering gmm-vae clusters report")]
    [InlineData("--model autoencoder --preset clustering", "--preset clustering gmm-vae clusters report")]
    [InlineData("--preset clustering --responsibilities bayes", "--responsibilities head")]
    [InlineData("--preset clustering --restarts 0", "--restarts 0")]
    [InlineData("--preset clustering --restarts x", "--restarts 'x' number")]
    [InlineData("--preset clustering --candidates-per-cluster 0 --candidate-balance-weight -1", "--candidates-per-cluster 1 0 --candidate-balance-weight -1")]
    [InlineData("--preset report --restarts 2", "--restarts --preset clustering")]
    [InlineData("--preset report --no-augmentation", "--no-augmentation --preset clustering")]
    [InlineData("--model vae --entropy-weight 1", "--entropy-weight --preset clustering")]
    [InlineData("--preset report --teacher self", "--teacher --preset clustering")]
    [InlineData("--preset clustering --teacher parrot", "--teacher 'parrot' average self")]
    [InlineData("--preset clustering --teacher self --teacher-decay 0.5", "--teacher-decay average")]
    [InlineData("--preset clustering --views image", "--views pictures")]
    [InlineData("--preset clustering --start-epochs 0 --consistency-weight -1", "--start-epochs 0 --consistency-weight -1")]
    public void What_clustering_cannot_do_is_refused_by_name(string line, string fragments)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run(["train", "--data", "line", "--out", "run", .. line.Split(' ')], null, folder.Path), 2, fragments.Split(' '));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static string[] Arguments(string output) =>
    [
        "train", "--data", "line", "--preset", "clustering", "--restarts", "2", "--epochs", "2", "--batch", "1000", "--out", output,
            .. TinyRun.Small,
    ];

    private static CliResult Run(string output)
    {
        var result = Cli.Run(Arguments(output));
        Cli.Succeeds(result);
        return result;
    }
}
