namespace GmmVae.Tests.EndToEnd;

/// <summary>What an ended process left: its exit code and its two streams.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Both streams and the exit code, for the message of a failed assertion.</summary>
    public override string ToString() => $"exit code {ExitCode}\n--- standard output\n{Output}\n--- standard error\n{Error}";
}
