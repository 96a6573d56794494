using System.Text;
using System.Text.Json.Nodes;

namespace GmmVae.Engine;

/// <summary>
/// Lines of JSON by which processes tell each other what they do, in a file that all of them see: each reads what is new and may add a line while the
/// others wait.
/// </summary>
/// <remarks>Not thread-safe: each process, or thread, has an instance of its own. A process that dies holds nobody up.</remarks>
public sealed class SharedLines
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    private readonly string? path;
    private long read;

    private SharedLines(string? path) => this.path = path;

    /// <summary>Of one process by itself, which there is nobody to tell.</summary>
    public static SharedLines Alone() => new(null);

    /// <summary>In a file that is there.</summary>
    public static SharedLines In(string path) => new(path);

    /// <summary>Reads what others have written since the last call, and adds what comes of it.</summary>
    /// <param name="answer">Given the others' new lines, the line to add, or null.</param>
    /// <exception cref="IOException">The file cannot be read or written, or has been made anew by others.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Exchange(Func<IReadOnlyList<JsonObject>, JsonObject?> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (path is null)
        {
            answer([]);
            return;
        }

        using var lines = Take(path);
        if (lines.Length < read)
            throw new IOException("Others use this folder at the same time.");
        lines.Position = read;
        var news = new byte[lines.Length - read];
        lines.ReadExactly(news);
        var added = answer([.. Encoding.UTF8.GetString(news).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())]);
        if (added is not null)
            lines.Write(RunJson.Line(added));
        read = lines.Length;
    }

    /// <summary>Opens the file once no other process has it open.</summary>
    private static FileStream Take(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException fault) when (FileErrors.IsInUse(fault))
            {
                Thread.Sleep(Turn);
            }
        }
    }
}
