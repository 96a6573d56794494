using System.Diagnostics;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using LanguageExt;

namespace GmmVae.Engine.Training;

/// <summary>
/// Applies a model to data without training it. Results of a row do not depend on the other rows; terms are summed once,
/// in double, in row order. Not thread-safe.
/// </summary>
internal sealed class EvaluationRun : IDisposable
{
    private const int Batch = 256;

    private readonly ModelSpec model;
    private readonly ParameterStore store;
    private readonly ModelGraph graph;
    private readonly IPlan plan;
    private readonly NoiseSource noise;
    private readonly ElboValues elbo;
    private readonly (LossValue Value, string Output)[] told;

    /// <summary>Compiles the evaluation graph over the parameters in <paramref name="store"/>, which are read at each run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="training">How it was trained: noise is keyed by the seed and the row, the objective has the final weights.</param>
    /// <param name="store">Its parameters and running statistics.</param>
    /// <param name="workers">Who computes.</param>
    public EvaluationRun(ModelSpec model, TrainingSpec training, ParameterStore store, WorkerPool workers)
    {
        (this.model, this.store) = (model, store);
        graph = EvaluationGraph.Build(model);
        plan = store.Compile(graph.Graph, Batch, workers);
        noise = new NoiseSource(graph.Graph, plan, workers, input => RandomKeys.Evaluation(training.Seed, input));
        elbo = new ElboValues(
            model.Terms.Map(term => (term, training.FinalWeight(term))),
            model is ClusteringSpec mixture ? mixture.ClusterPrior : Option<ClusterPrior>.None);
        told = [.. model.Terms.Map(term => (LossValue)term).Add(LossValue.Total).Select(value => (value, value.Name()))];
    }

    /// <summary>Terms, codes and cluster probabilities of every row, or the first operation whose result is not finite.</summary>
    public Either<NonFinite, Evaluation> Run(Dataset data)
    {
        var clusters = model is ClusteringSpec mixture ? mixture.Clusters : 0;
        var codes = new float[(long)data.Rows * model.Latent];
        var own = new float[(long)data.Rows * clusters];
        var bayes = new float[(long)data.Rows * clusters];
        var sums = default(LossValues);
        var occupancy = new double[clusters];

        var wrong = Option<NonFinite>.None;
        ForEachBatch(data, data.Rows, (first, rows) =>
        {
            wrong = wrong || plan.FirstNonFinite();
            for (var row = 0; row < rows; row++)
                sums += Row(row);
            plan.Output(GraphNames.Code)[..(rows * model.Latent)].CopyTo(codes.AsSpan(first * model.Latent));
            if (clusters == 0)
                return;
            plan.Output(GraphNames.Responsibilities)[..(rows * clusters)].CopyTo(own.AsSpan(first * clusters));
            plan.Output(GraphNames.BayesResponsibilities)[..(rows * clusters)].CopyTo(bayes.AsSpan(first * clusters));
            var sampled = plan.Output(GraphNames.SampledResponsibilities);
            for (var i = 0; i < rows * clusters; i++)
                occupancy[i % clusters] += sampled[i];
        });

        if (wrong.IsSome)
            return wrong.Match<Either<NonFinite, Evaluation>>(source => source, () => throw new UnreachableException());
        var meanAssignment = Array.ConvertAll(occupancy, sum => sum / data.Rows);
        var terms = elbo.OfMeans(sums / data.Rows, meanAssignment, Shares);
        return new Evaluation(terms, data.Rows, codes, clusters == 0 ? null : new ClusterProbabilities(clusters, own, bayes));
    }

    /// <summary>π of a clustering model as it is in the store; else empty.</summary>
    public double[] Shares => model is ClusteringSpec spec ? ClusterShares.Of(spec, store) : [];

    /// <summary>The most probable cluster of each of the first rows, by the model's own rule.</summary>
    public int[] Clusters(Dataset data, int rows)
    {
        var clusters = ((ClusteringSpec)model).Clusters;
        var assigned = new int[rows];
        ForEachBatch(data, rows, (first, count) => ClusterAssignment
            .MostProbable(plan.Output(GraphNames.Responsibilities)[..(count * clusters)], count, clusters)
            .CopyTo(assigned.AsSpan(first)));
        return assigned;
    }

    /// <summary>The expected observation given the mean code, for the first rows, [rows, features].</summary>
    public float[] Reconstruct(Dataset data, int rows)
    {
        var result = new float[rows * model.Features];
        ForEachBatch(data, rows, (first, count) => plan.Output(GraphNames.Expectation)[..(count * model.Features)]
            .CopyTo(result.AsSpan(first * model.Features)));
        return result;
    }

    /// <summary>Frees the plan.</summary>
    public void Dispose() => plan.Dispose();

    private void ForEachBatch(Dataset data, int rows, Action<int, int> use)
    {
        for (var first = 0; first < rows; first += Batch)
        {
            var count = Math.Min(Batch, rows - first);
            data.CopyRange(first, count, plan.Input(GraphNames.Data));
            noise.Fill(0, first);
            plan.Compute();
            use(first, count);
        }
    }

    private LossValues Row(int row)
    {
        Span<double> values = stackalloc double[LossValues.Count];
        foreach (var (value, output) in told)
            values[(int)value] = plan.Output(output)[row];
        return elbo.OfRow(new LossValues(values));
    }
}

/// <summary>A model's results on a data set. Arrays are row-major; one row an observation.</summary>
/// <param name="Terms">The mean terms in nats; the objective has the training's final weights and the threshold.</param>
/// <param name="Rows">The number of observations.</param>
/// <param name="Codes">Mean codes, [rows, latent].</param>
/// <param name="Clustering">Cluster probabilities, for clustering models.</param>
internal sealed record Evaluation(LossValues Terms, int Rows, ReadOnlyMemory<float> Codes, ClusterProbabilities? Clustering);

/// <summary>π of a trained model.</summary>
internal static class ClusterShares
{
    /// <summary>The specification's weights, or what the training learned.</summary>
    internal static double[] Of(ClusteringSpec spec, ParameterStore store) => spec.LearnsShares
        ? Array.ConvertAll(
            store.Read(spec is PlainMixtureSpec ? PlainMixture.Shares : ClusterHead.Shares).ToArray(), share => (double)share)
        : [.. spec.ClusterPrior.Weights];
}

/// <summary>Cluster probabilities of observations at their mean code and style, [rows, clusters] each.</summary>
/// <param name="Clusters">The number of clusters K.</param>
/// <param name="Own">By the model's own rule.</param>
/// <param name="Bayes">By Bayes' rule.</param>
internal sealed record ClusterProbabilities(int Clusters, ReadOnlyMemory<float> Own, ReadOnlyMemory<float> Bayes)
{
    /// <summary>Those of the given rows, in their order.</summary>
    public ClusterProbabilities Take(ReadOnlySpan<int> rows) =>
        this with { Own = RowStorage.Pick(Own.ToArray(), rows, Clusters), Bayes = RowStorage.Pick(Bayes.ToArray(), rows, Clusters) };
}

/// <summary>
/// How well a clustering agrees with labels. They are used for scoring only, unless a label weight is given. Definitions are those of
/// the run summary.
/// </summary>
/// <param name="Accuracy">One-to-one (Hungarian) match by the model's own responsibilities.</param>
/// <param name="AccuracyBayes">The same by Bayes' rule.</param>
/// <param name="AccuracyMajority">Each cluster scored as its most frequent label: looser.</param>
/// <param name="AccuracyExemplar">Each cluster scored as the label of its most certain row (arXiv:1611.02648): looser.</param>
/// <param name="NormalizedMutualInformation">With the arithmetic mean of both entropies.</param>
/// <param name="AdjustedRandIndex">0 in expectation for chance.</param>
public sealed record ClusterMetrics(
    double Accuracy,
    double AccuracyBayes,
    double AccuracyMajority,
    double AccuracyExemplar,
    double NormalizedMutualInformation,
    double AdjustedRandIndex)
{
    /// <summary>Scores cluster probabilities of the rows that have a label; null where there are none.</summary>
    internal static ClusterMetrics? Of(ClusterProbabilities probabilities, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Labels is { } labels)
            return Of(probabilities, labels.Span);
        int[] rows = [.. data.LabelledRows()];
        return rows.Length == 0 ? null
            : Of(probabilities.Take(rows), System.Array.ConvertAll(rows, row => data.KnownLabels!.Value.Span[row]));
    }

    /// <summary>Scores cluster probabilities against labels, one a row.</summary>
    internal static ClusterMetrics Of(ClusterProbabilities probabilities, ReadOnlySpan<int> labels)
    {
        var clusters = probabilities.Clusters;
        var own = ClusterAssignment.MostProbable(probabilities.Own.Span, labels.Length, clusters);
        var bayes = ClusterAssignment.MostProbable(probabilities.Bayes.Span, labels.Length, clusters);
        return new ClusterMetrics(
            ClusterAccuracy.Hungarian(own, labels, clusters).Accuracy,
            ClusterAccuracy.Hungarian(bayes, labels, clusters).Accuracy,
            ClusterAccuracy.Majority(own, labels, clusters).Accuracy,
            ClusterAccuracy.Exemplar(probabilities.Own.Span, clusters, labels).Accuracy,
            MutualInformation.Normalized(own, labels),
            RandIndex.Adjusted(own, labels));
    }
}
