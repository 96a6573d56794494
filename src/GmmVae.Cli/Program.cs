using GmmVae.Cli.Commands;
using GmmVae.Cli.Output;

MpiLauncher.UsePlainTerminal();
var result = CommandTree.Build().Parse(args);
if (result.Errors.Count > 0)
{
    MpiLauncher.ReportFailure([.. result.Errors.Select(error =>
        error.Message), "Run gmmvae --help, or gmmvae COMMAND --help, for what there is."]);
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
