using GmmVae.Cli.Commands;
using GmmVae.Cli.Output;

MpiLauncher.UsePlainTerminal();
var result = CommandTree.Build().Parse(args);
if (result.Errors.Count > 0)
{
    MpiLauncher.ReportFailure(UsageErrors.Of(result));
    return ExitCode.WrongUsage;
}

try
{
    return result.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception fault)
{
    var (messages, code) = Failure.Of(fault);
    MpiLauncher.ReportFailure(messages);
    return code;
}
