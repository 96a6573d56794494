using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A trained judge. Results of a row do not depend on the other rows. Not thread-safe.</summary>
public sealed class Judge : IDisposable
{
    private const int Batch = 256;

    private readonly ParameterStore store;
    private readonly Plan plan;

    private Judge(JudgeSpec spec, ParameterStore store, WorkerPool workers)
    {
        (Spec, this.store) = (spec, store);
        plan = Plan.Compile(JudgeGraph.Inference(spec).Graph, Batch, store, workers);
    }

    /// <summary>What it is.</summary>
    public JudgeSpec Spec { get; }

    /// <summary>Trains a judge on labelled data, from the same seed to the same bits.</summary>
    /// <exception cref="ArgumentException">There are no labels, a label is not a class, or the widths differ.</exception>
    /// <returns>The judge, or where its training diverged.</returns>
    public static Either<TrainingFailure, Judge> Train(JudgeSpec spec, Dataset data, ulong seed, WorkerPool workers)
    {
        var graph = JudgeGraph.Training(spec);
        var store = new ParameterStore(graph.Graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State));
        try
        {
            ParameterInitializer.Fill(store, graph.Parameters, seed);
            var failure = new JudgeTraining(spec, data, seed).Run(graph.Graph, store, workers);
            return failure.Match<Either<TrainingFailure, Judge>>(
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
