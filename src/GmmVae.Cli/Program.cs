using GmmVae.Cli.Commands;
using GmmVae.Cli.Output;

// Each step is a method of its own: one that cannot be compiled, since its libraries cannot be loaded, fails where it is called.
try
{
    return Run(args);
}
catch (Exception fault)
{
    try
    {
        return Tell(fault);
    }
    catch (IOException)
    {
        TellOfMissingFiles();
        return ExitCode.NoAccess;
    }
}

static int Run(string[] args)
{
    MpiLauncher.UsePlainTerminal();
    Terminal.Prepare();
    var result = CommandTree.Build().Parse(args);
    if (result.Errors.Count == 0 && MpiLauncher.Objection(result) is { } objection)
    {
        MpiLauncher.ReportFailure([objection]);
        return ExitCode.WrongUsage;
    }

    if (result.Errors.Count == 0)
        return result.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    MpiLauncher.ReportFailure(UsageErrors.Of(result));
    return ExitCode.WrongUsage;
}

static int Tell(Exception fault)
{
    var (messages, code) = Failure.Of(fault);
    MpiLauncher.ReportFailure(messages);
    return code;
}

static void TellOfMissingFiles()
{
    try
    {
        Console.Error.WriteLine("gmmvae cannot open its own files: some are missing, or too few may be open (ulimit -n).");
    }
    catch (IOException)
    {
        // Nor the terminal's.
    }
}
