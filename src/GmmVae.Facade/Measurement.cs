using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Measures a model on a split.</summary>
internal sealed record Measurement(Evaluation Evaluation, RunMetrics Metrics, IReadOnlyList<string> Warnings, int[]? Clusters, double Seconds)
{
    internal static Measurement Of(ModelSpec model, EvaluationRun run, Dataset data)
    {
        var clock = Stopwatch.StartNew();
        var evaluation = run.Run(data).IfLeft(source => throw new GmmVaeException(
            FailureKind.Run,
            $"The model's results are not finite: {source.Provenance} ({source.Operation}).\n  at {data.Name}\n  Train again with a lower --learning-rate."));
        var seconds = clock.Elapsed.TotalSeconds;
        var codes = evaluation.Codes.Span;
        var activeUnits = ActiveUnits.Count(codes, data.Rows, model.Latent);
        if (evaluation.Clustering is not { } probabilities)
            return new Measurement(evaluation, new RunMetrics(null, null, null, activeUnits), [], null, seconds);

        var clusters = ClusterAssignment.MostProbable(probabilities.Own.Span, data.Rows, probabilities.Clusters);
        var used = ClusterUsage.Count(clusters, probabilities.Clusters);
        var agreement = ClusterMetrics.Of(probabilities, data);
        var labelled = data.Labels is null && agreement is not null ? data.LabelledRows().Count() : (int?)null;
        var silhouette = Silhouette.Mean(codes, data.Rows, model.Latent, clusters);
        var warnings = CollapseWarning.For((GaussianMixtureSpec)model, used, evaluation.Terms.BatchMeanKl);
        return new Measurement(
            evaluation, new RunMetrics(agreement, silhouette, used, activeUnits) { LabelledRows = labelled }, [.. warnings], clusters, seconds);
    }

    internal RunSummary Summarize(CheckpointHeader header, TrainingState state, string hash, string data, double seconds, double samplesPerSecond) => new(
        header.Model.Kind,
        header.Preset,
        data,
        header.Training.Seed,
        state.Epoch,
        state.Step,
        hash,
        seconds,
        samplesPerSecond,
        [.. Evaluation.Terms.Named(header.Model)],
        Warnings,
        Metrics)
    {
        Restarts = [.. state.Outcomes],
        Validation = state.Validation.ToNullable(),
    };
}
