namespace GmmVae.Cli;

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
