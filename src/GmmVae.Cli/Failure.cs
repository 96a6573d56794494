namespace GmmVae.Cli;

/// <summary>What is said of a failure, and the exit code.</summary>
internal static class Failure
{
    internal static (IReadOnlyList<string> Messages, int ExitCode) Of(Exception fault) => fault switch
    {
        GmmVaeException failure => (failure.Errors, Cli.ExitCode.Of(failure.Kind)),
        OperationCanceledException => ([fault.Message], Cli.ExitCode.Cancelled),
        IOException or UnauthorizedAccessException => ([fault.Message], Cli.ExitCode.NoAccess),
        _ => ([$"gmmvae stopped on a fault of its own: {fault.GetType().Name}: {fault.Message}", "Please report it with the command line."], Cli.ExitCode.RunFailed),
    };
}
