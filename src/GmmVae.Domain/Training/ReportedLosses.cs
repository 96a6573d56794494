using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>Which losses there are to tell of, in the order of the run files.</summary>
internal static class ReportedLosses
{
    /// <summary>Those of an evaluation: the terms of the model, and their combinations.</summary>
    public static Arr<LossValue> Of(ModelSpec spec) => Those(value => IsOfBound(spec, value));

    /// <summary>Those that any phase of a training has: those of the model, then those of the clusters.</summary>
    public static Arr<LossValue> Of(ModelSpec spec, TrainingSpec training) => Those(value => value switch
    {
        LossValue.Supervision => training.IsSupervised,
        > LossValue.Objective => training.HasTarget,
        _ => IsOfBound(spec, value),
    });

    /// <summary>Those that a phase computes.</summary>
    public static Arr<LossValue> Of(ModelSpec spec, TrainingPhase phase) => Those(value => value switch
    {
        LossValue.Supervision => phase.IsSupervised,
        LossValue.HeadAgreement => phase.HasHeadAgreement,
        > LossValue.Objective => phase.HasClusters,
        LossValue.Total => spec.Terms.ForAll(phase.Has),
        <= LossValue.ClusterPrior => IsOfBound(spec, value) && phase.Has((LossTerm)value),
        _ => IsOfBound(spec, value),
    });

    private static bool IsOfBound(ModelSpec spec, LossValue value) => value switch
    {
        <= LossValue.ClusterPrior => spec.Terms.Contains((LossTerm)value),
        LossValue.BatchMeanKl => spec is ClusteringSpec,
        _ => value <= LossValue.Objective,
    };

    private static Arr<LossValue> Those(Func<LossValue, bool> told) => toArray(Enum.GetValues<LossValue>().Where(told));
}
