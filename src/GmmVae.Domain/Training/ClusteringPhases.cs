using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>The two phases of the clustering training.</summary>
internal static class ClusteringPhases
{
    /// <summary>
    /// Perhaps C alone on candidates, which are grouped into clusters; then C alone on trunk and cluster head, each view drawn to the model's own assignment of the clean one; then bound, C
    /// and agreement on the whole model, drawn to a teacher's.
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
        var (start, strong, weak) = (View(options.StartView), View(options.StrongView), View(options.WeakView));
        var views = (start, strong, weak).Apply((first, second, third) => (first, second, third));
        return views.Bind(checkedViews =>
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
                    new Schedule.Constant(options.Weight), options.Clean, options.Entropy, options.Balance, options.Hinge, options.Consistency),
                options.Agreement,
                options.Teacher,
                checkedViews.second,
                checkedViews.third,
                supervision: labelWeight);
            var rules = SpecRules.All(
                SpecRules.Within("--start-epochs", options.StartEpochs, 1),
                SpecRules.Within("--candidates-per-cluster", options.CandidatesPerCluster, 1, 1000),
                SpecRules.Within("--candidate-epochs", options.CandidateEpochs, 1),
                SpecRules.NotNegative("--candidate-balance-weight", options.CandidateBalance));
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
                strongView: checkedViews.first,
                scope: LearningScope.TrunkAndClusterHead,
                restarts: restarts,
                findsCandidates: candidates,
                supervision: candidates ? 0 : labelWeight);
        });

        Validation<SpecError, AugmentationSpec> View(ViewOptions view) =>
            (options.Augmentation ? view : new ViewOptions.None()).Check(Math.Max(1, stepsPerEpoch));
    }
}
