using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

public class StudyTests
{
    private static string[] Tiny(string output, params string[] more) =>
        ["study", "--preset", "report", "--data", "line", "--out", output, "--epochs", "3", "--steps", "30", "--batch", "500", .. TinyRun.Small, .. more];

    [Fact]
    public void Every_seed_is_there_as_train_would_make_it_and_the_spread_is_theirs()
    {
        using var folder = new TemporaryFolder();
        var study = RunFiles.Parse(Cli.Succeeds(Cli.Run([.. Tiny(folder["study"], "--seeds", "0,7..8"), "--json"])));
        var runs = study["runs"]!.AsArray();
        Assert.Equal([0, 7, 8], runs.Select(run => (int)run!["seed"]!));
        foreach (var run in runs)
            Assert.Equal(
                RunFiles.WithoutTiming(RunFiles.Summary(folder[$"study/seed-{run!["seed"]}"])), RunFiles.WithoutTiming(run.AsObject()));
        RunFiles.AssertSame(TinyRun.Of("gmm-vae", "line").Folder, folder["study/seed-0"]);

        foreach (var (name, values) in new[] { ("accuracy", Values(run => run["metrics"]!["accuracy"]!)),
            ("seconds", Values(run => run["seconds"]!)) })
        {
            var mean = values.Average();
            Assert.Equal(mean, (double)study[name]!["mean"]!, 1e-12);
            Assert.Equal(Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / 2), (double)study[name]!["sd"]!, 1e-12);
            Assert.Equal(values.Min(), (double)study[name]!["min"]!);
            Assert.Equal(values.Max(), (double)study[name]!["max"]!);
        }

        Assert.All(["accuracyBayes", "nmi", "ari"], name => Assert.NotNull(study[name]!["sd"]));
        Assert.Equal(study.ToJsonString(), RunFiles.Parse(File.ReadAllText(folder["study/study.json"])).ToJsonString());
        var table = File.ReadAllLines(folder["study/study.md"]).Where(line => line.StartsWith('|')).Select(line =>
            line.Split('|')[1].Trim());
        Assert.Equal(["seed", "0", "7", "8", "mean", "SD", "min", "max"], table.Where(cell => !cell.StartsWith('-')));

        double[] Values(Func<JsonNode, JsonNode> pick) => [.. runs.Select(run => (double)pick(run!))];
    }

    [Fact]
    public void The_same_command_finds_finished_seeds_again_and_trains_only_new_ones()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run(Tiny(folder["study"], "--seeds", "0..1")));
        var before = Stamps();
        var again = Cli.Run(Tiny(folder["study"], "--seeds", "0..2"));
        Assert.Contains("| 2 ", Cli.Succeeds(again), StringComparison.Ordinal);
        Assert.Equal(2, again.Error.Split('\n').Count(line => line.Contains("was there already", StringComparison.Ordinal)));
        Assert.Equal(before, Stamps());
        Assert.True(File.Exists(folder["study/seed-2/summary.json"]));

        (string, DateTime)[] Stamps() =>
            [.. RunFiles.Names(folder["study"]).Where(name => name.StartsWith("seed-0", StringComparison.Ordinal)
                || name.StartsWith("seed-1", StringComparison.Ordinal))
                .Select(name => (name, File.GetLastWriteTimeUtc(folder["study/" + name])))];
    }

    [Fact]
    public void A_study_that_is_interrupted_goes_on_with_the_same_command_as_if_it_had_not_been()
    {
        using var folder = new TemporaryFolder();
        using (var running = Cli.Start(Long(folder["cut"])))
        {
            Assert.True(running.WaitFor("epoch 2/100"));
            running.Signal("INT");
            var result = running.WaitForExit();
            Assert.True(result.ExitCode == 130, result.ToString());
            Assert.Equal("", result.Output);
            Assert.Contains("Go on with the same command", result.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(folder["cut/study.json"]));
        Cli.Succeeds(Cli.Run(Long(folder["cut"])));
        Cli.Succeeds(Cli.Run(Long(folder["whole"])));
        foreach (var seed in new[] { "seed-3", "seed-4" })
            RunFiles.AssertSame(folder["whole/" + seed], folder["cut/" + seed]);

        static string[] Long(string output) =>
            ["study", "--preset", "report", "--data", "line", "--model", "vae", "--out", output, "--seeds", "3,4", "--epochs", "100", "--batch", "100",
                .. TinyRun.Small];
    }

    [Fact]
    public void A_seed_that_fails_is_reported_and_the_others_are_trained()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run(Tiny(folder["study"], "--seeds", "1")));
        File.Delete(folder["study/seed-1/summary.json"]);
        File.WriteAllText(folder["study/seed-1/checkpoint.safetensors"], "no checkpoint");
        var result = Cli.Run([.. Tiny(folder["study"], "--seeds", "0..2"), "--json"]);
        Assert.True(result.ExitCode == 1, result.ToString());
        var study = RunFiles.Parse(result.Output);
        Assert.Equal([0, 1, 2], study["runs"]!.AsArray().Select(run => (int)run!["seed"]!));
        Assert.Equal("[1]", study["failed"]!.ToJsonString());
        Assert.Contains("checkpoint.safetensors", (string)study["runs"]![1]!["error"]!, StringComparison.Ordinal);
        Assert.Equal(2, (int)study["accuracy"]!["count"]!);
        Assert.Contains("Seed 1 failed: ", File.ReadAllText(folder["study/study.md"]), StringComparison.Ordinal);
        Assert.Contains("seed 1: failed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_with_other_options_are_refused_and_left_alone_without_force()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run(Tiny(folder["study"], "--seeds", "0,1")));
        var before = File.ReadAllBytes(folder["study/seed-1/checkpoint.safetensors"]);
        Cli.Refuses(Cli.Run(Tiny(folder["study"], "--seeds", "1..2", "--threshold", "1")), 2, "other options",
            folder["study/seed-1"], "--force");
        Assert.Equal(before, File.ReadAllBytes(folder["study/seed-1/checkpoint.safetensors"]));
        Assert.False(Directory.Exists(folder["study/seed-2"]));
        Cli.Succeeds(Cli.Run(Tiny(folder["study"], "--seeds", "1..2", "--threshold", "1", "--force")));
        Assert.NotEqual(before, File.ReadAllBytes(folder["study/seed-1/checkpoint.safetensors"]));
    }

    [Fact]
    public void A_folder_that_is_no_study_is_refused_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["notes.txt"], "mine");
        Cli.Refuses(Cli.Run(Tiny(folder.Path)), 2, "not empty", "notes.txt", folder.Path, "--force");
        Cli.Refuses(Cli.Run(Tiny(folder["notes.txt"])), 4, folder["notes.txt"]);
        Assert.Equal(["notes.txt"], RunFiles.Names(folder.Path));
    }

    [Fact]
    public void Baselines_are_scored_with_the_same_seeds_and_found_again()
    {
        using var folder = new TemporaryFolder();
        string[] command = [.. Tiny(folder["study"], "--seeds", "3..4", "--baselines", "--baseline-rows", "500"), "--json"];
        var output = Cli.Succeeds(Cli.Run(command));
        var baselines = RunFiles.Parse(output)["baselines"]!.AsArray();
        Assert.Equal(
            [
                "k-means on features", "Gaussian mixture on features", "k-means on autoencoder codes", "Gaussian mixture on autoencoder codes",
            ],
            baselines.Select(baseline => (string)baseline!["name"]!));
        foreach (var baseline in baselines)
        {
            Assert.Equal(500, (int)baseline!["fittedRows"]!);
            Assert.Equal([3, 4], baseline["runs"]!.AsArray().Select(run => (int)run!["seed"]!));
            Assert.Equal(baseline["runs"]!.AsArray().Average(run => (double)run!["accuracy"]!), (double)baseline["accuracy"]!["mean"]!,
                1e-12);
        }

        // Ten well separated clusters on a line: what finds them on the features is known.
        Assert.InRange((double)baselines[0]!["accuracy"]!["max"]!, 0.99, 1);
        Assert.True(File.Exists(folder["study/baselines/autoencoder-seed-3/summary.json"]));
        var again = Cli.Run(command);
        Assert.Equal(output, Cli.Succeeds(again));
        Assert.Contains("were there already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_whose_every_training_diverges_says_so_and_still_scores_what_it_can()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run(
            ["study", "--preset", "report", "--data", "line", "--out",
                folder["study"], "--epochs", "1", "--learning-rate", "1e30", "--seeds", "0,1", "--baselines", "--json"]);
        Assert.True(result.ExitCode == 1, result.ToString());
        var study = RunFiles.Parse(result.Output);
        Assert.Equal("[0,1]", study["failed"]!.ToJsonString());
        Assert.All(study["runs"]!.AsArray(), run => Assert.Contains("diverged", (string)run!["error"]!, StringComparison.Ordinal));
        Assert.Equal(2, study["baselineErrors"]!.AsArray().Count);
        Assert.Equal(["k-means on features", "Gaussian mixture on features"],
            study["baselines"]!.AsArray().Select(baseline => (string)baseline!["name"]!));
        Assert.Contains("| 1    | failed |", File.ReadAllText(folder["study/study.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_clustering_preset_takes_its_own_options_beside_baselines_that_have_none()
    {
        using var folder = new TemporaryFolder();
        var study = RunFiles.Parse(Cli.Succeeds(Cli.Run(
            "study", "--data", "line", "--preset", "clustering", "--restarts", "2", "--epochs", "1", "--batch", "1000", "--hidden", "8", "--out", folder["study"], "--seeds", "0", "--baselines", "--json")));
        Assert.Equal(2, study["runs"]![0]!["restarts"]!.AsArray().Count);
        Assert.Equal(4, study["baselines"]!.AsArray().Count);
        Assert.Null(study["accuracy"]!["sd"]);
    }

    [Theory]
    [InlineData("--seeds", "0..x")]
    [InlineData("--seeds", "3..1")]
    [InlineData("--seeds", "1,1")]
    [InlineData("--seed", "3")]
    [InlineData("--latent", "0")]
    [InlineData("--baseline-rows", "2", "--baselines")]
    public void Wrong_options_are_refused_before_anything_is_written(params string[] options)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run(["study", "--preset", "report", "--data", "line", "--out", folder["study"], "--epochs", "1", .. options]), 2, options[0]);
        Assert.False(Directory.Exists(folder["study"]));
    }
}
