using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Cli;

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
