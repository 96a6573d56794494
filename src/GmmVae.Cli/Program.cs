using GmmVae;
using GmmVae.Cli;

var result = CommandTree.Build().Parse(args);
if (result.Errors.Count > 0)
{
    foreach (var error in result.Errors)
        Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("Run gmmvae --help, or gmmvae COMMAND --help, for what there is.");
    return ExitCode.WrongUsage;
}

try
{
    return result.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (GmmVaeException failure)
{
    foreach (var error in failure.Errors)
        Console.Error.WriteLine(error);
    return ExitCode.Of(failure.Kind);
}
catch (OperationCanceledException cancelled)
{
    Console.Error.WriteLine(cancelled.Message);
    return ExitCode.Cancelled;
}
catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(fault.Message);
    return ExitCode.NoAccess;
}
catch (Exception fault)
{
    Console.Error.WriteLine($"gmmvae stopped on a fault of its own: {fault.GetType().Name}: {fault.Message}");
    Console.Error.WriteLine("Please report it with the command line.");
    return ExitCode.RunFailed;
}
