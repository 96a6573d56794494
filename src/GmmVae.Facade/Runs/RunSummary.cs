using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>The result of a training or an evaluation, as in <c>summary.json</c>.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Preset">The preset that it started from.</param>
/// <param name="Data">The data source.</param>
/// <param name="Seed">The seed of all randomness.</param>
/// <param name="Epochs">Finished epochs.</param>
/// <param name="Steps">Finished steps.</param>
/// <param name="ParametersSha256">Over parameters and running statistics, float32 little-endian, in the specification's order.</param>
/// <param name="Seconds">By the clock, of training or evaluation.</param>
/// <param name="SamplesPerSecond">By the clock, over training or evaluation.</param>
/// <param name="Terms">The terms that the model has on the test split, in nats.</param>
/// <param name="Warnings">Warnings, such as collapse.</param>
/// <param name="Metrics">Measured on the test split; those that need labels are there when labels are.</param>
public sealed record RunSummary(
    string Model,
    string Preset,
    string Data,
    ulong Seed,
    int Epochs,
    long Steps,
    string ParametersSha256,
    double Seconds,
    double SamplesPerSecond,
    IReadOnlyList<(string Name, double Value)> Terms,
    IReadOnlyList<string> Warnings,
    RunMetrics Metrics)
{
    /// <summary>What trained, or measured where nothing was trained: <c>managed</c> or <c>torch</c>.</summary>
    public string Engine { get; init; } = EngineName.Managed.Engine;

    /// <summary>Where it computed: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = EngineName.Managed.Device;

    /// <summary>What the columns of the data are called, in the model's order, where that is known.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>How the restarts of a phase that has several did; labels choose none.</summary>
    public IReadOnlyList<RestartOutcome> Restarts { get; init; } = [];

    /// <summary>The epoch whose parameters were kept, by the objective on held-out training rows, where the training might stop
    /// early.</summary>
    public ValidationOutcome? Validation { get; init; }

    /// <summary>What was found of each number of clusters, where the training was to choose one.</summary>
    public IReadOnlyList<ClusterCountScore> ClusterCounts { get; init; } = [];

    /// <summary>Which model of the family of Gaussian mixtures was chosen and why, where there was a choice.</summary>
    public LadderChoice? Chosen { get; init; }

    /// <summary>The number of clusters that was chosen, where the training was to choose one.</summary>
    public int? ChosenClusters => ClusterCounts.Count == 0 ? null : ClusterCountScore.Choose(ClusterCounts);

    /// <summary>The JSON document; only <c>timing</c> and <c>seconds</c> may differ between equal runs.</summary>
    public JsonObject ToJson()
    {
        var metrics = new JsonObject();
        if (Metrics.Clusters is { } clusters)
        {
            metrics["accuracy"] = clusters.Accuracy;
            metrics["accuracyBayes"] = clusters.AccuracyBayes;
            metrics["accuracyMajority"] = clusters.AccuracyMajority;
            metrics["accuracyExemplar"] = clusters.AccuracyExemplar;
            metrics["nmi"] = clusters.NormalizedMutualInformation;
            metrics["ari"] = clusters.AdjustedRandIndex;
            if (Metrics.LabelledRows is { } labelled)
                metrics["labelledRows"] = labelled;
        }

        if (Metrics.Silhouette is { } silhouette)
            metrics["silhouette"] = silhouette;
        if (Metrics.ClustersUsed is { } used)
            metrics["clustersUsed"] = used;
        metrics["activeUnits"] = Metrics.ActiveUnits;

        var summary = new JsonObject
        {
            ["model"] = Model,
            ["preset"] = Preset,
            ["data"] = Data,
            ["seed"] = Seed,
            ["engine"] = Engine,
            ["device"] = Device,
            ["epochs"] = Epochs,
            ["steps"] = Steps,
            ["parametersSha256"] = ParametersSha256,
            ["seconds"] = Seconds,
            ["timing"] = new JsonObject { ["seconds"] = Seconds, ["samplesPerSecond"] = SamplesPerSecond },
            ["terms"] = new JsonObject(Terms.Select(term => KeyValuePair.Create(term.Name, (JsonNode?)term.Value))),
            ["warnings"] = new JsonArray([.. Warnings.Select(warning => (JsonNode)warning)]),
            ["metrics"] = metrics,
        };
        if (Columns.Count > 0)
            summary["columns"] = new JsonArray([.. Columns.Select(column => (JsonNode)column)]);
        if (ChosenClusters is { } chosen)
        {
            summary["clusters"] = chosen;
            summary["clusterCounts"] = RunManifest.ClusterCounts(ClusterCounts);
        }

        if (Chosen is not null)
            summary["chosen"] = RunManifest.Chosen(Chosen);
        if (Validation is { } best)
            summary["validation"] = new JsonObject { ["bestEpoch"] = best.Epoch, ["objective"] = best.Objective };
        if (Restarts.Count > 0)
            summary["restarts"] = RunManifest.Restarts(Restarts);
        return summary;
    }
}

/// <summary>What is measured on the test split besides the loss terms. Here labels only score, whatever label weight there was.</summary>
/// <param name="Clusters">Agreement of a clustering with the labels of the rows that have one.</param>
/// <param name="Silhouette">Mean silhouette of code means by predicted cluster, for clustering models.</param>
/// <param name="ClustersUsed">Clusters that are the argmax of more than rows/(10 K) rows, or than a tenth of the rows that a smaller π
/// gives them, for clustering models.</param>
/// <param name="ActiveUnits">Code dimensions whose mean varies over the data by more than 0.01.</param>
public sealed record RunMetrics(ClusterMetrics? Clusters, double? Silhouette, int? ClustersUsed, int ActiveUnits)
{
    /// <summary>The rows that have a label and that agreement is measured on, where not all have one.</summary>
    public int? LabelledRows { get; init; }
}

/// <summary>Measures a model on a split.</summary>
internal sealed record Measurement(Evaluation Evaluation, RunMetrics Metrics, IReadOnlyList<string> Warnings, int[]? Clusters,
    double Seconds)
{
    internal static Measurement Of(CheckpointHeader header, EvaluationRun run, Dataset data)
    {
        var model = header.Model;
        var clock = Stopwatch.StartNew();
        var evaluation = run.Run(data).IfLeft(source => throw new GmmVaeException(
            FailureKind.Run,
            $"The model's results are not finite: {source.Provenance} ({source.Operation}).\n"
            + $"  at {data.Name}\n  Train again with a lower {Setting.LearningRate}."));
        var seconds = clock.Elapsed.TotalSeconds;
        var codes = evaluation.Codes.Span;
        var activeUnits = ActiveUnits.Count(codes, data.Rows, model.Latent);
        if (evaluation.Clustering is not { } probabilities)
            return new Measurement(evaluation, new RunMetrics(null, null, null, activeUnits), [], null, seconds);

        var clusters = ClusterAssignment.MostProbable(probabilities.Own.Span, data.Rows, probabilities.Clusters);
        var used = ClusterUsage.Count(clusters, run.Shares);
        var agreement = ClusterMetrics.Of(probabilities, data);
        var labelled = data.Labels is null && agreement is not null ? data.LabelledRows().Count() : (int?)null;
        var silhouette = Silhouette.Mean(codes, data.Rows, model.Latent, clusters);
        var warnings = ClusterWarnings.For((ClusteringSpec)model, header.Training.FinalWeight(LossTerm.ClusterPrior) > 0, used,
            evaluation.Terms.BatchMeanKl);
        return new Measurement(
            evaluation, new RunMetrics(agreement, silhouette, used, activeUnits) { LabelledRows = labelled }, [.. warnings], clusters,
                seconds);
    }

    internal RunSummary Summarize(CheckpointHeader header, TrainingState state, string hash, string data, double seconds,
        double samplesPerSecond) => new(
        header.Model.Kind,
        header.Preset,
        data,
        header.Training.Seed,
        state.Epoch,
        state.Step,
        hash,
        seconds,
        samplesPerSecond,
        [.. Evaluation.Terms.Named(ReportedLosses.Of(header.Model))],
        Warnings,
        Metrics)
    {
        Engine = header.Engine.Engine,
        Device = header.Engine.Device,
        Restarts = [.. state.Outcomes],
        Validation = state.Validation.ToNullable(),
    };
}

/// <summary>A finished training.</summary>
/// <param name="Summary">As in <c>summary.json</c>.</param>
/// <param name="Folder">The run folder.</param>
public sealed record RunResult(RunSummary Summary, string Folder);

/// <summary>A training that has just ended: what its figures are drawn from. It is there only while they are drawn.</summary>
public sealed class FinishedTraining
{
    internal FinishedTraining(
        RunSummary summary, CheckpointHeader header, DataSplits data, Measurement measured, EvaluationRun evaluation, ParameterStore store,
        WorkerPool workers, string stepsPath) =>
        (Summary, Header, Data, Measured, Evaluation, Store, Workers, StepsPath) =
        (summary, header, data, measured, evaluation, store, workers, stepsPath);

    /// <summary>As in <c>summary.json</c>.</summary>
    public RunSummary Summary { get; }

    internal CheckpointHeader Header { get; }

    internal DataSplits Data { get; }

    internal Measurement Measured { get; }

    internal EvaluationRun Evaluation { get; }

    internal ParameterStore Store { get; }

    internal WorkerPool Workers { get; }

    /// <summary>Where the log of steps is.</summary>
    internal string StepsPath { get; }
}

/// <summary>Draws a run's figures while its folder is still held; <c>GmmVae.Report</c> has one. What it throws becomes a warning of the
/// run.</summary>
/// <param name="training">What there is to draw.</param>
/// <param name="pathOf">Where the figure of a name goes.</param>
public delegate void FigureDrawing(FinishedTraining training, Func<string, string> pathOf);
