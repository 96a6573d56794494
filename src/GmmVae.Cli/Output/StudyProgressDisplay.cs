using System.Globalization;
using GmmVae.Report.Experiment;

namespace GmmVae.Cli.Output;

/// <summary>Shows a study on standard error: a line at each part's start and end, and its training as <c>train</c> shows it.</summary>
internal sealed class StudyProgressDisplay(TextWriter output) : IProgress<StudyProgress>
{
    private readonly LiveLine live = new(output);
    private ProgressDisplay? training;

    public void Report(StudyProgress value)
    {
        if (value.Training is { } step)
        {
            (training ??= new ProgressDisplay(output, live)).Report(step);
            return;
        }

        live.Clear();
        output.WriteLine(value switch
        {
            { Finished: { } run } => $"{value.Part}: {Words(run)}{(value.Reused ? "; it was there already" : "")}",
            { Reused: true } => $"{value.Part}: were there already",
            { IsEnd: true } => $"{value.Part}: done",
            _ => FormattableString.Invariant($"{value.Part} ({value.Number} of {value.Parts})"),
        });

        // A new part shows its warnings anew.
        training = null;
    }

    /// <summary>Runs what reports here; whatever comes of it, the live line is gone afterwards.</summary>
    internal T Follow<T>(Func<T> run) => live.Follow(run);

    private static string Words(StudyRun run) => run switch
    {
        { Error: { } error } => $"failed\n{error}",
        _ when run.Measure("accuracy") is { } accuracy => FormattableString.Invariant($"accuracy {100 * accuracy:F2} %"),
        _ => "done",
    };
}

/// <summary>Shows a reproduction on standard error: a line a finished part, and on a terminal a line that follows the steps.</summary>
internal sealed class ReproductionDisplay(TextWriter output) : IProgress<ReproductionProgress>
{
    private readonly LiveLine live = new(output);

    public void Report(ReproductionProgress value)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"part {value.Part}/{value.Parts}  {value.Name}");
        if (value.Training is not { } training)
        {
            live.Clear();
            output.WriteLine($"{start}  {(value.IsReused ? "reused" : "trained")}");
        }
        else if (live.IsOnTerminal)
        {
            live.Show(string.Create(
                CultureInfo.InvariantCulture,
                $"{start}  step {training.Step}/{training.TotalSteps}  {training.SamplesPerSecond:F0} samples/s  {LiveLine.Duration(training.TimeLeft)} left of this part"));
        }
    }

    /// <summary>Runs what reports here; whatever comes of it, the live line is gone afterwards.</summary>
    internal T Follow<T>(Func<T> run) => live.Follow(run);
}
