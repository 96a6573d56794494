using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Bench;

/// <summary>
/// Runs a command and writes what memory it holds meanwhile: all that is resident, of that what is its own (a mapped file's pages are not),
/// and what it has read from the disk so far. Linux only.
/// </summary>
internal static class ResidentCommand
{
    private const double Mebi = 1 << 20;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is not ["--every", var seconds, var program, .. var rest])
            throw new ArgumentException("resident needs --every SECONDS and a command.");
        var every = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, rest.ToArray()))!;
        var table = new List<string> { "| seconds | resident, MiB | of it own | read, MiB |", "|---:|---:|---:|---:|" };
        do
        {
            if (Sample(process.Id) is { } sample)
                table.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {clock.Elapsed.TotalSeconds:F0} | {sample.Resident / Mebi:F0} | {sample.Own / Mebi:F0} | {sample.Read / Mebi:F0} |"));
        }
        while (!process.WaitForExit(every));
        table.ForEach(Console.WriteLine);
        return process.ExitCode;
    }

    /// <summary>In bytes; nothing of a process that has ended.</summary>
    private static (double Resident, double Own, double Read)? Sample(int process)
    {
        try
        {
            var status = File.ReadAllLines(FormattableString.Invariant($"/proc/{process}/status"));
            var traffic = File.ReadAllLines(FormattableString.Invariant($"/proc/{process}/io"));
            return (Number(status, "VmRSS:") * 1024, Number(status, "RssAnon:") * 1024, Number(traffic, "read_bytes:"));
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException)
        {
            return null;
        }
    }

    private static double Number(string[] lines, string name) => double.Parse(
        lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
