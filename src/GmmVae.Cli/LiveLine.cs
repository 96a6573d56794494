using System.Globalization;

namespace GmmVae.Cli;

/// <summary>Lines of progress, the last of which changes in place while the output is a terminal.</summary>
internal sealed class LiveLine(TextWriter output)
{
    private readonly bool isTerminal = !Console.IsErrorRedirected;
    private int liveLength;

    /// <summary>A line that stays.</summary>
    internal void Line(string text)
    {
        Clear();
        output.WriteLine(text);
    }

    /// <summary>A line that the next one replaces; nothing where the output is no terminal.</summary>
    internal void Show(string text)
    {
        if (!isTerminal)
            return;
        Clear();
        text = text[..Math.Min(text.Length, Math.Max(20, Console.WindowWidth - 1))];
        output.Write(text);
        liveLength = text.Length;
    }

    /// <summary>Runs what shows lines here; whatever comes of it, the live line is gone afterwards.</summary>
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

    private void Clear()
    {
        if (liveLength > 0)
            output.Write($"\r{new string(' ', liveLength)}\r");
        liveLength = 0;
    }
}
