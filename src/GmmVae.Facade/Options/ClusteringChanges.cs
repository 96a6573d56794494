using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>Options of the clustering preset. An option that is not set has the preset's value.</summary>
public sealed record ClusteringChanges
{
    private const double UsualDecay = 0.995;
    private const int UsualSide = 28;

    /// <summary>Outputs of the cluster head for each cluster, which are grouped into clusters; 1: no candidates, clusters of equal
    /// size.</summary>
    public int? CandidatesPerCluster { get; init; }

    /// <summary>Passes over the training rows in each restart of the candidate phase.</summary>
    public int? CandidateEpochs { get; init; }

    /// <summary>The weight of the balance of the candidates.</summary>
    public double? CandidateBalanceWeight { get; init; }

    /// <summary>How often the first phase is trained: the restart whose clusters tell most about augmentations and nearest neighbours goes
    /// on.</summary>
    public int? Restarts { get; init; }

    /// <summary>Passes over the training rows in each restart.</summary>
    public int? StartEpochs { get; init; }

    /// <summary>Whether rows are augmented.</summary>
    public bool? Augmentation { get; init; }

    /// <summary>The augmentation of rows.</summary>
    public DataViews Views { get; init; }

    /// <summary>The weight of the clustering objective C in the main phase, λ.</summary>
    public double? ClusterWeight { get; init; }

    /// <summary>The weight of the strong augmentation's consistency in C, in both phases.</summary>
    public double? ConsistencyWeight { get; init; }

    /// <summary>The weight of the clean observation's consistency in C, in the main phase.</summary>
    public double? CleanWeight { get; init; }

    /// <summary>The weight of the assignment entropy in C, in both phases.</summary>
    public double? EntropyWeight { get; init; }

    /// <summary>The weight of the balance in C, in both phases.</summary>
    public double? BalanceWeight { get; init; }

    /// <summary>The imbalance of the clusters that costs nothing in the main phase, in nats.</summary>
    public double? BalanceHinge { get; init; }

    /// <summary>The weight of the head's agreement with Bayes' rule in the main phase.</summary>
    public double? AgreementWeight { get; init; }

    /// <summary>The teacher of the main phase; its temperature is kept.</summary>
    public ClusterTeacher? Teacher { get; init; }

    /// <summary>The temperature of the teacher's assignments; below 1 they are sharper.</summary>
    public double? TeacherTemperature { get; init; }

    /// <summary>The largest decay of the moving average.</summary>
    public double? TeacherDecay { get; init; }

    /// <summary>Options of a clustering training with these in their place, but for a decay of a teacher that has none.</summary>
    public ClusteringOptions Apply(ClusteringOptions preset)
    {
        ArgumentNullException.ThrowIfNull(preset);
        return Seeing(preset) with
        {
            CandidatesPerCluster = CandidatesPerCluster ?? preset.CandidatesPerCluster,
            CandidateEpochs = CandidateEpochs ?? preset.CandidateEpochs,
            CandidateBalance = CandidateBalanceWeight ?? preset.CandidateBalance,
            Restarts = Restarts ?? preset.Restarts,
            StartEpochs = StartEpochs ?? preset.StartEpochs,
            Augmentation = Views != DataViews.None && (Augmentation ?? preset.Augmentation),
            Weight = ClusterWeight ?? preset.Weight,
            Consistency = ConsistencyWeight ?? preset.Consistency,
            Clean = CleanWeight ?? preset.Clean,
            Entropy = EntropyWeight ?? preset.Entropy,
            Balance = BalanceWeight ?? preset.Balance,
            Hinge = BalanceHinge ?? preset.Hinge,
            Agreement = AgreementWeight ?? preset.Agreement,
            Teacher = Taught(preset.Teacher),
        };
    }

    /// <summary>A preset's options with the changes, if there are any. Only the clustering preset takes them, and a decay only a teacher
    /// that is an average: what is wrong joins <see cref="RunOptions.Refused"/>.</summary>
    /// <param name="changes">What is changed.</param>
    /// <param name="preset">The preset's options.</param>
    /// <param name="setting">What the error of a preset that takes none is about.</param>
    public static RunOptions Apply(ClusteringChanges? changes, RunOptions preset, Setting setting)
    {
        ArgumentNullException.ThrowIfNull(preset);
        return changes is null
            ? preset
            : preset.Clustering.Match(
                clustering => preset with { Clustering = changes.Apply(clustering), Refused =
                    preset.Refused.AddRange(changes.Incompatibility(clustering)) },
                () => preset with { Refused = preset.Refused.Add(OfClustering(setting)) });
    }

    private static SpecError OfClustering(Setting setting) =>
        new(setting, $"only the clustering preset has this; add {Setting.Preset} clustering, or leave it out");

    // What pictures are is known from the data: augmentations for others are refused by the specification.
    private ClusteringOptions Seeing(ClusteringOptions preset) => Views switch
    {
        DataViews.Automatic or DataViews.None => preset,
        DataViews.Image => preset.StartAugmentation is AugmentationOptions.Image ? preset : AugmentationPresets.Images(preset, UsualSide),
        DataViews.Signal => AugmentationPresets.Signals(preset),
        DataViews.Vector => AugmentationPresets.Vectors(preset),
        _ => throw new UnreachableException(),
    };

    private Option<SpecError> Incompatibility(ClusteringOptions preset) => TeacherDecay is null || IsAverage(preset.Teacher)
        ? None
        : new SpecError(Setting.TeacherDecay,
            $"only a teacher that is an average has this; add {Setting.Teacher} average, or leave it out");

    private bool IsAverage(TeacherSpec preset) =>
        Teacher is { } chosen ? chosen == ClusterTeacher.Average : preset is TeacherSpec.MovingAverage;

    private TeacherSpec Taught(TeacherSpec preset)
    {
        var (decay, temperature) = preset switch
        {
            TeacherSpec.MovingAverage average => (average.Decay, average.Temperature),
            TeacherSpec.Self self => (UsualDecay, self.Temperature),
            _ => (UsualDecay, 1),
        };
        return IsAverage(preset)
            ? new TeacherSpec.MovingAverage(TeacherDecay ?? decay, TeacherTemperature ?? temperature)
            : new TeacherSpec.Self(TeacherTemperature ?? temperature);
    }
}

/// <summary>The source of the target assignments in the main phase of the clustering training.</summary>
public enum ClusterTeacher
{
    /// <summary>A moving average of the model.</summary>
    Average,

    /// <summary>The model itself.</summary>
    Self,
}

/// <summary>The augmentation of rows in the clustering training; augmented rows should keep their cluster.</summary>
public enum DataViews
{
    /// <summary>Chosen by the data.</summary>
    Automatic,

    /// <summary>Rotated, shifted and warped: for images.</summary>
    Image,

    /// <summary>Shifted in a circle, with noise: for features that are samples over time.</summary>
    Signal,

    /// <summary>With noise, and some features set to 0: for other features.</summary>
    Vector,

    /// <summary>No augmentation.</summary>
    None,
}
