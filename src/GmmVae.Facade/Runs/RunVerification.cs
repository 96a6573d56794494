using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>Whether the first steps of a training, made again, are those of its log, to the last bit of every term.</summary>
/// <param name="Model">The model's kind.</param>
/// <param name="Steps">The steps that were made again and compared.</param>
/// <param name="FirstDifference">The first step with another term than the log has; null where there is none.</param>
/// <param name="ParametersAreSame">Whether the parameters at the end are those of the checkpoint; null where the training goes on after
/// the steps that were made.</param>
public sealed record RunVerification(string Model, long Steps, long? FirstDifference, bool? ParametersAreSame)
{
    /// <summary>Whether the bits hold on this machine.</summary>
    public bool Holds => FirstDifference is null && ParametersAreSame is not false;

    /// <summary>The JSON document.</summary>
    public JsonObject ToJson() => new()
    {
        ["model"] = Model,
        ["holds"] = Holds,
        ["steps"] = Steps,
        ["firstDifference"] = FirstDifference,
        ["parametersAreSame"] = ParametersAreSame,
    };
}

/// <summary>Makes the first steps of a run again, in memory.</summary>
internal static class RunVerifier
{
    internal static RunVerification Verify(string run, int steps, string? dataFolder, int? threads, CancellationToken cancellation)
    {
        if (steps < 1)
            throw new GmmVaeException(FailureKind.Usage, $"{Setting.Steps}: must be at least 1");
        var count = RequestRules.CheckThreads(threads);
        var checkpoint = FittedModel.ReadCheckpoint(run);
        if (checkpoint.IsFromPyTorch || !checkpoint.Header.StartedFrom.IsNone)
            throw new GmmVaeException(
                FailureKind.Data,
                $"The run began with the parameters of another model, which it does not keep: its first steps cannot be made again.\n  at {run}\n"
                + $"  Give a run that began with parameters of its own.");
        if (checkpoint.State.Step == 0)
            throw new GmmVaeException(
                FailureKind.Data, $"The run has made no steps that could be made again.\n  at {run}\n  Give a run that was trained.");
        if (checkpoint.Header.Model is PlainMixtureSpec plain)
            return Verify(plain, checkpoint, dataFolder, cancellation);
        var isToTheEnd = steps >= checkpoint.State.Step && File.Exists(Path.Combine(run, "summary.json"));
        var logged = ReadLog(Path.Combine(run, RunFolder.StepsName), (int)Math.Min(steps, checkpoint.State.Step));
        var data = RunData.Reopen(checkpoint.Header, dataFolder);
        using var session = new TrainingSession(new ChosenTraining(checkpoint.Header), data, count, cancellation: cancellation);
        return session.Repeat(logged, isToTheEnd, checkpoint, cancellation);
    }

    /// <summary>A mixture is fitted again as a whole.</summary>
    private static RunVerification Verify(PlainMixtureSpec spec, Checkpoint checkpoint, string? dataFolder, CancellationToken cancellation)
    {
        var header = checkpoint.Header;
        var plan = new MixturePlan(LanguageExt.Prelude.Array(spec), header.Training);
        var again = MixtureSearch.Find(plan, RunData.Reopen(header, dataFolder).Train, cancellation).Capture(header);
        return new RunVerification(spec.Kind, again.State.Step, null, again.ParametersSha256 == checkpoint.ParametersSha256);
    }

    private static double[][] ReadLog(string path, int steps)
    {
        try
        {
            var logged = StepLog.Read(path, steps);
            return logged.Length == steps ? logged : throw new FormatException();
        }
        catch (Exception fault) when (fault is FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw new GmmVaeException(
                FailureKind.Data, $"The log of steps is damaged.\n  at {path}\n  Put the run's own file back.");
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            throw new GmmVaeException(FailureKind.Access, FileErrors.CannotRead(path, fault).Text);
        }
    }
}

/// <summary>Compares the steps of a training with those of a log, and ends it where one differs, or after them.</summary>
internal sealed class StepComparison(CheckpointHeader header, double[][] logged, bool isToTheEnd, Action enough) : ITrainingObserver
{
    private readonly LoggedTerms terms = new(header);

    /// <summary>The steps that were compared.</summary>
    internal long Steps { get; private set; }

    /// <summary>The first that differs.</summary>
    internal long? FirstDifference { get; private set; }

    public void OnStep(in StepRecord step)
    {
        if (Steps == logged.Length)
            return;
        var row = logged[Steps++];
        var isSame = row[0] == step.Step && terms.Of(step).AsSpan().SequenceEqual(row.AsSpan(1));
        FirstDifference ??= isSame ? null : step.Step;
        if (!isSame || (Steps == logged.Length && !isToTheEnd))
            enough();
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
    }
}
