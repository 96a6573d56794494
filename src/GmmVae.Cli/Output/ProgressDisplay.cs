using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GmmVae.Cli.Output;

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

/// <summary>A line at the bottom of a terminal that is written over and over.</summary>
internal sealed class LiveLine(TextWriter output)
{
    private int length;

    internal bool IsOnTerminal { get; } = !Console.IsErrorRedirected;

    internal void Show(string line)
    {
        Clear();
        line = line[..Math.Min(line.Length, Math.Max(20, Console.WindowWidth - 1))];
        output.Write(line);
        length = line.Length;
    }

    internal void Clear()
    {
        if (length > 0)
            output.Write($"\r{new string(' ', length)}\r");
        length = 0;
    }

    /// <summary>Runs what shows lines here; whatever comes of it, the line is gone afterwards.</summary>
    internal T Follow<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        finally
        {
            Clear();
        }
    }

    internal static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}

/// <summary>Shows a pass over rows on standard error: a line that follows on a terminal, a new line every few seconds elsewhere.</summary>
internal sealed class RowProgressDisplay(TextWriter output) : IProgress<RowProgress>
{
    private const double SecondsBetweenLines = 5;

    private readonly LiveLine live = new(output);
    private readonly Stopwatch sinceLine = new();

    public void Report(RowProgress value)
    {
        var total = value.Total is { } all ? "/" + all.ToString(CultureInfo.InvariantCulture) : "";
        var line = string.Create(CultureInfo.InvariantCulture, $"row {value.Rows}{total}  {value.RowsPerSecond:F0} rows/s");
        if (live.IsOnTerminal)
        {
            live.Show(line);
        }
        else if (!sinceLine.IsRunning || sinceLine.Elapsed.TotalSeconds >= SecondsBetweenLines)
        {
            output.WriteLine(line);
            sinceLine.Restart();
        }
    }

    /// <summary>Runs what reports here; whatever comes of it, the live line is gone afterwards.</summary>
    internal T Follow<T>(Func<T> run) => live.Follow(run);
}
