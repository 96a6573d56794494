namespace GmmVae.Tests.Properties;

public sealed class ClusteringChangesTests
{
    private static readonly DataTraits Rows = new(6000, 64, InUnitInterval: false);
    private static readonly DataTraits Pictures = new(6000, 784, InUnitInterval: true, new ImageShape(28, 28));

    private static readonly ClusteringOptions Preset = PresetOf(Rows);

    public static TheoryData<ClusteringChanges, ClusteringOptions> Each { get; } = new()
    {
        { new(), Preset },
        { new() { Views = DataViews.Automatic }, Preset },
        { new() { Restarts = 7 }, Preset with { Restarts = 7 } },
        { new() { StartEpochs = 70 }, Preset with { StartEpochs = 70 } },
        { new() { Augmentation = false }, Preset with { Augmentation = false } },
        { new() { Views = DataViews.None }, Preset with { Augmentation = false } },
        { new() { ClusterWeight = 0 }, Preset with { Weight = 0 } },
        { new() { ConsistencyWeight = 0 }, Preset with { Consistency = 0 } },
        { new() { CleanWeight = 0 }, Preset with { Clean = 0 } },
        { new() { EntropyWeight = 0 }, Preset with { Entropy = 0 } },
        { new() { BalanceWeight = 0 }, Preset with { Balance = 0 } },
        { new() { BalanceHinge = 0.1 }, Preset with { Hinge = 0.1 } },
        { new() { AgreementWeight = 0 }, Preset with { Agreement = 0 } },
        { new() { Teacher = ClusterTeacher.Self }, Preset with { Teacher = new TeacherSpec.Self(0.5) } },
        { new() { TeacherTemperature = 1 }, Preset with { Teacher = new TeacherSpec.MovingAverage(0.995, 1) } },
        { new() { CandidatesPerCluster = 1 }, Preset with { CandidatesPerCluster = 1 } },
        { new() { CandidatesPerCluster = 3, CandidateEpochs = 4 }, Preset with { CandidatesPerCluster = 3, CandidateEpochs = 4 } },
        { new() { CandidatesPerCluster = 3, CandidateBalanceWeight = 0.5 },
            Preset with { CandidatesPerCluster = 3, CandidateBalance = 0.5 } },
        { new() { TeacherDecay = 0.9 }, Preset with { Teacher = new TeacherSpec.MovingAverage(0.9, 0.5) } },
    };

    [Theory]
    [MemberData(nameof(Each))]
    public void Each_change_changes_what_it_names_and_nothing_else(ClusteringChanges changes, ClusteringOptions expected) =>
        Assert.Equal(expected, changes.Apply(Preset));

    [Theory]
    [MemberData(nameof(Each))]
    public void Each_change_changes_the_phases(ClusteringChanges changes, ClusteringOptions expected)
    {
        var plain = PhasesOf(new ClusteringChanges());
        if (expected == Preset)
            Assert.Equal(plain, PhasesOf(changes));
        else
            Assert.NotEqual(plain, PhasesOf(changes));
    }

    [Fact]
    public void The_weights_of_both_phases_are_those_asked_for()
    {
        var phases = PhasesOf(new() { CandidatesPerCluster = 1, ConsistencyWeight = 0.25, EntropyWeight = 0.3, BalanceWeight = 1.5,
            CleanWeight = 0.75, BalanceHinge = 0.1, ClusterWeight = 7, AgreementWeight = 6 });
        Assert.Equal([(0.25, 0.3, 1.5), (0.25, 0.3, 1.5)],
            phases.Select(phase => (phase.Clusters.Consistency, phase.Clusters.Entropy, phase.Clusters.Balance)));
        Assert.Equal([(0, 0, 0), (0.75, 0.1, 6.0)],
            phases.Select(phase => (phase.Clusters.Clean, phase.Clusters.Hinge, phase.HeadAgreement)));
        Assert.Equal([new Schedule.Constant(1), new Schedule.Constant(7)], phases.Select(phase => phase.Clusters.Weight));
    }

    [Fact]
    public void Views_of_signals_make_of_any_rows_what_the_preset_makes_of_signals()
    {
        Assert.NotEqual(PresetOf(Rows with { IsSignal = true }), Preset);
        var signals = PresetOf(Rows with { IsSignal = true });
        Assert.Equal(
            signals with { CandidatesPerCluster = Preset.CandidatesPerCluster },
            new ClusteringChanges { Views = DataViews.Signal }.Apply(Preset));
        Assert.Equal(Preset with { CandidatesPerCluster = 1 }, new ClusteringChanges { Views = DataViews.Vector }.Apply(signals));
        var pictures = PresetOf(Pictures with { Image = new ImageShape(14, 20), Features = 280 });
        Assert.Equal(pictures, new ClusteringChanges { Views = DataViews.Image }.Apply(pictures));
    }

    [Fact]
    public void Views_of_pictures_need_pictures() => Assert.Equal(
        [Setting.Views],
        ClusteringChanges.Apply(new() { Views = DataViews.Image }, Presets.Clustering(Rows), Setting.Views).Check(Rows).Options());

    [Fact]
    public void A_teacher_may_change_its_kind_and_has_a_decay_only_as_an_average()
    {
        var self = Preset with { Teacher = new TeacherSpec.Self(1) };
        Assert.Equal(new TeacherSpec.MovingAverage(0.995, 1),
            new ClusteringChanges { Teacher = ClusterTeacher.Average }.Apply(self).Teacher);
        Assert.Equal(
            new TeacherSpec.MovingAverage(0.5, 0.25),
            new ClusteringChanges { Teacher = ClusterTeacher.Average, TeacherDecay = 0.5, TeacherTemperature = 0.25 }.Apply(self).Teacher);
        var ownTeacher = Presets.Clustering(Rows) with { Clustering = self };
        Assert.Equal([Setting.TeacherDecay],
            ClusteringChanges.Apply(new() { TeacherDecay = 0.5 }, ownTeacher, Setting.Clustering).Check(Rows).Options());
        Assert.Equal([Setting.TeacherDecay], Changed(new() { Teacher = ClusterTeacher.Self, TeacherDecay = 0.5 }).Check(Rows).Options());
    }

    [Fact]
    public void Wrong_numbers_are_reported_in_the_words_of_the_options() => Assert.Equal(
        new[]
        {
            Setting.Restarts, Setting.StartEpochs, Setting.ClusterWeight, Setting.ConsistencyWeight, Setting.CleanWeight,
            Setting.EntropyWeight, Setting.BalanceWeight,
            Setting.BalanceHinge, Setting.AgreementWeight, Setting.TeacherTemperature,
        }.Order(),
        Changed(new()
        {
            Restarts = 0, StartEpochs = 0, ClusterWeight = -1, ConsistencyWeight = -1, CleanWeight = -1, EntropyWeight = -1,
                BalanceWeight = -1,
            BalanceHinge = -1, AgreementWeight = -1, TeacherTemperature = 0,
        }).Check(Rows).Options().Distinct().Order());

    [Fact]
    public void A_wrong_decay_is_reported_by_its_name() =>
        Assert.Equal([Setting.TeacherDecay], Changed(new() { TeacherDecay = 1 }).Check(Rows).Options());

    [Fact]
    public void Other_presets_have_no_such_options_and_models_tell_so_in_their_own_words()
    {
        var report = ClusteringChanges.Apply(new(), Presets.Report(ModelKind.GaussianMixture, Rows), Setting.ClusterWeight);
        Assert.Contains("only the clustering preset", Assert.Single(report.Refused).ToString(), StringComparison.Ordinal);
        Assert.Equal([Setting.ClusterWeight], report.Check(Rows).Options());
        using var other = new GaussianMixtureVae(new() { Preset = "report", Clustering = new() { ClusterWeight = 0 } });
        Assert.Contains("Clustering: only the clustering preset", Refused(() => other.Fit(SmallData.Rows(50))), StringComparison.Ordinal);
        using var wrong = new GaussianMixtureVae(new() { Preset = "clustering", Clusters = 3, Clustering = new() { EntropyWeight = -1 } });
        Assert.StartsWith("EntropyWeight: must be a number of at least 0", Refused(() => wrong.Fit(SmallData.Rows(50))),
            StringComparison.Ordinal);

        static string Refused(Action act) => Assert.Throws<GmmVaeException>(act).Message;
    }

    private static ClusteringOptions PresetOf(DataTraits data) =>
        Presets.Clustering(data).Clustering.IfNone(() => throw new InvalidOperationException("The preset has no clustering."));

    private static RunOptions Changed(ClusteringChanges changes) =>
        ClusteringChanges.Apply(changes, Presets.Clustering(Rows), Setting.Clustering);

    private static TrainingPhase[] PhasesOf(ClusteringChanges changes) => [.. Changed(changes).Check(Rows).Valid().Training.Phases];
}
