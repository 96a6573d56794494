using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Starts the built command line as a process of its own.</summary>
internal static partial class Cli
{
    private const int MostLinesOfAnError = 12;

    /// <summary>Runs a command to its end, without a data folder.</summary>
    internal static CliResult Run(params string[] arguments) => Run(arguments, environment: null);

    internal static CliResult Run(string[] arguments, (string Name, string Value)[]? environment, string? folder = null)
    {
        using var running = Start(arguments, environment, folder);
        return running.WaitForExit();
    }

    /// <summary>Starts a command, by itself or with what a launcher such as mpirun starts.</summary>
    internal static RunningCli Start(
        string[] arguments, (string Name, string Value)[]? environment = null, string? folder = null, params string[] launcher)
    {
        string[] program = [.. launcher, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"];
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "gmmvae.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("GMMVAE_DATA");

        // Nothing is downloaded from here, and nothing of this user's is found.
        start.Environment["HTTPS_PROXY"] = "http://127.0.0.1:9";
        start.Environment.Remove("NO_PROXY");
        start.Environment.Remove("no_proxy");
        start.Environment.Remove("https_proxy");
        start.Environment["XDG_DATA_HOME"] = Path.Combine(AppContext.BaseDirectory, "no-data");
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        return new RunningCli(start);
    }

    /// <summary>Requires success and returns standard output.</summary>
    internal static string Succeeds(CliResult result)
    {
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }

    /// <summary>Requires a refusal: its exit code, a short message on standard error that holds every fragment, no stack trace,
    /// and nothing on standard output.</summary>
    internal static void Refuses(CliResult result, int exitCode, params string[] fragments)
    {
        Assert.True(result.ExitCode == exitCode, $"wanted exit code {exitCode}\n{result}");
        Assert.Equal("", result.Output);
        foreach (var fragment in fragments)
            Assert.Contains(fragment, result.Error, StringComparison.Ordinal);
        Assert.InRange(result.Error.TrimEnd().Split('\n').Length, 1, MostLinesOfAnError);
        Assert.DoesNotMatch(StackTrace(), result.Error);
        Assert.DoesNotContain("fault of its own", result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Unhandled exception|Exception:|^\s+at [\w.`<>]+\(|\.cs:line", RegexOptions.Multiline)]
    private static partial Regex StackTrace();
}
