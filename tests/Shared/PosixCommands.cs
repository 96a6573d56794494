using System.Diagnostics;

namespace GmmVae.Tests;

/// <summary>Entries of folders that .NET makes none of.</summary>
internal static class PosixCommands
{
    /// <summary>Whether there are such commands here.</summary>
    public static bool AreThere => OperatingSystem.IsLinux();

    /// <summary>Gives a file a second name.</summary>
    public static void HardLink(string file, string name) => Run("ln", file, name);

    /// <summary>Makes a pipe with a name, which nobody writes to.</summary>
    public static void Pipe(string name) => Run("mkfifo", name);

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

/// <summary>A test with pipes and links: skipped, visibly, where the system has none that a test can make.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PosixFactAttribute : FactAttribute
{
    public PosixFactAttribute()
    {
        if (!PosixCommands.AreThere)
            Skip = "Pipes and hard links are made on Linux alone.";
    }
}
