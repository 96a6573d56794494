using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed;
using GmmVae.Engine.Training;
using LanguageExt;
using static LanguageExt.Prelude;
using Schedule = GmmVae.Domain.Training.Schedule;

namespace GmmVae.Engine.Inference;

/// <summary>A trained judge. Results of a row do not depend on the other rows. Not thread-safe.</summary>
internal sealed class Judge : IDisposable
{
    private const int Batch = 256;

    private readonly ParameterStore store;
    private readonly IPlan plan;

    private Judge(JudgeSpec spec, ParameterStore store, WorkerPool workers)
    {
        (Spec, this.store) = (spec, store);
        plan = store.Compile(JudgeGraph.Inference(spec).Graph, Batch, workers);
    }

    /// <summary>What it is.</summary>
    public JudgeSpec Spec { get; }

    /// <summary>Trains a judge on labelled data, from the same seed to the same bits.</summary>
    /// <exception cref="ArgumentException">There are no labels, a label is not a class, or the widths differ.</exception>
    /// <param name="spec">What it is.</param>
    /// <param name="data">The observations and their labels.</param>
    /// <param name="seed">What its start and the order of rows are drawn from.</param>
    /// <param name="workers">Who compute.</param>
    /// <param name="engine">What runs the steps; by default the library's own.</param>
    /// <returns>The judge, or where its training diverged.</returns>
    public static Either<TrainingFailure, Judge> Train(JudgeSpec spec, Dataset data, ulong seed, WorkerPool workers, IEngine? engine = null)
    {
        var graph = JudgeGraph.Training(spec);
        var store = ParameterStore.Of(graph.Graph, engine ?? ManagedEngine.Instance);
        try
        {
            ParameterInitializer.Fill(store, graph.Parameters, seed);
            using var steps = new JudgeSteps(spec, graph.Graph, data, seed, store, workers);
            return steps.Run().Match<Either<TrainingFailure, Judge>>(
                diverged =>
                {
                    store.Dispose();
                    return diverged;
                },
                () => new Judge(spec, store, workers));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The verdict on observations [rows, features], preprocessed as the training data were.</summary>
    /// <exception cref="ArgumentException">These are not whole rows.</exception>
    public JudgeVerdict On(ReadOnlySpan<float> observations)
    {
        if (observations.IsEmpty || observations.Length % Spec.Features != 0)
            throw new ArgumentException($"{observations.Length} values are not rows of {Spec.Features}.", nameof(observations));
        var rows = observations.Length / Spec.Features;
        var width = Spec.Network.Widths[^1];
        var (probabilities, features) = (new float[rows * Spec.Classes], new float[rows * width]);
        for (var first = 0; first < rows; first += Batch)
        {
            var count = Math.Min(Batch, rows - first);
            observations.Slice(first * Spec.Features, count * Spec.Features).CopyTo(plan.Input(GraphNames.Data));
            plan.Compute();
            plan.Output(JudgeGraph.Probabilities)[..(count * Spec.Classes)].CopyTo(probabilities.AsSpan(first * Spec.Classes));
            plan.Output(JudgeGraph.Features)[..(count * width)].CopyTo(features.AsSpan(first * width));
        }

        return new JudgeVerdict(rows, Spec.Classes, width, probabilities, features);
    }

    /// <summary>Frees the plan and the parameters.</summary>
    public void Dispose()
    {
        plan.Dispose();
        store.Dispose();
    }
}

/// <summary>
/// The steps of a judge's training. <see cref="StepLoop"/> makes them as it makes a model's, but no <see cref="Trainer"/>: what reads
/// labels must not be able to reach a model.
/// </summary>
internal sealed class JudgeSteps : ITrainingStep, IDisposable
{
    private readonly JudgeSpec spec;
    private readonly Dataset data;
    private readonly int[] labels;
    private readonly BatchSource batches;
    private readonly StepLoop loop;
    private readonly Schedule rates;
    private readonly long steps;
    private readonly IPlan plan;

    internal JudgeSteps(JudgeSpec spec, Graph graph, Dataset data, ulong seed, ParameterStore store, WorkerPool workers)
    {
        if (data.Labels is not { } known)
            throw new ArgumentException("A judge is trained with labels.", nameof(data));
        if (data.Features != spec.Features)
            throw new ArgumentException($"The judge reads {spec.Features} features, the data have {data.Features}.", nameof(data));
        labels = known.ToArray();
        if (labels.Any(label => label < 0 || label >= spec.Classes))
            throw new ArgumentException($"Labels must lie in 0 ... {spec.Classes - 1}.", nameof(data));
        (this.spec, this.data, rates) = (spec, data, new Schedule.Cosine(spec.LearningRate, 0));
        batches = new BatchSource(data, spec.Batch, RandomKey.FromSeed(seed).Fold("judge"));
        steps = (long)spec.Epochs * batches.StepsPerEpoch;
        loop = new StepLoop(batches.StepsPerEpoch, steps);
        plan = store.Compile(graph, batches.Batch, workers);
    }

    internal Option<TrainingFailure> Run() => loop.Run(() => this, _ =>
    {
        loop.State = loop.State.AfterEpoch();
        return None;
    });

    /// <inheritdoc/>
    public Option<NonFinite> Compute(in TrainingState state, out LossValues terms, out double rate)
    {
        (terms, rate) = (default, rates.At(state.Step, steps));
        var (first, second) = AdamSpec.Default.BiasCorrections(state.Step);
        plan.Input(AdamUpdate.LearningRate)[0] = (float)rate;
        plan.Input(AdamUpdate.FirstCorrection)[0] = (float)first;
        plan.Input(AdamUpdate.SecondCorrection)[0] = (float)second;
        Fill(batches.Rows(state.Epoch, state.StepInEpoch));
        plan.Compute();
        return plan.FirstNonFinite();
    }

    /// <inheritdoc/>
    public void Update() => plan.Update();

    /// <summary>Frees the plan.</summary>
    public void Dispose() => plan.Dispose();

    private void Fill(ReadOnlySpan<int> rows)
    {
        data.CopyRows(rows, plan.Input(GraphNames.Data));
        var target = plan.Input(JudgeGraph.Target);
        target.Clear();
        for (var i = 0; i < rows.Length; i++)
            target[(i * spec.Classes) + labels[rows[i]]] = 1;
    }
}

/// <summary>What a judge says about observations. Arrays are row-major, one row an observation.</summary>
/// <param name="Rows">The number of observations.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Width">The width of the features.</param>
/// <param name="Probabilities">Class probabilities, [rows, classes].</param>
/// <param name="Features">Features, [rows, width].</param>
internal sealed record JudgeVerdict(
    int Rows, int Classes, int Width, ReadOnlyMemory<float> Probabilities, ReadOnlyMemory<float> Features)
{
    /// <summary>The most probable class of each row; at a tie the first.</summary>
    public int[] MostProbable() => ClusterAssignment.MostProbable(Probabilities.Span, Rows, Classes);

    /// <summary>How sure the judge is: the mean over rows of the greatest probability.</summary>
    public double Confidence
    {
        get
        {
            var sum = 0.0;
            for (var row = 0; row < Rows; row++)
            {
                var greatest = 0f;
                foreach (var p in Probabilities.Span.Slice(row * Classes, Classes)) greatest = Math.Max(greatest, p);
                sum += greatest;
            }

            return sum / Rows;
        }
    }

    /// <summary>The share of rows whose greatest probability is at least 0.9.</summary>
    public double Sure
    {
        get
        {
            var sure = 0;
            for (var row = 0; row < Rows; row++)
            {
                var isSure = false;
                foreach (var p in Probabilities.Span.Slice(row * Classes, Classes)) isSure |= p >= 0.9f;
                sure += isSure ? 1 : 0;
            }

            return (double)sure / Rows;
        }
    }

    /// <summary>
    /// How evenly the classes are covered: the entropy of the shares of the most probable classes over the greatest
    /// possible, 1 for equal shares, 0 for a single class.
    /// </summary>
    public double Evenness
    {
        get
        {
            var counts = new int[Classes];
            foreach (var chosen in MostProbable()) counts[chosen]++;
            var entropy = 0.0;
            foreach (var count in counts)
                if (count > 0)
                    entropy -= (double)count / Rows * PortableMath.Log((double)count / Rows);
            return entropy / PortableMath.Log(Classes);
        }
    }

    /// <summary>The share of rows whose most probable class is their label.</summary>
    public double Accuracy(ReadOnlySpan<int> labels)
    {
        var (chosen, right) = (MostProbable(), 0);
        for (var row = 0; row < Rows; row++) right += chosen[row] == labels[row] ? 1 : 0;
        return (double)right / Rows;
    }

    /// <summary>The Fréchet distance between the features of these and other observations of the same judge.</summary>
    public double DistanceTo(JudgeVerdict other) =>
        FrechetDistance.Between(Features.Span, Rows, other.Features.Span, other.Rows, Width);
}
