namespace GmmVae.Tests.Properties;

public sealed class SemiSupervisedTests
{
    private static readonly GaussianMixtureVaeOptions Options =
        new() { Preset = "report", Clusters = SmallData.Clouds, Hidden = [32], PriorHidden = [16], Latent = 2, Epochs = 40, Batch = 50,
        LearningRate = 5e-3, LabelWeight = 10 };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_few_labels_give_each_cluster_the_number_of_its_class(int shift)
    {
        var (values, clouds) = SmallData.Draw(600);
        int[] classes = [.. clouds.Select(cloud => (cloud + shift) % SmallData.Clouds)];
        int[] some = [.. classes.Select((label, row) => row % 20 < 3 ? label : -1)];
        var data = new Matrix(values, SmallData.Features);
        using var model = new GaussianMixtureVae(Options);
        model.Fit(data, some);
        Assert.Equal(classes, model.Predict(data));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public void With_the_clustering_preset_they_do_too_with_candidates_and_without(int candidatesPerCluster, int shift)
    {
        var (values, clouds) = SmallData.Draw(600);
        int[] classes = [.. clouds.Select(cloud => (cloud + shift) % SmallData.Clouds)];
        int[] some = [.. classes.Select((label, row) => row % 20 < 3 ? label : -1)];
        var data = new Matrix(values, SmallData.Features);
        using var model = new GaussianMixtureVae(Options with
        {
            Preset = "clustering", Epochs = 10, Clustering =
                new() { Restarts = 2, StartEpochs = 10, CandidateEpochs = 10, CandidatesPerCluster = candidatesPerCluster },
        });
        model.Fit(data, some);
        Assert.Equal(classes, model.Predict(data));
    }

    [Fact]
    public void Labels_that_do_not_fit_are_refused()
    {
        using var model = new GaussianMixtureVae(Options);
        var data = SmallData.Rows(60);
        foreach (var (labels, word) in new (int[], string)[]
        {
            ([0], "1 labels"), ([.. Enumerable.Repeat(-2, 60)], "-1"), ([.. Enumerable.Repeat(-1, 60)], "No training row has a label"),
                ([.. Enumerable.Range(0, 60)], "60 classes"),
        })
        {
            var failure = Assert.Throws<GmmVaeException>(() => model.Fit(data, labels));
            Assert.Equal(FailureKind.Data, failure.Kind);
            Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        }
    }
}
