using System.Diagnostics;
using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>
/// Trains a model: the only training loop. Its result is a function of the specifications, the data and the seed; threads
/// and the clock do not enter. Not thread-safe.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const int ProbeRows = 2048;

    private readonly ModelSpec model;
    private readonly TrainingSpec training;
    private readonly Dataset data;
    private readonly ModelGraph step;
    private readonly BatchSource batches;
    private readonly Plan plan;
    private readonly NoiseSource noise;
    private readonly Option<EvaluationRun> probe;
    private readonly (LossTerm Term, string Weight, string Output)[] terms;
    private readonly long totalSteps;

    /// <summary>Compiles the training step and initialises the parameters.</summary>
    /// <exception cref="ArgumentException">The data have another width than the model.</exception>
    public Trainer(ModelSpec model, TrainingSpec training, Dataset data, WorkerPool workers)
    {
        if (data.Features != model.Features)
            throw new ArgumentException($"The model reads {model.Features} features, the data have {data.Features}.", nameof(data));
        (this.model, this.training, this.data) = (model, training, data);
        step = TrainStepGraph.Build(model, training.Adam);
        batches = new BatchSource(data, training.Batch, EpochOrder.Key(training.Seed, phase: 0, restart: 0));
        totalSteps = training.TotalSteps(data.Rows);
        Store = new ParameterStore(step.Graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State));
        ParameterInitializer.Fill(Store, step.Parameters, training.Seed);
        plan = Plan.Compile(step.Graph, batches.Batch, Store, workers);
        noise = new NoiseSource(step.Graph, plan, workers, input => RandomKeys.Training(training.Seed, phase: 0, restart: 0, input));
        terms = [.. model.Terms.Select(term => (term, GraphNames.Weight(term), term.Name()))];
        probe = model is GaussianMixtureSpec ? Some(new EvaluationRun(model, training, Store, workers)) : None;
    }

    /// <summary>The parameters, running statistics and optimizer moments, as of <see cref="State"/>.</summary>
    public ParameterStore Store { get; }

    /// <summary>The parameters and running statistics in the specification's order.</summary>
    public Arr<ParameterSpec> Parameters => step.Parameters;

    /// <summary>Where the training stands; set it, together with the store, to go on from a checkpoint.</summary>
    public TrainingState State { get; set; }

    /// <summary>The steps of the whole training.</summary>
    public long TotalSteps => totalSteps;

    /// <summary>Observations a step.</summary>
    public int Batch => batches.Batch;

    /// <summary>Whether all steps are made.</summary>
    public bool IsFinished => State.Step >= totalSteps;

    /// <summary>
    /// Trains until finished or cancelled, which takes effect between steps; <see cref="State"/> tells which. A step whose
    /// terms or gradients are not finite is not made and ends the training with a failure.
    /// </summary>
    public Option<TrainingFailure> Run(ITrainingObserver observer, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var stepsBefore = State.Step;
        while (!IsFinished && !cancellation.IsCancellationRequested)
        {
            var failure = Advance(out var made);
            if (failure.IsSome)
                return failure;
            observer.OnStep(made);
            if (State.StepInEpoch < batches.StepsPerEpoch && !IsFinished)
                continue;
            if (!IsSound())
                return new TrainingFailure(made.Epoch, made.Step, new NonFinite("optimizer", "update"));
            var epoch = Summarize(made, (State.Step - stepsBefore) * batches.Batch / clock.Elapsed.TotalSeconds);
            if (State.StepInEpoch == batches.StepsPerEpoch)
                State = State.AfterEpoch();
            observer.OnEpoch(epoch, State);
            clock.Restart();
            stepsBefore = State.Step;
        }

        return None;
    }

    /// <summary>Frees the plans and the store.</summary>
    public void Dispose()
    {
        probe.IfSome(run => run.Dispose());
        plan.Dispose();
        Store.Dispose();
    }

    private Option<TrainingFailure> Advance(out StepRecord made)
    {
        var rate = training.LearningRate.At(State.Step, totalSteps);
        var (first, second) = training.Adam.BiasCorrections(State.Step);
        plan.Input(AdamUpdate.LearningRate)[0] = (float)rate;
        plan.Input(AdamUpdate.FirstCorrection)[0] = (float)first;
        plan.Input(AdamUpdate.SecondCorrection)[0] = (float)second;
        foreach (var (term, weight, _) in terms)
            plan.Input(weight)[0] = (float)training.Weight(term, State.Step, totalSteps);
        batches.Fill(State.Epoch, State.StepInEpoch, plan.Input(GraphNames.Data));
        noise.Fill(State.Step, 0);

        plan.Compute();
        var wrong = NumericGuard.Check(plan);
        if (wrong.IsSome)
        {
            made = default;
            return wrong.Map(source => new TrainingFailure(State.Epoch + 1, State.Step + 1, source));
        }

        var values = ReadTerms();
        plan.Update();
        State = State.AfterStep(values);
        made = new StepRecord(State.Epoch + 1, State.Step, rate, values);
        return None;
    }

    private bool IsSound()
    {
        foreach (var input in Store.Inputs)
            if (!NumericGuard.IsSound(Store[input.Name]))
                return false;
        return true;
    }

    private TermValues ReadTerms()
    {
        // Runs once a step: names and terms come from what was prepared, so that nothing is allocated.
        return new TermValues(
            Of(LossTerm.Reconstruction),
            Of(LossTerm.LatentPrior),
            Of(LossTerm.ConditionalPrior),
            Of(LossTerm.StylePrior),
            Of(LossTerm.ClusterPrior),
            model is GaussianMixtureSpec ? plan.Output(GraphNames.BatchMeanKl)[0] : 0,
            plan.Output(GraphNames.Total)[0],
            plan.Output(GraphNames.Objective)[0]);

        double Of(LossTerm wanted)
        {
            foreach (var (term, _, output) in terms)
                if (term == wanted)
                    return plan.Output(output)[0];
            return 0;
        }
    }

    private EpochRecord Summarize(StepRecord last, double samplesPerSecond)
    {
        var means = State.Means;
        var used = probe.Map(run => ClusterUsage.Count(
            run.Clusters(data, Math.Min(ProbeRows, data.Rows)), ((GaussianMixtureSpec)model).Clusters));
        var warnings = used.Match(
            count => CollapseWarning.For((GaussianMixtureSpec)model, count, means.BatchMeanKl), () => Arr<string>.Empty);
        return new EpochRecord(last.Epoch, last.Step, last.LearningRate, means, used, warnings, samplesPerSecond);
    }
}
