using System.Diagnostics;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Training;

/// <summary>
/// Trains a model through the phases of its training. Its result is a function of the
/// specifications, the data and the seed; threads and the clock do not enter. Not thread-safe.
/// </summary>
/// <remarks>
/// Each restart of the first phase starts from parameters of its own. The restart whose clusters tell most about augmentations
/// and neighbours (<see cref="CandidateGroups.Information"/>), or without clusters the one with the lowest mean objective over its last
/// epoch, is kept; labels do not enter the choice. A limit on the steps that falls into a restart ends the training where it is.
/// </remarks>
internal sealed class Trainer : IDisposable
{
    private readonly TrainingSpec training;
    private readonly Dataset data;
    private readonly IRankGroup ranks;
    private readonly TrainingStore changes;
    private readonly PhaseRun[] phases;
    private readonly Option<EvaluationRun> evaluation;
    private readonly Option<CandidateGrouping> grouping;
    private readonly StepLoop loop;
    private readonly EpochEnd epochEnd;
    private readonly StageEnd stageEnd;
    private TrainingStage stage;

    /// <summary>Compiles the training steps and initialises the parameters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="training">The training.</param>
    /// <param name="data">The training split; every rank has all of it, and reads its own part of each batch.</param>
    /// <param name="workers">Who compute.</param>
    /// <param name="ranks">The processes that train together, each with a trainer of its own; by default this one alone.</param>
    /// <param name="engine">What runs the steps; by default the library's own.</param>
    /// <exception cref="ArgumentException">The data have another width than the model, or the model, the data or the ranks do not suit the
    /// training.</exception>
    public Trainer(
        ModelSpec model, TrainingSpec training, Dataset data, WorkerPool workers, IRankGroup? ranks = null, IEngine? engine = null)
    {
        this.ranks = ranks ??= SingleRank.Instance;
        if (data.Features != model.Features)
            throw new ArgumentException($"The model reads {model.Features} features, the data have {data.Features}.", nameof(data));
        training.IncompatibilityWith(model).IfSome(error => throw new ArgumentException(error.ToString(), nameof(model)));
        training.IncompatibilityWith(data.Features, data.Image).IfSome(error =>
            throw new ArgumentException(error.ToString(), nameof(data)));
        if (training.Shards % ranks.Count != 0)
            throw new ArgumentException($"{training.Shards} shards cannot be shared between {ranks.Count} ranks.", nameof(ranks));
        (data, var validation) = ValidationSplit.Of(data, training);
        (this.training, this.data) = (training, data);
        TotalSteps = training.TotalSteps(data.Rows);
        loop = new StepLoop(training.StepsPerEpoch(data.Rows), TotalSteps, training.Stopping.Map(early => early.Patience).ToNullable());
        var layout = TrainingLayout.Of(model, training);
        Parameters = layout.Parameters;
        Store = new ParameterStore(layout.Inputs, engine ?? ManagedEngine.Instance, ranks);
        changes = new TrainingStore(Store, Parameters, training, ranks);
        phases = [.. Enumerable.Range(0, training.Phases.Count).Select(i => new PhaseRun(model, training, i, data, Store, workers, ranks))];
        evaluation = model is GaussianMixtureSpec || validation.IsSome ? Some(new EvaluationRun(model, training, Store, workers)) : None;
        grouping = model is GaussianMixtureSpec mixture
            && (mixture.HasCandidates || training.Phases[0] is { Restarts: > 1, HasClusters: true })
            ? Some(new CandidateGrouping(mixture, training, data, Store, workers))
            : None;
        epochEnd = new EpochEnd(model, training, data, validation, evaluation, changes);
        stageEnd = new StageEnd(model, training, data, grouping, evaluation, changes);
        Current = BeginStage();
        changes.Start(stage);
    }

    /// <summary>
    /// The parameters, running statistics and optimizer moments, as of <see cref="State"/>, and where the training has them
    /// the teacher's copies and the best restart's.
    /// </summary>
    public ParameterStore Store { get; }

    /// <summary>The parameters and running statistics in the specification's order.</summary>
    public Arr<ParameterSpec> Parameters { get; }

    /// <summary>Where the training stands.</summary>
    public TrainingState State => loop.State;

    /// <summary>The steps of the whole training.</summary>
    public long TotalSteps { get; }

    /// <summary>Makes the step that comes next, in the stage that it belongs to.</summary>
    internal PhaseRun Current { get; private set; }

    /// <summary>Observations a step.</summary>
    public int Batch => training.BatchFor(data.Rows);

    /// <summary>Whether all steps are made.</summary>
    public bool IsFinished => loop.IsFinished;

    /// <summary>Whether the last step of an epoch, or of all, is made, and what belongs to the epoch's end is yet to come or is
    /// over.</summary>
    public bool IsAtEpochEnd => loop.IsAtEpochEnd;

    /// <summary>
    /// Trains until finished or cancelled, which takes effect between steps; <see cref="State"/> tells which. A step whose
    /// terms or gradients are not finite is not made and ends the training with a failure.
    /// </summary>
    public Option<TrainingFailure> Run(ITrainingObserver observer, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var stepsBefore = State.Step;
        Current = BeginStage();
        return loop.Run(() => Current, EndEpoch, observer, () => ranks.Any(cancellation.IsCancellationRequested));

        Option<TrainingFailure> EndEpoch(StepRecord last)
        {
            var unsound = CheckStore();
            if (unsound.IsSome)
                return unsound;
            var epoch = epochEnd.Summarize(stage, last, State.Means, (State.Step - stepsBefore) * Batch / clock.Elapsed.TotalSeconds);
            if (loop.IsEpochWhole)
                loop.State = State.AfterEpoch();
            return epochEnd.Validate(stage).Match<Option<TrainingFailure>>(
                objective =>
                {
                    observer.OnEpoch(EndEpochOf(epoch with { Validation = objective }), State);
                    clock.Restart();
                    stepsBefore = State.Step;
                    return None;
                },
                source => new TrainingFailure(last.Epoch, last.Step, source));
        }
    }

    /// <summary>Puts the candidates of the restart under way into clusters, so that these can be read at its end.</summary>
    internal void GroupCandidates() => stageEnd.GroupCandidates(stage);

    /// <summary>A failure if an update has left a number in the store that is not finite or is too large to go on with; to be asked before
    /// the store is kept.</summary>
    public Option<TrainingFailure> CheckStore()
    {
        foreach (var input in Store.Inputs)
            if (!NumericGuard.IsSound(Store.Read(input.Name)))
                return new TrainingFailure(State.Epoch + 1, State.Step, new NonFinite("optimizer", "update"));
        return None;
    }

    /// <summary>
    /// Trains a saved model further: starts from its parameters and running statistics instead of fresh ones. To be called before the
    /// first step.
    /// </summary>
    /// <exception cref="ArgumentException">It lacks one of them or has it in another shape.</exception>
    /// <exception cref="InvalidOperationException">Steps are made already, or the first phase has restarts, which differ by their
    /// starts.</exception>
    public void FineTune(Checkpoint saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (State.Step > 0 || training.Phases[0].Restarts > 1)
            throw new InvalidOperationException("Only a training that has not begun and has no restarts can start from a saved model.");
        changes.Start(stage, saved);
    }

    /// <summary>Goes on from a checkpoint of this training.</summary>
    /// <exception cref="ArgumentException">It is one of another training.</exception>
    public void Resume(Checkpoint saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        changes.Restore(saved);
        loop.State = saved.State;
    }

    /// <summary>Frees the plans and the store.</summary>
    public void Dispose()
    {
        evaluation.IfSome(run => run.Dispose());
        grouping.IfSome(groups => groups.Dispose());
        foreach (var phase in phases)
            phase.Dispose();
        Store.Dispose();
    }

    /// <summary>The run of the stage that the state is in.</summary>
    private PhaseRun BeginStage()
    {
        stage = training.StageAt(State.Epoch);
        phases[stage.Phase].BeginStage(stage);
        return phases[stage.Phase];
    }

    /// <summary>Keeps the best epoch, goes back to it at the end, and ends the stage if this was its last.</summary>
    private EpochRecord EndEpochOf(EpochRecord epoch)
    {
        epoch.Validation.IfSome(objective =>
        {
            loop.State = epochEnd.KeepBestEpoch(State, epoch.Epoch, objective);
            if (IsFinished)
                changes.RestoreBest();
        });
        if (State.Epoch == stage.FirstEpoch + stage.Epochs)
            return epoch with { Kept = EndStage(epoch.Terms) };
        if (IsFinished)
            stageEnd.GroupCandidates(stage);
        return epoch;
    }

    /// <summary>
    /// Ends a stage and begins the next one, if there is any; which restart was kept, at the end of a phase that has several.
    /// </summary>
    private Option<RestartOutcome> EndStage(LossValues means)
    {
        var (ended, restarts, kept) = (stage, training.Phases[stage.Phase].Restarts, Option<RestartOutcome>.None);
        var isLast = IsFinished || ended.Restart == restarts - 1;
        if (restarts > 1)
            (loop.State, kept) = stageEnd.KeepBestRestart(State, ended, means, isLast);
        if (isLast)
            stageEnd.GroupCandidates(ended with { Restart = kept.Match(best => best.Restart, () => ended.Restart) });
        if (IsFinished)
            return kept;
        Current = BeginStage();
        changes.Start(stage);
        return kept;
    }
}
