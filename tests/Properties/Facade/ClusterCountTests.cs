using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class ClusterCountTests
{
    [Theory]
    [InlineData("10")]
    [InlineData("-3")]
    [InlineData("auto:4,5,6")]
    [InlineData("auto:6,8,10,12,16,20")]
    public void What_is_written_is_read_back(string text) => Assert.Equal(text, ClusterCount.Parse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("ten")]
    [InlineData("Auto")]
    [InlineData("auto:")]
    [InlineData("auto:4,")]
    [InlineData("auto:4;5")]
    [InlineData("automatic")]
    public void Other_words_are_no_number_of_clusters(string text) => Assert.Null(ClusterCount.Parse(text));

    [Fact]
    public void A_number_is_given_or_chosen_among_several()
    {
        ClusterCount ten = 10;
        Assert.Equal((10, 0), (ten.Given, ten.Choices.Count));
        Assert.Equal(ten, new GaussianMixtureVaeOptions().Clusters);
        Assert.Equal(ClusterCount.Auto, ClusterCount.Parse("auto"));
        Assert.Equal((null, Array(4, 5)), (ClusterCount.Among(4, 5).Given, ClusterCount.Among(4, 5).Choices));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_number_of_clouds_that_lie_apart_is_found(int seed)
    {
        var told = new Told();
        using var found = Small(ClusterCount.Among(2, 3, 4, 5), seed);
        found.Fit(SmallData.Rows(300, seed + 10), told);
        Assert.Equal(SmallData.Clouds, found.Clusters);
        Assert.Equal([2, 3, 4, 5], told.Scores.Select(score => score.Clusters));
        Assert.All(told.Scores, score => Assert.True(double.IsFinite(score.Objective)));
        Assert.InRange(told.Scores[1].Stability, 0.99, 1);
        Assert.Equal(SmallData.Clouds, told.Scores[1].Used);
    }

    [Fact]
    public void A_model_whose_number_of_clusters_was_chosen_is_that_of_the_number_given()
    {
        using var folder = new TemporaryFolder();
        using var chosen = Small(ClusterCount.Among(2, 3), seed: 4);
        chosen.Fit(SmallData.Rows(300));
        using var given = Small(chosen.Clusters, seed: 4);
        given.Fit(SmallData.Rows(300));
        chosen.Save(folder.File("chosen"));
        given.Save(folder.File("given"));
        Assert.Equal(File.ReadAllBytes(folder.File("given")), File.ReadAllBytes(folder.File("chosen")));
    }

    [Fact]
    public void A_search_that_is_cancelled_leaves_the_model_as_it_was()
    {
        using var stopping = new CancellationTokenSource();
        using var model = Small(ClusterCount.Among(2, 3), seed: 0);
        var told = new Told(stopping.Cancel);
        Assert.Throws<OperationCanceledException>(() => model.Fit(SmallData.Rows(300), told, stopping.Token));
        Assert.Equal([2], told.Scores.Select(score => score.Clusters));
        Assert.False(model.IsFitted);
    }

    [Fact]
    public void Models_refuse_to_choose_in_the_words_of_their_options()
    {
        using var plain = new GaussianMixtureVae(new() { Preset = "report", Clusters = ClusterCount.Auto });
        Assert.StartsWith("Clusters: auto chooses", Assert.Throws<GmmVaeException>(() => plain.Fit(SmallData.Rows(50))).Message,
            StringComparison.Ordinal);
    }

    private static GaussianMixtureVae Small(ClusterCount clusters, int seed) => new(new()
    {
        Preset = "clustering", Clusters = clusters, Hidden = [16], PriorHidden = [8], Latent = 2, Epochs = 1, Seed = (ulong)seed,
        Clustering = new() { StartEpochs = 30 },
    });

    /// <summary>Keeps what is told of numbers of clusters.</summary>
    private sealed class Told(Action? found = null) : IProgress<TrainingProgress>
    {
        public List<ClusterCountScore> Scores { get; } = [];

        public void Report(TrainingProgress value)
        {
            if (value.ClusterCount is not { } score)
                return;
            Scores.Add(score);
            found?.Invoke();
        }
    }
}
