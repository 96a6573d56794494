using System.Globalization;

namespace GmmVae.Cli;

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
