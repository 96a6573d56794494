using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>The two phases of the clustering training.</summary>
internal static class ClusteringPhases
{
    /// <summary>
    /// First C alone on trunk and cluster head, each view drawn to the model's own assignment of the clean one; then bound, C
    /// and agreement on the whole model, drawn to a teacher's.
    /// </summary>
    /// <param name="options">What to build.</param>
    /// <param name="epochs">Of the second phase.</param>
    /// <param name="stepsPerEpoch">Of both.</param>
    /// <param name="rate">The step size of a phase of so many epochs.</param>
    /// <param name="priorWeight">β in the second phase.</param>
    /// <param name="clusterPriorTerm">Whether the cluster prior is part of the objective.</param>
    internal static Validation<SpecError, Arr<TrainingPhase>> Build(
        ClusteringOptions options, int epochs, int stepsPerEpoch, Func<int, Schedule> rate, Schedule priorWeight, bool clusterPriorTerm)
    {
        var (start, strong, weak) = (View(options.StartView), View(options.StrongView), View(options.WeakView));
        var views = (start, strong, weak).Apply((first, second, third) => (first, second, third));
        return views.Bind(checkedViews =>
        {
            var never = new Schedule.Constant(0);
            var startPhase = TrainingPhase.Create(
                Math.Max(1, options.StartEpochs),
                rate(options.StartEpochs),
                reconstruction: never,
                priorWeight: never,
                clusterPriorTerm,
                ClusterObjectiveSpec.Create(new Schedule.Constant(1), clean: 0, options.Entropy, options.StartBalance, consistency: options.Consistency),
                teacher: new TeacherSpec.Self(1),
                strongView: checkedViews.first,
                scope: LearningScope.TrunkAndClusterHead,
                restarts: options.Restarts);
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
                checkedViews.third);
            var startEpochs = SpecRules.All(SpecRules.Within("--start-epochs", options.StartEpochs, 1));
            return (startPhase, mainPhase, startEpochs).Apply((first, second, _) => Array(first, second));
        });

        Validation<SpecError, AugmentationSpec> View(ViewOptions view) =>
            (options.Augmentation ? view : new ViewOptions.None()).Check(Math.Max(1, stepsPerEpoch));
    }
}
