using System.Text.Json.Nodes;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>Writes the run of a Gaussian mixture, which is fitted when it is chosen: nothing is left to train or to go on with.</summary>
internal static class MixtureRun
{
    /// <summary>Writes the run of a mixture that was chosen.</summary>
    internal static RunResult Write(ChosenTraining chosen, DataSplits data, int threads, RunFolder folder, RunFollowing follow)
    {
        var (header, found) = (chosen.Header, chosen.Mixture!);
        var checkpoint = found.Capture(header);
        folder.Clear().OrThrow();
        folder.WriteJson(RunManifest.FileName, RunManifest.Write(
            header, data, EvaluationGraph.Build(header.Model).Parameters, default, default, chosen.Ladder)).OrThrow();
        var columns = ReportedLosses.Of(header.Model, header.Training);
        folder.StartSteps(columns.Map(value => value.Name())).OrThrow();
        var step = 0;
        foreach (var logLikelihood in found.Fitted.LogLikelihoods.Skip(1))
        {
            step++;
            folder.AppendStep(step, step, 0, [.. columns.Map(value =>
                value is LossValue.Total or LossValue.Objective ? -logLikelihood : double.NaN)]);
            folder.AppendMetrics(new JsonObject { ["epoch"] = step, ["step"] = step, [LossValue.Total.Name()] = -logLikelihood });
        }

        folder.Save(checkpoint).OrThrow();
        return Measure(chosen, checkpoint, data, threads, folder, follow);
    }

    /// <summary>Measures the mixture of a run, and writes its figures and its summary.</summary>
    internal static RunResult Measure(
        ChosenTraining chosen, Checkpoint checkpoint, DataSplits data, int threads, RunFolder folder, RunFollowing follow)
    {
        using var workers = new WorkerPool(threads);
        using var store = Store(checkpoint);
        using var evaluation = new EvaluationRun(chosen.Header.Model, chosen.Header.Training, store, workers);
        var (summary, measured) = Summarize(chosen, checkpoint, data, evaluation);
        folder.Flush();
        follow.Draw?.Invoke(
            new FinishedTraining(summary, chosen.Header, data, measured, evaluation, store, workers, folder.StepsPath), folder.FigurePath);
        folder.WriteJson("summary.json", summary.ToJson()).OrThrow();
        return new RunResult(summary, folder.Path);
    }

    /// <summary>The part of a rank that writes nothing.</summary>
    internal static RunResult Follow(ChosenTraining chosen, DataSplits data, int threads, string path)
    {
        var checkpoint = chosen.Mixture!.Capture(chosen.Header);
        using var workers = new WorkerPool(threads);
        using var store = Store(checkpoint);
        using var evaluation = new EvaluationRun(chosen.Header.Model, chosen.Header.Training, store, workers);
        return new RunResult(Summarize(chosen, checkpoint, data, evaluation).Summary, path);
    }

    private static ParameterStore Store(Checkpoint checkpoint)
    {
        var header = checkpoint.Header;
        var store = ParameterStore.Of(EvaluationGraph.Build(header.Model).Graph, EngineChoice.Of(header.Engine).Open());
        checkpoint.Restore(store);
        return store;
    }

    private static (RunSummary Summary, Measurement Measured) Summarize(
        ChosenTraining chosen, Checkpoint checkpoint, DataSplits data, EvaluationRun evaluation)
    {
        var measured = Measurement.Of(chosen.Header, evaluation, data.Test);
        var seconds = Math.Max(chosen.Seconds, 1e-6);
        var summary = measured.Summarize(
            chosen.Header, checkpoint.State, checkpoint.ParametersSha256, chosen.Header.DataSource, seconds,
            checkpoint.State.Step * data.Train.Rows / seconds);
        return (
            summary with { Chosen = chosen.Ladder, Warnings = [.. summary.Warnings, .. Suitability.Doubts(data.Train)] }, measured);
    }
}
