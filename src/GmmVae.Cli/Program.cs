using GmmVae.Cli;

Together.Prepare();
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
catch (Exception fault)
{
    var (messages, code) = Failure.Of(fault);
    foreach (var message in messages)
        Console.Error.WriteLine(message);
    return code;
}
