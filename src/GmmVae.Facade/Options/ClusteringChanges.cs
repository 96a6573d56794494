using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>Options of the clustering preset; what is left out has the preset's value.</summary>
public sealed record ClusteringChanges
{
    private const double UsualDecay = 0.995;
    private const int UsualSide = 28;

    /// <summary>Outputs of the cluster head for each cluster, which are grouped into the clusters; 1 takes clusters for equal.</summary>
    public int? CandidatesPerCluster { get; init; }

    /// <summary>Passes over the data each time that candidates are sought.</summary>
    public int? CandidateEpochs { get; init; }

    /// <summary>The weight of the balance of the candidates.</summary>
    public double? CandidateBalanceWeight { get; init; }

    /// <summary>How often the first phase is trained: the restart whose clusters tell most about augmentations and nearest neighbours goes
    /// on.</summary>
    public int? Restarts { get; init; }

    /// <summary>Passes over the data in each restart.</summary>
    public int? StartEpochs { get; init; }

    /// <summary>Whether observations are augmented at all.</summary>
    public bool? Augmentation { get; init; }

    /// <summary>How they are augmented.</summary>
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

    /// <summary>How far the main phase's mean assignment may be from the prior at no cost, in nats.</summary>
    public double? BalanceHinge { get; init; }

    /// <summary>The weight of the head's agreement with Bayes' rule in the main phase.</summary>
    public double? AgreementWeight { get; init; }

    /// <summary>The main phase's teacher; another kind keeps the temperature.</summary>
    public ClusterTeacher? Teacher { get; init; }

    /// <summary>The temperature of the teacher's assignment: below 1 it sharpens.</summary>
    public double? TeacherTemperature { get; init; }

    /// <summary>The greatest decay of a teacher that is an average.</summary>
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

/// <summary>Whose assignment the augmentations of an observation are drawn to in the main phase of the clustering training.</summary>
public enum ClusterTeacher
{
    /// <summary>That of a moving average of the model.</summary>
    Average,

    /// <summary>That of the model itself.</summary>
    Self,
}

/// <summary>How the clustering training augments observations, which should keep their cluster.</summary>
public enum DataViews
{
    /// <summary>What suits the data.</summary>
    Automatic,

    /// <summary>Turned, shifted and warped: for pictures alone.</summary>
    Image,

    /// <summary>Moved in a circle, with noise: for features that follow one another in time.</summary>
    Signal,

    /// <summary>With noise, some features set to 0: for any other features.</summary>
    Vector,

    /// <summary>Observations are not changed.</summary>
    None,
}
