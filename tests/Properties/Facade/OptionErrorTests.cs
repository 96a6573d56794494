using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>A user hears of all that is wrong in one go.</summary>
public sealed class OptionErrorTests
{
    [Fact]
    public void Every_wrong_number_of_a_model_is_named_at_once()
    {
        var options = new GaussianMixtureVaeOptions { Preset = "report", Clustering = new() { EntropyWeight = -1 } };
        var named = new List<string> { "Clustering" };
        foreach (var property in typeof(GaussianMixtureVaeOptions).GetProperties())
            if (Wrong(property.PropertyType) is { } value)
            {
                property.SetValue(options, value);
                named.Add(property.Name);
            }

        Assert.True(named.Count > 12, string.Join(' ', named));
        var failure = Refused(() => Fit(options));
        foreach (var name in named)
            Assert.Contains(failure.Errors, error => error.StartsWith($"{name}:", StringComparison.Ordinal));

        static object? Wrong(Type type) =>
            type == typeof(int?) ? -1
            : type == typeof(double?) ? -1.0
            : type == typeof(IReadOnlyList<int>) ? new[] { -1 }
            : type == typeof(ClusterCount) ? ClusterCount.Of(-1)
            : null;
    }

    [Fact]
    public void What_is_wrong_with_a_search_for_the_number_of_clusters_is_told_with_the_rest()
    {
        var failure = Refused(() => Fit(new() { Preset = "report", Clusters = ClusterCount.Auto, Latent = 0, Threads = 0 }));
        Assert.Equal(["Clusters", "Latent", "Threads"], Names(failure));
        failure = Refused(() => Fit(new() { Preset = "clustering", Clusters = ClusterCount.Among(3, 3), Latent = 0, Clustering =
            new() { Restarts = 1, Teacher = ClusterTeacher.Self, TeacherDecay = 0.5 } }));
        Assert.Equal(["Clusters", "Latent", "Restarts", "TeacherDecay"], Names(failure));
    }

    [Fact]
    public void What_is_wrong_with_a_run_is_told_at_once_and_before_its_folder_is_made()
    {
        using var folder = new TemporaryFolder();
        var request = new TrainRequest
        {
            Model = ModelKind.GaussianMixture, Preset = "report", Data = "line", OutputFolder = folder.File("run"), Threads = 0,
            CheckpointEvery = 0,
            Configure = options => options with { Latent = 0, Hidden = Array(0) },
        };
        Assert.Equal(["CheckpointEvery", "Hidden", "Latent", "Threads"], Names(Refused(() => Runs.Train(request))));
        Assert.Equal(["CheckpointEvery", "Preset", "Threads"], Names(Refused(() => Runs.Train(request with { Preset = "none" }))));
        Assert.Equal(["CheckpointEvery", "Threads"],
            Names(Refused(() => Runs.Resume(folder.File("run"), threads: 257, checkpointEvery: -1))));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static void Fit(GaussianMixtureVaeOptions options)
    {
        using var model = new GaussianMixtureVae(options);
        model.Fit(SmallData.Rows(50));
    }

    private static string[] Names(GmmVaeException failure) =>
        [.. failure.Errors.Select(error => error.Split(':')[0]).Order(StringComparer.Ordinal)];

    private static GmmVaeException Refused(Action act)
    {
        var failure = Assert.Throws<GmmVaeException>(act);
        Assert.Equal(FailureKind.Usage, failure.Kind);
        return failure;
    }
}
