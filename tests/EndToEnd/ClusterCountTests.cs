using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

public class ClusterCountTests
{
    private static readonly string[] Small =
        ["--preset", "clustering", "--hidden", "16", "--prior-hidden", "8", "--latent", "2", "--epochs", "2"];
    private static readonly string[] Quick = [.. Small, "--start-epochs", "30"];

    [Fact]
    public void The_number_of_clusters_is_chosen_and_the_run_is_that_of_the_number_given()
    {
        using var folder = new TemporaryFolder();
        var data = Blobs(folder["blobs.csv"]);
        var result = Cli.Run(["train", "--data", data, "--clusters", "auto:4,2,3", "--out", folder["chosen"], "--json", .. Quick]);
        var summary = RunFiles.Parse(Cli.Succeeds(result));
        Assert.Equal(3, (int)summary["clusters"]!);
        var counts = summary["clusterCounts"]!.AsArray();
        Assert.Equal([2, 3, 4], counts.Select(count => (int)count!["clusters"]!));
        Assert.Equal([false, true, false], counts.Select(count => (bool)count!["chosen"]!));
        Assert.InRange((double)counts[1]!["stability"]!, 0.99, 1);
        Assert.All(counts, count => Assert.True(double.IsFinite((double)count!["objective"]!)));
        foreach (var file in new[] { "summary.json", "run.json" })
            Assert.Equal(counts.ToJsonString(),
                RunFiles.Parse(File.ReadAllText(folder["chosen/" + file]))["clusterCounts"]!.ToJsonString());
        Assert.Equal(["2 clusters: stability", "3 clusters: stability", "4 clusters: stability"],
            result.Error.Split('\n').Take(3).Select(line => line[.."2 clusters: stability".Length]));
        Assert.StartsWith("epoch 1/", result.Error.Split('\n')[3], StringComparison.Ordinal);

        Cli.Succeeds(Cli.Run(["train", "--data", data, "--clusters", "3", "--out", folder["given"], .. Quick]));
        Assert.False(RunFiles.Summary(folder["given"]).ContainsKey("clusterCounts"));
        foreach (var file in new[] { "summary.json", "run.json" })
            Forget(folder["chosen/" + file], folder["given/" + file]);
        RunFiles.AssertSame(folder["given"], folder["chosen"]);
    }

    [Fact]
    public void A_resumed_run_keeps_the_number_and_what_was_found()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["train", "--data", Blobs(folder["blobs.csv"]), "--clusters", "auto:2,3", .. Quick];
        using (var running = Cli.Start([.. command, "--out", folder["cut"]]))
        {
            Assert.True(running.WaitFor("epoch 1/"));
            running.Signal("INT");
            running.WaitForExit();
        }

        Cli.Succeeds(Cli.Run("train", "--resume", folder["cut"]));
        Assert.Contains("3 clusters, chosen", Cli.Succeeds(Cli.Run([.. command, "--out", folder["whole"]])), StringComparison.Ordinal);
        RunFiles.AssertSame(folder["whole"], folder["cut"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_search_that_is_interrupted_leaves_nothing(bool isThere)
    {
        using var folder = new TemporaryFolder();
        var data = Blobs(folder["blobs.csv"]);
        if (isThere)
            Directory.CreateDirectory(folder["run"]);
        using var running = Cli.Start(["train", "--data", data, "--clusters", "auto:2,3,4,5", "--out", folder["run"],
            .. Small, "--start-epochs", "300"]);
        Assert.True(running.WaitFor("2 clusters: stability"));
        running.Signal("INT");
        var result = running.WaitForExit();
        Assert.True(result.ExitCode == 130, result.ToString());
        Assert.Contains("nothing is saved", result.Error, StringComparison.Ordinal);
        Assert.Equal(isThere, Directory.Exists(folder["run"]));
        Assert.Equal(["blobs.csv"], RunFiles.Names(folder.Path));
    }

    [Fact]
    public void A_search_that_is_interrupted_leaves_the_forced_run_whole()
    {
        using var folder = new TemporaryFolder();
        var whole = TinyRun.Of("vae", "line").Folder;
        folder.Copy(whole, "run");
        using var running = Cli.Start(
            ["train", "--data", Blobs(folder["blobs.csv"]), "--clusters", "auto:2,3,4,5", "--out", folder["run"], "--force",
                .. Small, "--start-epochs", "300"]);
        Assert.True(running.WaitFor("2 clusters: stability"));
        running.Signal("INT");
        Assert.Equal(130, running.WaitForExit().ExitCode);
        RunFiles.AssertSame(whole, folder["run"]);
    }

    [Fact]
    public void Each_seed_of_a_study_chooses_and_is_found_again()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["study", "--data", Blobs(folder["blobs.csv"]), "--clusters", "auto:2,3", "--seeds", "0,1", "--out",
            folder["study"], "--json", .. Quick];
        var first = Cli.Succeeds(Cli.Run(command));
        Assert.Equal([3, 3], RunFiles.Parse(first)["runs"]!.AsArray().Select(run => (int)run!["clusters"]!));
        Assert.All(RunFiles.Parse(first)["runs"]!.AsArray(), run => Assert.Equal(2, run!["clusterCounts"]!.AsArray().Count));
        Assert.Contains("| K |".Replace(" ", "", StringComparison.Ordinal),
            File.ReadAllText(folder["study/study.md"]).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var again = Cli.Run(command);
        Assert.Equal(first, Cli.Succeeds(again));
        Assert.DoesNotContain("stability", again.Error, StringComparison.Ordinal);
        string[] other = [.. command.Select(word => word == "auto:2,3" ? "auto:3,4" : word)];
        Cli.Refuses(Cli.Run(other), 2, "other options", "--force");
    }

    [Fact]
    public void Baselines_beside_runs_that_choose_are_told_the_number_of_labels()
    {
        using var folder = new TemporaryFolder();
        var study = RunFiles.Parse(Cli.Succeeds(Cli.Run(
            ["study", "--data", Blobs(folder["blobs.csv"]), "--clusters", "auto:2,3", "--seeds", "0", "--baselines", "--out",
                folder["study"], "--json", .. Quick])));
        Assert.All(study["baselines"]!.AsArray().Take(2), baseline => Assert.Equal(1, (double)baseline!["accuracy"]!["mean"]!));
    }

    [Theory]
    [InlineData("--preset report --clusters auto", "--clusters auto --preset clustering")]
    [InlineData("--model vae --clusters auto", "--clusters --preset clustering")]
    [InlineData("--model vae --preset clustering --clusters auto", "--preset clustering gmm-vae")]
    [InlineData("--preset clustering --clusters auto:5", "--clusters auto:6,8,10")]
    [InlineData("--preset clustering --clusters auto:5,5", "--clusters once")]
    [InlineData("--preset clustering --clusters auto:5,1", "--clusters 1")]
    [InlineData("--preset clustering --clusters auto:5,x", "--clusters 'auto:5,x' auto:4,5,6")]
    [InlineData("--preset clustering --clusters many", "--clusters 'many' 10")]
    [InlineData("--preset clustering --clusters auto --restarts 1", "--restarts 2")]
    [InlineData("--preset clustering --clusters auto --prior 0.5,0.5", "--prior --clusters")]
    public void What_cannot_be_chosen_is_refused_by_name(string line, string fragments)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run(["train", "--data", "line", "--out", "run", .. line.Split(' ')], null, folder.Path), 2, fragments.Split(' '));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_that_holds_something_is_refused_before_the_search()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(folder["run/notes.txt"], "mine");
        var result = Cli.Run(["train", "--data", Blobs(folder["blobs.csv"]), "--clusters", "auto:2,3", "--out", folder["run"], .. Quick]);
        Cli.Refuses(result, 2, "not empty", folder["run"]);
        Assert.DoesNotContain("stability", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Three clouds in four dimensions, which lie well apart.</summary>
    private static string Blobs(string path)
    {
        var random = new Random(1);
        File.WriteAllLines(path, ["a,b,c,d,label", .. Enumerable.Range(0, 300).Select(row =>
            string.Join(',', Enumerable.Range(0, 4).Select(f =>
                FormattableString.Invariant($"{(4 * ((row + f) % 3)) + random.NextDouble():F3}")))
                + FormattableString.Invariant($",{row % 3}"))]);
        return path;
    }

    /// <summary>Takes what was found of numbers of clusters out of a file, and writes the other in the same layout.</summary>
    private static void Forget(params string[] files)
    {
        foreach (var file in files)
        {
            JsonObject document = RunFiles.Parse(File.ReadAllText(file));
            document.Remove("clusters");
            document.Remove("clusterCounts");
            File.WriteAllText(file, document.ToJsonString());
        }
    }
}
