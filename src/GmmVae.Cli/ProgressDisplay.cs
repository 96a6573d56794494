using System.Globalization;
using System.Text;

namespace GmmVae.Cli;

/// <summary>Shows a training on standard error: a line an epoch, and on a terminal a line that follows the steps.</summary>
/// <param name="output">Where to.</param>
/// <param name="live">The line that follows the steps, if others write to it too.</param>
internal sealed class ProgressDisplay(TextWriter output, LiveLine? live = null) : IProgress<TrainingProgress>
{
    private readonly LiveLine live = live ?? new(output);
    private readonly HashSet<string> shown = [];

    public void Report(TrainingProgress value)
    {
        if (value.Download is { } file)
        {
            live.Clear();
            output.WriteLine($"downloading {file}");
        }
        else if (value.ClusterCount is { } found)
        {
            live.Clear();
            output.WriteLine(FormattableString.Invariant($"{found.Clusters} clusters: stability {found.Stability:F4}, {found.Used} used, objective {found.Objective:F4}"));
        }
        else if (value.IsEpochEnd)
        {
            live.Clear();
            output.WriteLine(Line(value, $"epoch {value.Epoch.ToString(CultureInfo.InvariantCulture)}/{value.Epochs}"));
            foreach (var warning in value.Warnings.Where(shown.Add))
                output.WriteLine($"WARNING {warning}");
        }
        else if (live.IsOnTerminal)
        {
            live.Show(Line(value, $"step {value.Step.ToString(CultureInfo.InvariantCulture)}/{value.TotalSteps}"));
        }
    }

    /// <summary>Runs what reports here; whatever comes of it, the live line is gone afterwards.</summary>
    internal T Follow<T>(Func<T> run) => live.Follow(run);

    private static string Line(TrainingProgress value, string start)
    {
        var text = new StringBuilder(start);
        if (value.Stage is { } stage)
            text.Append(CultureInfo.InvariantCulture, $"  {stage}");
        foreach (var (name, term) in value.Terms)
            text.Append(CultureInfo.InvariantCulture, $"  {name} {term:F3}");
        if (value.ClustersUsed is { } used)
            text.Append(CultureInfo.InvariantCulture, $"  clusters {used}");
        text.Append(CultureInfo.InvariantCulture, $"  {value.SamplesPerSecond:F0} samples/s  {LiveLine.Duration(value.TimeLeft)} left");
        return text.ToString();
    }
}
