using GmmVae.Domain.Clustering;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae;

/// <summary>Finds the number of clusters whose restarts agree best. Labels are not looked at.</summary>
internal static class ClusterCountSearch
{
    private const int MostRows = 10_000;

    /// <summary>What is found of each number of clusters, in order.</summary>
    /// <param name="plan">The trials and their data.</param>
    /// <param name="progress">Told a few times a second, and what was found at the end of each trial.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="GmmVaeException">A training diverged, or is too large.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static Arr<ClusterCountScore> Run(RunPlan plan, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        using var workers = new WorkerPool(plan.Threads);
        var scores = Arr<ClusterCountScore>.Empty;
        foreach (var trial in plan.Trials)
        {
            plan.Log.ClusterCountTried(trial.Clusters, scores.Count + 1, plan.Trials.Count);
            var words = FormattableString.Invariant($"{trial.Clusters} clusters ({scores.Count + 1} of {plan.Trials.Count})");
            var relay = new TrialRelay(progress, words);
            var (assignments, objective) = Try(plan, trial, Probe(plan), workers, relay, cancellation);
            var score = new ClusterCountScore(
                trial.Clusters,
                ClusterStability.Of(assignments),
                assignments.Min(assigned => ClusterUsage.Count(assigned, trial.Clusters)),
                objective);
            relay.End(score);
            scores = scores.Add(score);
        }

        return scores;
    }

    /// <summary>What the clusters of a mixture and those of the best start of a network tell about nearest neighbours, in nats.</summary>
    internal static (double Mixture, double Network) Compare(
        RunPlan plan, ClusterCountTrial trial, FoundMixture found, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        using var workers = new WorkerPool(plan.Threads);
        var probe = Probe(plan);
        var (assignments, _) = Try(plan, trial, probe, workers, new TrialRelay(progress, "a network beside mixtures"), cancellation);
        return (
            MixtureSearch.NeighbourInformation(probe, found.Fitted.Predict(probe.ToFilledArray(), probe.Rows)),
            assignments.Max(assigned => MixtureSearch.NeighbourInformation(probe, assigned)));
    }

    private static Dataset Probe(RunPlan plan) =>
        plan.Data.Train.Subset(plan.Data.Train.Name, SampledRows.Spread(plan.Data.Train.Rows, MostRows));

    /// <summary>The clusters of the probe's rows at the end of each start, and the starts' mean objective.</summary>
    private static (IReadOnlyList<int[]> Assignments, double Objective) Try(
        RunPlan plan, ClusterCountTrial trial, Dataset probe, WorkerPool workers, TrialRelay relay, CancellationToken cancellation)
    {
        var header = plan.Header with { Model = trial.Tried.Model, Training = trial.Tried.Training };
        var train = plan.Data.Train;
        using var trainer = TrainingSession.Compile(header, train, workers, cancellation: cancellation);
        using var evaluation = new EvaluationRun(header.Model, header.Training, trainer.Store, workers);
        var meter = new ProgressMeter(header, trainer, relay);
        var ends = new RestartEnds(
            meter, header.Training.Phases[0].Epochs * header.Training.StepsPerEpoch(header.Training.LearningRows(train.Rows)), () =>
            {
                trainer.GroupCandidates();
                return evaluation.Clusters(probe, probe.Rows);
            });
        new TrainingWatch(header, trainer, plan.Log, ends).Run(cancellation).IfSome(failure => throw new GmmVaeException(
            FailureKind.Run, $"A choice cannot be made: trying {trial.Clusters} clusters failed.\n{failure.Text}"));
        return trainer.IsFinished
            ? (ends.Assignments, trainer.State.Outcomes.Map(outcome => outcome.Objective).Average())
            : throw new OperationCanceledException(
                FormattableString.Invariant($"Cancelled while {trial.Clusters} clusters were tried; nothing is saved yet.\n  Start again to choose anew."), cancellation);
    }
}

/// <summary>Keeps what clusters each restart of a training of one phase assigns at its end, before the next one starts afresh.</summary>
internal sealed class RestartEnds(ITrainingObserver inner, long stepsEach, Func<int[]> assign) : ITrainingObserver
{
    private readonly List<int[]> assignments = [];

    /// <summary>The cluster of each row, for each finished restart.</summary>
    internal IReadOnlyList<int[]> Assignments => assignments;

    public void OnStep(in StepRecord step)
    {
        inner.OnStep(step);
        if (step.Step % stepsEach == 0)
            assignments.Add(assign());
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state) => inner.OnEpoch(epoch, state);
}

/// <summary>Tells how far a trial of a number of clusters is; its epochs end without a line of their own.</summary>
internal sealed class TrialRelay(IProgress<TrainingProgress>? target, string trial) : IProgress<TrainingProgress>
{
    private TrainingProgress? last;

    public void Report(TrainingProgress value)
    {
        last = value with { IsEpochEnd = false, Warnings = [], Stage = $"{trial}  {value.Stage}" };
        target?.Report(last);
    }

    /// <summary>Tells what came of the trial, at its end.</summary>
    internal void End(ClusterCountScore score) => target?.Report(last! with { ClusterCount = score });
}
