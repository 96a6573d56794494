using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class ClusterCountTrialTests
{
    private static readonly DataTraits Rows = new(600, 4, InUnitInterval: false);
    private static readonly RunOptions Options = Presets.Clustering(Rows) with { ClusterCounts = Array(5, 3), Steps = Some(7), Seed = 9 };

    [Fact]
    public void Each_number_is_tried_by_the_whole_start_without_labels_and_chosen_as_if_it_had_been_given()
    {
        var options = Options with { LabelWeight = 3, Clustering =
            Options.Clustering.Map(clustering => clustering with { CandidatesPerCluster = 2, Restarts = 4 }) };
        var plain = options with { LabelWeight = 0 };
        var trials = ClusterCountTrial.Of(options, Rows).Valid();
        Assert.Equal(Array(3, 5), trials.Map(trial => trial.Clusters));
        foreach (var trial in trials)
        {
            Assert.Equal((options with { Clusters = trial.Clusters }).Check(Rows).Valid(), trial.Chosen);
            var (model, training) = (plain with { Clusters = trial.Clusters }).Check(Rows).Valid();
            Assert.Equal(model, trial.Tried.Model);
            Assert.Equal(training.Phases[0], Assert.Single(trial.Tried.Training.Phases));
            Assert.Equal((4, LearningScope.TrunkAndClusterHead), (training.Phases[0].Restarts, training.Phases[0].Scope));
            Assert.Equal((9UL, training.Batch, training.Adam),
                (trial.Tried.Training.Seed, trial.Tried.Training.Batch, trial.Tried.Training.Adam));
            Assert.True(trial.Tried.Training.Steps.IsNone);
        }
    }

    [Fact]
    public void What_cannot_be_searched_is_refused_at_once()
    {
        Assert.Equal([Setting.Clusters], Refused(Presets.Report(ModelKind.GaussianMixture, Rows) with { ClusterCounts = Array(2, 3) }));
        Assert.Equal([Setting.Clusters], Refused(Options with { ClusterCounts = Array(4) }));
        Assert.Equal([Setting.Clusters], Refused(Options with { ClusterCounts = Array(4, 5, 4) }));
        Assert.Equal([Setting.Clusters], Refused(Options with { ClusterCounts = Array(1, 5) }));
        Assert.Equal(
            [Setting.Restarts, Setting.ClusterWeights],
            Refused(Options with { ClusterWeights = Some(Array(0.5, 0.5)), Clustering =
                Options.Clustering.Map(clustering => clustering with { Restarts = 1 }) }));
        Assert.Equal([Setting.Latent], Refused(Options with { Latent = 0 }));
    }

    private static IEnumerable<Setting> Refused(RunOptions options) => ClusterCountTrial.Of(options, Rows).Options().Distinct();
}
