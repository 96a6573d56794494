using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Cli.Output;

/// <summary>Shows a training on standard error: a line an epoch, and on a terminal a line that follows the steps.</summary>
/// <param name="output">Where to.</param>
/// <param name="live">The line that follows the steps, if others write to it too.</param>
internal sealed class ProgressDisplay(TextWriter output, LiveLine? live = null) : IProgress<TrainingProgress>
{
    private readonly LiveLine live = live ?? new(output);
    private const string Objective = "objective";

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
            output.WriteLine(live.Fit(Parts(value, FormattableString.Invariant($"epoch {value.Epoch}/{value.Epochs}"))));
            foreach (var warning in value.Warnings.Where(warning => shown.Add(warning.Split(':')[0])))
                output.WriteLine($"WARNING {warning}");
        }
        else if (live.IsOnTerminal)
        {
            live.Show((double)value.Step / value.TotalSteps,
                Parts(value, FormattableString.Invariant($"step {value.Step}/{value.TotalSteps}")));
        }
    }

    /// <summary>Runs what reports here; whatever comes of it, the live line is gone afterwards.</summary>
    internal T Follow<T>(Func<T> run) => live.Follow(run);

    /// <summary>What a line says, what matters most first; the time left stands last in the line all the same.</summary>
    private static LineParts Parts(TrainingProgress value, string start) => new(
        start,
        [
            .. value.Stage is { } stage ? [stage] : Array.Empty<string>(),
            .. value.Terms.OrderByDescending(term => term.Name == Objective).Take(1).Select(Words),
            .. value.ClustersUsed is { } used ? [FormattableString.Invariant($"clusters {used}")] : Array.Empty<string>(),
            FormattableString.Invariant($"{value.SamplesPerSecond:F0} samples/s"),
            .. value.Terms.OrderByDescending(term => term.Name == Objective).Skip(1).Select(Words),
        ],
        $"{LiveLine.Duration(value.TimeLeft)} left");

    private static string Words((string Name, double Value) term) => FormattableString.Invariant($"{term.Name} {term.Value:F3}");
}

/// <summary>A line of which parts may be left out where it is too long.</summary>
/// <param name="Start">What it begins with.</param>
/// <param name="Middle">What comes then, what matters most first.</param>
/// <param name="End">What it ends with.</param>
internal sealed record LineParts(string Start, IReadOnlyList<string> Middle, string End)
{
    private const string Gap = "  ";

    /// <summary>As many parts, in order, as fit into a line.</summary>
    internal string Fit(int length)
    {
        var room = length - Start.Length - Gap.Length - End.Length;
        var kept = Middle.TakeWhile(part => (room -= Gap.Length + part.Length) >= 0);
        return string.Join(Gap, [Start, .. kept, End]);
    }
}

/// <summary>A line at the bottom of a terminal that is written over and over.</summary>
internal sealed class LiveLine(TextWriter output)
{
    private const int BarLength = 20;

    private int length;

    private static int Width => Math.Max(20, Console.WindowWidth - 1);

    internal bool IsOnTerminal { get; } = !Console.IsErrorRedirected;

    /// <summary>Shows a line with a bar of how much is done, in the place of the one before.</summary>
    internal void Show(double share, LineParts parts)
    {
        var full = (int)Math.Round(BarLength * Math.Clamp(share, 0, 1));
        var bar = $"[{new string('#', full)}{new string('-', BarLength - full)}] ";
        Show(bar + parts.Fit(Width - bar.Length));
    }

    /// <summary>Shows a line in the place of the one before.</summary>
    internal void Show(string line)
    {
        Clear();
        line = line[..Math.Min(line.Length, Width)];
        output.Write(line);
        length = line.Length;
    }

    /// <summary>A line that stays: whole, but in a terminal, where it has what fits.</summary>
    internal string Fit(LineParts parts) => parts.Fit(IsOnTerminal ? Width : int.MaxValue);

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
        if (live.IsOnTerminal && value.Total is > 0 and { } rows)
        {
            var left = TimeSpan.FromSeconds((rows - value.Rows) / Math.Max(value.RowsPerSecond, 1e-9));
            live.Show((double)value.Rows / rows, new(line, [], $"{LiveLine.Duration(left)} left"));
        }
        else if (live.IsOnTerminal)
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
