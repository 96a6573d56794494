namespace GmmVae.Tests.EndToEnd;

/// <summary>One quick reproduction for all tests that look at it or go on from a copy of it.</summary>
internal static class QuickReproduction
{
    private static readonly Lazy<TemporaryFolder> Root = new(() =>
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    });

    private static readonly Lazy<CliResult> First = new(() => Cli.Run("reproduce", "--quick", "--json", "--out", Root.Value["report"]));

    /// <summary>What the command said.</summary>
    internal static CliResult Result => First.Value;

    /// <summary>Where the report is; not to be changed.</summary>
    internal static string Folder
    {
        get
        {
            Cli.Succeeds(Result);
            return Root.Value["report"];
        }
    }
}
