using System.Diagnostics;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Packages of npm, fetched once into the folder of what is built; none of their scripts runs.</summary>
internal static class NpmPackages
{
    internal const string Web = "onnxruntime-web@1.22.0";
    internal const string Records = "tfrecord@0.2.0";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly Lazy<string?> Lack = new(() =>
    {
        if (Array.TrueForAll([Web, Records], package => Directory.Exists(FolderOf(package))))
            return null;
        try
        {
            var (code, output) = Execute("npm", null, "view", Web, "version", "--fetch-retries=0", "--fetch-timeout=15000");
            return code == 0 ? null : $"npm cannot be asked for {Web}: {output.Trim().Split('\n')[0]}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no npm.";
        }
    });

    private static readonly Lazy<string> WebFolder = new(() => Install(Web));
    private static readonly Lazy<string> RecordsFolder = new(() => Install(Records));

    /// <summary>Why packages cannot be had, if they cannot.</summary>
    internal static string? Missing => Lack.Value;

    /// <summary>The folder <c>dist</c> of <c>onnxruntime-web</c>.</summary>
    internal static string WebFiles => Path.Combine(WebFolder.Value, "node_modules", "onnxruntime-web", "dist");

    /// <summary>The folder of <c>tfrecord</c> and of what it needs.</summary>
    internal static string ForRecords => Path.Combine(RecordsFolder.Value, "node_modules");

    /// <summary>Runs a program to its end; both of its streams are the output.</summary>
    internal static (int Code, string Output) Execute(string program, string? folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath() };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Limit), $"{program} did not end within {Limit}.");
        return (process.ExitCode, output + error.Result);
    }

    private static string FolderOf(string package) =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "npm", package));

    /// <summary>The folder takes its name when it is whole, so that an interrupted installation is done again.</summary>
    private static string Install(string package)
    {
        var folder = FolderOf(package);
        if (Directory.Exists(folder))
            return folder;
        var partial = Directory.CreateDirectory(FormattableString.Invariant($"{folder}-{Environment.ProcessId}")).FullName;
        var (code, output) = Execute("npm", partial, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", package);
        Assert.True(code == 0, output);
        try
        {
            Directory.Move(partial, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another test process was quicker.
            Directory.Delete(partial, recursive: true);
        }

        return folder;
    }
}
