namespace GmmVae.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    internal const int Done = 0;
    internal const int RunFailed = 1;
    internal const int WrongUsage = 2;
    internal const int UnusableData = 3;
    internal const int NoAccess = 4;
    internal const int Cancelled = 130;

    internal static int Of(FailureKind kind) => kind switch
    {
        FailureKind.Run => RunFailed,
        FailureKind.Usage => WrongUsage,
        FailureKind.Data => UnusableData,
        FailureKind.Access => NoAccess,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
