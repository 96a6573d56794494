using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>
/// The clustering training as presets and users write it, not yet checked: first the trunk and the cluster head alone, several
/// times, then the whole model from the best of those starts.
/// </summary>
public sealed record ClusteringOptions
{
    /// <summary>How often the first phase is trained, from fresh parameters each time.</summary>
    public int Restarts { get; init; } = 3;

    /// <summary>Passes over the training split in each start.</summary>
    public int StartEpochs { get; init; } = 2;

    /// <summary>
    /// The outputs of the cluster head for each cluster. With more than one, a phase before the others finds so many candidates
    /// and groups them into the clusters, which makes clusters of unequal size possible; 1 takes them for equal, or as given.
    /// </summary>
    public int CandidatesPerCluster { get; init; } = 1;

    /// <summary>Passes over the training split in each restart while candidates are sought.</summary>
    public int CandidateEpochs { get; init; } = 5;

    /// <summary>The weight of the balance of the candidates.</summary>
    public double CandidateBalance { get; init; } = 1;

    /// <summary>Whether observations are augmented at all.</summary>
    public bool Augmentation { get; init; } = true;

    /// <summary>The augmentation that makes the strong view of candidates and starts.</summary>
    public AugmentationOptions StartAugmentation { get; init; } = new AugmentationOptions.None();

    /// <summary>The augmentation that makes the strong view of the main phase.</summary>
    public AugmentationOptions StrongAugmentation { get; init; } = new AugmentationOptions.None();

    /// <summary>The augmentation that makes the weak view, which the main phase's teacher sees beside the clean one.</summary>
    public AugmentationOptions WeakAugmentation { get; init; } = new AugmentationOptions.None();

    /// <summary>The main phase's teacher.</summary>
    public TeacherSpec Teacher { get; init; } = new TeacherSpec.MovingAverage(0.995, 0.5);

    /// <summary>The weight λ of C in the main phase; it is 1 before, where there is nothing else.</summary>
    public double Weight { get; init; } = 100;

    /// <summary>The weight of the strong view's consistency in both phases.</summary>
    public double Consistency { get; init; } = 1;

    /// <summary>The weight of the clean view's consistency in the main phase.</summary>
    public double Clean { get; init; } = 0.5;

    /// <summary>The weight of the assignment entropy.</summary>
    public double Entropy { get; init; } = 0.2;

    /// <summary>The weight of the balance of the clusters.</summary>
    public double Balance { get; init; } = 2;

    /// <summary>How far the main phase's mean assignment may be from the prior at no cost, in nats.</summary>
    public double Hinge { get; init; }

    /// <summary>The weight of the head's agreement with Bayes' rule in the main phase, times β.</summary>
    public double Agreement { get; init; } = 50;
}

/// <summary>The two phases of the clustering training.</summary>
internal static class ClusteringPhases
{
    /// <summary>
    /// Perhaps C alone on candidates, which are grouped into clusters; then C alone on trunk and cluster head, each view drawn to the
    /// model's own assignment of the clean one; then bound, C and agreement on the whole model, drawn to a teacher's.
    /// </summary>
    /// <param name="options">What to build.</param>
    /// <param name="hasCandidates">Whether candidates are sought first.</param>
    /// <param name="epochs">Of the last phase.</param>
    /// <param name="stepsPerEpoch">Of all.</param>
    /// <param name="rate">The step size of a phase of so many epochs.</param>
    /// <param name="priorWeight">β in the last phase.</param>
    /// <param name="clusterPriorTerm">Whether the cluster prior is part of the objective.</param>
    /// <param name="labelWeight">The weight of known classes where there are clusters: candidates are found without.</param>
    internal static Validation<SpecError, Arr<TrainingPhase>> Build(
        ClusteringOptions options,
        bool hasCandidates,
        int epochs,
        int stepsPerEpoch,
        Func<int, Schedule> rate,
        Schedule priorWeight,
        bool clusterPriorTerm,
        double labelWeight)
    {
        var (start, strong, weak) = (Check(options.StartAugmentation), Check(options.StrongAugmentation), Check(options.WeakAugmentation));
        var augmentations = (start, strong, weak).Apply((start, strong, weak) => (start, strong, weak));
        return augmentations.Bind(augmentation =>
        {
            var never = new Schedule.Constant(0);
            var findCandidates = Start(options.CandidateEpochs, Math.Max(0, options.CandidateBalance), options.Restarts, candidates: true);
            var findClusters = Start(options.StartEpochs, options.Balance, hasCandidates ? 1 : options.Restarts, candidates: false);
            var mainPhase = TrainingPhase.Create(
                epochs,
                rate(epochs),
                reconstruction: new Schedule.Constant(1),
                priorWeight,
                clusterPriorTerm,
                ClusterObjectiveSpec.Create(
                    new Schedule.Constant(options.Weight), options.Clean, options.Entropy, options.Balance, options.Hinge,
                        options.Consistency),
                options.Agreement,
                options.Teacher,
                augmentation.strong,
                augmentation.weak,
                supervision: labelWeight);
            var rules = SpecRules.All(
                SpecRules.Within(Setting.StartEpochs, options.StartEpochs, 1),
                SpecRules.Within(Setting.CandidatesPerCluster, options.CandidatesPerCluster, 1, 1000),
                SpecRules.Within(Setting.CandidateEpochs, options.CandidateEpochs, 1),
                SpecRules.NotNegative(Setting.CandidateBalanceWeight, options.CandidateBalance));
            return hasCandidates
                ? (findCandidates, findClusters, mainPhase, rules).Apply((first, second, third, _) => Array(first, second, third))
                : (findClusters, mainPhase, rules).Apply((first, second, _) => Array(first, second));

            Validation<SpecError, TrainingPhase> Start(int length, double balance, int restarts, bool candidates) => TrainingPhase.Create(
                Math.Max(1, length),
                rate(length),
                reconstruction: never,
                priorWeight: never,
                clusterPriorTerm,
                ClusterObjectiveSpec.Create(new Schedule.Constant(1), clean: 0, options.Entropy, balance, consistency: options.Consistency),
                teacher: new TeacherSpec.Self(1),
                strongAugmentation: augmentation.start,
                scope: LearningScope.TrunkAndClusterHead,
                restarts: restarts,
                findsCandidates: candidates,
                supervision: candidates ? 0 : labelWeight);
        });

        Validation<SpecError, AugmentationSpec> Check(AugmentationOptions augmentation) =>
            (options.Augmentation ? augmentation : new AugmentationOptions.None()).Check(Math.Max(1, stepsPerEpoch));
    }
}
