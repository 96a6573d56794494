using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;

namespace GmmVae;

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
