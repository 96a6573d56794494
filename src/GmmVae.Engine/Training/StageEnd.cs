using System.Diagnostics;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Training;

/// <summary>What is decided at the end of a stage: which restart is kept, and which candidates form a cluster.</summary>
internal sealed class StageEnd(
    ModelSpec model, TrainingSpec training, Dataset data, Option<CandidateGrouping> grouping, Option<EvaluationRun> evaluation,
    TrainingStore store)
{
    /// <summary>
    /// Compares a finished restart with those before it and keeps the best one's parameters; after the last one the training goes on
    /// from them. Minus the information of the clusters decides, or without clusters the mean objective over the last epoch.
    /// </summary>
    /// <param name="state">The state at its end.</param>
    /// <param name="ended">The restart, of a phase that has several.</param>
    /// <param name="means">The mean terms over its last epoch.</param>
    /// <param name="isLast">Whether no other follows.</param>
    /// <returns>The state with the outcome, and after the last restart the one that was kept.</returns>
    public (TrainingState State, Option<RestartOutcome> Kept) KeepBestRestart(
        TrainingState state, TrainingStage ended, LossValues means, bool isLast)
    {
        var objective = training.Phases[ended.Phase].HasClusters
            ? grouping.Match(groups => -groups.Find(ended).Information, () => throw new UnreachableException())
            : means.Objective;
        if (state.Best(ended.Phase).ForAll(best => objective < best.Objective))
            store.KeepAsBest();
        state = state.AfterRestart(new RestartOutcome(ended.Phase, ended.Restart, objective));
        if (!isLast)
            return (state, None);
        store.RestoreBest();
        return (state, state.Best(ended.Phase));
    }

    /// <summary>
    /// Puts the candidates into clusters at the end of the stage that found those in the store; where known classes join the objective,
    /// cluster i is to be class i.
    /// </summary>
    public void GroupCandidates(TrainingStage ended)
    {
        if (!TrainStepGraph.FindsCandidates(model, training.Phases[ended.Phase]))
            return;
        grouping.IfSome(groups =>
        {
            var found = groups.Find(ended);
            store.Group(groups, found);
            if (training.IsSupervised && data.Labelled(EpochEnd.ProbeRows) is { } known)
                evaluation.IfSome(run => store.Group(groups, found.NumberedBy(run.Clusters(known, known.Rows), known.Labels!.Value.Span)));
        });
    }
}

/// <summary>What is measured at the end of an epoch.</summary>
internal sealed class EpochEnd(
    ModelSpec model, TrainingSpec training, Dataset data, Option<Dataset> validation, Option<EvaluationRun> evaluation, TrainingStore store)
{
    /// <summary>The most rows on which clusters are counted or numbered.</summary>
    public const int ProbeRows = 2048;

    private readonly Dataset probe = data.Spread(ProbeRows);

    /// <summary>What the epoch's observers are told.</summary>
    public EpochRecord Summarize(TrainingStage stage, StepRecord last, LossValues means, double samplesPerSecond)
    {
        // Before candidates are grouped there are no clusters yet.
        var mixture = TrainStepGraph.FindsCandidates(model, training.Phases[stage.Phase]) ? null : model as GaussianMixtureSpec;
        var used = evaluation.Filter(_ => mixture is not null)
            .Map(run => ClusterUsage.Count(run.Clusters(probe, probe.Rows), run.Shares));
        var warnings = used.Match(
            count => training.IsSettling(last.Epoch, data.Rows)
                ? ClusterWarnings.OfPrior(mixture!, training.FinalWeight(LossTerm.ClusterPrior) > 0)
                : ClusterWarnings.For(mixture!, training.FinalWeight(LossTerm.ClusterPrior) > 0, count, means.BatchMeanKl),
            () => Arr<string>.Empty);
        return new EpochRecord(last.Epoch, stage, None, last.Step, last.LearningRate, means, used, warnings, samplesPerSecond);
    }

    /// <summary>The objective on the held-out rows after an epoch of the last phase, where there are any.</summary>
    public Either<NonFinite, Option<double>> Validate(TrainingStage stage)
    {
        var measured = stage.Phase < training.Phases.Count - 1 ? None : evaluation.Bind(run => validation.Map(run.Run));
        return measured.Match(
            found => found.Map(of => Some(of.Terms.Objective)),
            () => Right<NonFinite, Option<double>>(None));
    }

    /// <summary>
    /// The state after an epoch with this objective on the held-out rows, whose parameters are kept if it is the best so far.
    /// </summary>
    public TrainingState KeepBestEpoch(TrainingState state, int epoch, double objective)
    {
        if (!state.Validation.ForAll(best => objective < best.Objective))
            return state;
        store.KeepAsBest();
        return state with { Validation = new ValidationOutcome(epoch, objective) };
    }
}
