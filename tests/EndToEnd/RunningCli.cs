using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GmmVae.Tests.EndToEnd;

/// <summary>A started <c>gmmvae</c> process. Disposing ends it if it still runs.</summary>
internal sealed class RunningCli : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private readonly StringBuilder error = new();
    private readonly Task<string> output;
    private readonly Task reading;
    private readonly SemaphoreSlim lines = new(0);

    internal RunningCli(ProcessStartInfo start)
    {
        process = Process.Start(start)!;
        if (start.RedirectStandardInput)
            process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
        reading = ReadError();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        lines.Dispose();
    }

    /// <summary>Waits until standard error holds <paramref name="text"/>; false if the process ended without.</summary>
    internal bool WaitFor(string text)
    {
        while (!Holds(text))
        {
            if (reading.IsCompleted)
                return Holds(text);
            lines.Wait(TimeSpan.FromMilliseconds(20));
        }

        return true;
    }

    /// <summary>Sends a signal, <c>INT</c> say, as a terminal or a shell would.</summary>
    internal void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits so many milliseconds; whether the process has ended by then.</summary>
    internal bool HasEndedWithin(int milliseconds) => process.WaitForExit(milliseconds);

    internal CliResult WaitForExit()
    {
        Assert.True(process.WaitForExit(Limit), $"gmmvae did not end within {Limit}.");
        reading.Wait();
        return new CliResult(process.ExitCode, output.Result, Text());
    }

    private async Task ReadError()
    {
        while (await process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (error)
                error.Append(line).Append('\n');
            lines.Release();
        }
    }

    private bool Holds(string text) => Text().Contains(text, StringComparison.Ordinal);

    private string Text()
    {
        lock (error)
            return error.ToString();
    }
}
