using System.Diagnostics;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Training;

/// <summary>
/// Trains a model through the phases of its training: the only training loop. Its result is a function of the
/// specifications, the data and the seed; threads and the clock do not enter. Not thread-safe.
/// </summary>
/// <remarks>
/// Each restart of the first phase starts from parameters of its own. The restart whose clusters tell most about views
/// and neighbours (<see cref="CandidateGroups.Information"/>), or without clusters the one with the lowest mean objective over its last
/// epoch, is kept; labels choose nothing. A limit on the steps that falls into a restart ends the training where it is.
/// </remarks>
internal sealed class Trainer : IDisposable
{
    private const int ProbeRows = 2048;

    private readonly ModelSpec model;
    private readonly TrainingSpec training;
    private readonly Dataset data;
    private readonly Dataset probe;
    private readonly IRankGroup ranks;
    private readonly Option<Dataset> validation;
    private readonly int? patience;
    private readonly TrainingStore changes;
    private readonly PhaseRun[] phases;
    private readonly Option<EvaluationRun> evaluation;
    private readonly Option<CandidateGrouping> grouping;
    private readonly long totalSteps;
    private readonly int stepsPerEpoch;
    private TrainingStage stage;

    /// <summary>Compiles the training steps and initialises the parameters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="training">The training.</param>
    /// <param name="data">The training split; every rank has all of it, and reads its own part of each batch.</param>
    /// <param name="workers">Who compute.</param>
    /// <param name="ranks">The processes that train together, each with a trainer of its own; by default this one alone.</param>
    /// <param name="engine">What runs the steps; by default the library's own.</param>
    /// <exception cref="ArgumentException">The data have another width than the model, or the model, the data or the ranks do not suit the training.</exception>
    public Trainer(
        ModelSpec model, TrainingSpec training, Dataset data, WorkerPool workers, IRankGroup? ranks = null, IEngine? engine = null)
    {
        this.ranks = ranks ??= SingleRank.Instance;
        if (data.Features != model.Features)
            throw new ArgumentException($"The model reads {model.Features} features, the data have {data.Features}.", nameof(data));
        training.Unfit(model).IfSome(error => throw new ArgumentException(error.ToString(), nameof(model)));
        training.Misfit(data.Features, data.Image).IfSome(error => throw new ArgumentException(error.ToString(), nameof(data)));
        if (training.Shards % ranks.Count != 0)
            throw new ArgumentException($"{training.Shards} shards cannot be shared between {ranks.Count} ranks.", nameof(ranks));
        (data, validation) = ValidationSplit.Of(data, training);
        probe = data.Spread(ProbeRows);
        patience = training.Stopping.Map(early => early.Patience).ToNullable();
        (this.model, this.training, this.data) = (model, training, data);
        totalSteps = training.TotalSteps(data.Rows);
        stepsPerEpoch = training.StepsPerEpoch(data.Rows);
        var layout = TrainingLayout.Of(model, training);
        Parameters = layout.Parameters;
        Store = new ParameterStore(layout.Inputs, engine ?? ManagedEngine.Instance, ranks);
        changes = new TrainingStore(Store, Parameters, training, ranks);
        phases = [.. Enumerable.Range(0, training.Phases.Count).Select(i => new PhaseRun(model, training, i, data, Store, workers, ranks))];
        evaluation = model is GaussianMixtureSpec || validation.IsSome ? Some(new EvaluationRun(model, training, Store, workers)) : None;
        grouping = model is GaussianMixtureSpec mixture && (mixture.HasCandidates || training.Phases[0] is { Restarts: > 1, HasClusters: true })
            ? Some(new CandidateGrouping(mixture, training, data, Store, workers))
            : None;
        Current = Enter();
        changes.Begin(stage);
    }

    /// <summary>
    /// The parameters, running statistics and optimizer moments, as of <see cref="State"/>, and where the training has them
    /// the teacher's copies and the best restart's.
    /// </summary>
    public ParameterStore Store { get; }

    /// <summary>The parameters and running statistics in the specification's order.</summary>
    public Arr<ParameterSpec> Parameters { get; }

    /// <summary>Where the training stands.</summary>
    public TrainingState State { get; private set; }

    /// <summary>The steps of the whole training.</summary>
    public long TotalSteps => totalSteps;

    /// <summary>Makes the step that comes next, in the stage that it belongs to.</summary>
    internal PhaseRun Current { get; private set; }

    /// <summary>Observations a step.</summary>
    public int Batch => training.BatchFor(data.Rows);

    /// <summary>Whether all steps are made.</summary>
    public bool IsFinished => State.Step >= totalSteps || (patience is { } epochs && State.IsStale(epochs));

    /// <summary>Whether the last step of an epoch, or of all, is made, and what belongs to the epoch's end is yet to come or is over.</summary>
    public bool IsAtEpochEnd => State.StepInEpoch == stepsPerEpoch || IsFinished;

    /// <summary>
    /// Trains until finished or cancelled, which takes effect between steps; <see cref="State"/> tells which. A step whose
    /// terms or gradients are not finite is not made and ends the training with a failure.
    /// </summary>
    public Option<TrainingFailure> Run(ITrainingObserver observer, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var stepsBefore = State.Step;
        Current = Enter();
        while (!IsFinished && !ranks.Any(cancellation.IsCancellationRequested))
        {
            var failure = Advance(out var made);
            if (failure.IsSome)
                return failure;
            observer.OnStep(made);
            if (!IsAtEpochEnd)
                continue;
            var unsound = CheckStore();
            if (unsound.IsSome)
                return unsound;
            var epoch = Summarize(made, (State.Step - stepsBefore) * Batch / clock.Elapsed.TotalSeconds);
            if (State.StepInEpoch == stepsPerEpoch)
                State = State.AfterEpoch();
            failure = Validate(made, ref epoch);
            if (failure.IsSome)
                return failure;
            if (State.Epoch == stage.FirstEpoch + stage.Epochs)
                epoch = epoch with { Kept = Leave(epoch.Terms) };
            else if (IsFinished)
                GroupCandidates(stage);
            observer.OnEpoch(epoch, State);
            clock.Restart();
            stepsBefore = State.Step;
        }

        return None;
    }

    /// <summary>A failure if an update has left a number in the store that is not finite or is too large to go on with; to be asked before the store is kept.</summary>
    public Option<TrainingFailure> CheckStore()
    {
        foreach (var input in Store.Inputs)
            if (!NumericGuard.IsSound(Store.Read(input.Name)))
                return new TrainingFailure(State.Epoch + 1, State.Step, new NonFinite("optimizer", "update"));
        return None;
    }

    /// <summary>Starts from the parameters and running statistics of a saved model instead of fresh ones. To be called before the first step.</summary>
    /// <exception cref="ArgumentException">It lacks one of them or has it in another shape.</exception>
    /// <exception cref="InvalidOperationException">Steps are made already, or the first phase has restarts, which differ by their starts.</exception>
    public void StartFrom(Checkpoint saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (State.Step > 0 || training.Phases[0].Restarts > 1)
            throw new InvalidOperationException("Only a training that has not begun and has no restarts can start from a saved model.");
        changes.Begin(stage, saved);
    }

    /// <summary>Goes on from a checkpoint of this training.</summary>
    /// <exception cref="ArgumentException">It is one of another training.</exception>
    public void Resume(Checkpoint saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        changes.Restore(saved);
        State = saved.State;
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

    private Option<TrainingFailure> Advance(out StepRecord made)
    {
        var wrong = Current.Compute(State, out var terms, out var rate);
        if (wrong.IsSome)
        {
            made = default;
            return wrong.Map(source => new TrainingFailure(State.Epoch + 1, State.Step + 1, source));
        }

        Current.Update();
        State = State.AfterStep(terms);
        made = new StepRecord(State.Epoch + 1, State.Step, rate, terms);
        return None;
    }

    /// <summary>The run of the stage that the state is in.</summary>
    private PhaseRun Enter()
    {
        stage = training.StageAt(State.Epoch);
        phases[stage.Phase].Enter(stage);
        return phases[stage.Phase];
    }

    /// <summary>Looks at the held-out rows at the end of an epoch of the last phase, keeps the best parameters, and at the end goes back to them.</summary>
    private Option<TrainingFailure> Validate(StepRecord made, ref EpochRecord epoch)
    {
        if (validation.IsNone || stage.Phase < training.Phases.Count - 1)
            return None;
        var measured = evaluation.Bind(run => validation.Map(run.Run)).IfNone(() => throw new UnreachableException());
        var failure = measured.Match(_ => Option<TrainingFailure>.None, source => new TrainingFailure(made.Epoch, made.Step, source));
        if (failure.IsSome)
            return failure;
        var objective = measured.Match(found => found.Terms.Objective, _ => throw new UnreachableException());
        epoch = epoch with { Validation = objective };
        if (State.Validation.ForAll(best => objective < best.Objective))
        {
            State = State with { Validation = new ValidationOutcome(made.Epoch, objective) };
            changes.KeepAsBest();
        }

        if (IsFinished)
            changes.RestoreBest();
        return None;
    }

    /// <summary>Ends a stage and starts the next one, if there is any; which restart was kept, at the end of a phase that has several.</summary>
    private Option<RestartOutcome> Leave(LossValues means)
    {
        var (ended, phase) = (stage, training.Phases[stage.Phase]);
        var isLast = IsFinished || ended.Restart == phase.Restarts - 1;
        var kept = phase.Restarts > 1 ? Judge(ended, Objective(), isLast) : None;
        if (isLast)
            GroupCandidates(ended with { Restart = kept.Match(best => best.Restart, () => ended.Restart) });
        if (IsFinished)
            return kept;
        Current = Enter();
        changes.Begin(stage);
        return kept;

        double Objective() => phase.HasClusters
            ? grouping.Match(groups => -groups.Find(ended).Information, () => throw new UnreachableException())
            : means.Objective;
    }

    private Option<RestartOutcome> Judge(TrainingStage ended, double objective, bool isLast)
    {
        var isBest = State.Best(ended.Phase).ForAll(best => objective < best.Objective);
        State = State.AfterRestart(new RestartOutcome(ended.Phase, ended.Restart, objective));
        if (isBest)
            changes.KeepAsBest();
        if (!isLast)
            return None;
        changes.RestoreBest();
        return State.Best(ended.Phase);
    }

    /// <summary>Puts the candidates into clusters at the end of the stage that found those in the store; where known classes join the objective, cluster i is to be class i.</summary>
    private void GroupCandidates(TrainingStage ended)
    {
        if (!FindsCandidates(ended))
            return;
        grouping.IfSome(groups =>
        {
            var found = groups.Find(ended);
            changes.Group(groups, found);
            if (training.IsSupervised && data.Labelled(ProbeRows) is { } known)
                evaluation.IfSome(run =>
                {
                    var numbered = found.NumberedBy(run.Clusters(known, known.Rows), known.Labels!.Value.Span);
                    changes.Group(groups, numbered);
                });
        });
    }

    private bool FindsCandidates(TrainingStage of) => TrainStepGraph.FindsCandidates(model, training.Phases[of.Phase]);

    private EpochRecord Summarize(StepRecord last, double samplesPerSecond)
    {
        var means = State.Means;
        // Before candidates are grouped there are no clusters yet.
        var used = evaluation.Filter(_ => model is GaussianMixtureSpec && !FindsCandidates(stage)).Map(run => ClusterUsage.Count(
            run.Clusters(probe, probe.Rows), ((GaussianMixtureSpec)model).Clusters));
        var warnings = used.Match(
            count => CollapseWarning.For((GaussianMixtureSpec)model, count, means.BatchMeanKl), () => Arr<string>.Empty);
        return new EpochRecord(last.Epoch, stage, None, last.Step, last.LearningRate, means, used, warnings, samplesPerSecond);
    }
}
