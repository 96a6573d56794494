using System.Globalization;
using System.Text;
using GmmVae.Domain;

namespace GmmVae.Cli.Output;

/// <summary>The streams by which the process speaks: what is told is plain text, and standard error may be lost without a word.</summary>
internal static class Terminal
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>To be called before anything is written. From then on no fault of standard error ends a command; one of standard output
    /// is an <see cref="IOException"/>, since the command's result is lost.</summary>
    internal static void Prepare()
    {
        Console.SetError(new ToldText(IsOpen(StandardError) ? () => Console.OpenStandardError() : null, mayBeLost: true));
        Console.SetOut(new ToldText(IsOpen(StandardOutput) ? () => Console.OpenStandardOutput() : null, mayBeLost: false));
    }

    /// <summary>
    /// Whether the process was started with a stream. Where it was started without (<c>2&gt;&amp;-</c>), the number is that of the first
    /// file that the runtime opened, which is to be written by nobody: such a one, and no other, is closed for programs that are started.
    /// </summary>
    private static bool IsOpen(int descriptor)
    {
        const int ClosedForPrograms = 0x80000;
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/proc/self/fdinfo"))
            return true;
        try
        {
            var flags = File.ReadLines(FormattableString.Invariant($"/proc/self/fdinfo/{descriptor}"))
                .First(line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..].Trim();
            return (Convert.ToInt32(flags, 8) & ClosedForPrograms) == 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>Writes to a stream what may be told, see <see cref="PlainText"/>, at once.</summary>
/// <param name="open">Opens the stream, when first needed; null where there is none.</param>
/// <param name="mayBeLost">Whether it is no fault where nothing can be written.</param>
internal sealed class ToldText(Func<Stream>? open, bool mayBeLost) : TextWriter(CultureInfo.InvariantCulture)
{
    private Stream? stream;

    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        try
        {
            stream ??= open?.Invoke() ?? throw new IOException("Standard output is closed.");
            stream.Write(Encoding.GetBytes(IsErasure(value) ? value : PlainText.Of(value.Replace("\r\n", "\n", StringComparison.Ordinal))));
            stream.Flush();
        }
        catch (Exception fault) when (mayBeLost && fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Whoever does not listen, or cannot, holds nothing up.
        }
    }

    // What takes a line back: blanks between carriage returns.
    private static bool IsErasure(string value) => value is ['\r', .. var blanks, '\r'] && !blanks.AsSpan().ContainsAnyExcept(' ');
}
