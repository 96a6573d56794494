using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Sources;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>Where results may go: not over what they come from, and not over what a run keeps.</summary>
internal static class OutputPlace
{
    private static readonly StringComparison Names =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>What speaks against writing a file: null where nothing does.</summary>
    /// <param name="output">The file.</param>
    /// <param name="inputs">Sources of data, and files, that are read; null and names of sources are none.</param>
    internal static string? Objection(string output, params IEnumerable<string?> inputs)
    {
        if (RunFolder.OfOwnFile(output) is { } run)
            return $"'{output}' is a file of the run in '{run}', which it needs; give another file";
        return inputs.OfType<string>().SelectMany(FileParts.AllFiles).FirstOrDefault(file => AreSame(output, file)) is { } same
            ? $"'{output}' is what is read: '{same}'; give another file"
            : null;
    }

    /// <summary>What speaks against a new run in a folder, whose old run goes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="inputs">Sources of data, runs and files that are read.</param>
    internal static string? ObjectionToRun(string folder, params IEnumerable<string?> inputs)
    {
        string[] going = [.. RunFolder.OwnPaths(folder)];
        return inputs.OfType<string>()
            .SelectMany(input => Directory.Exists(input) && RunFolder.IsOne(input) ? RunFolder.OwnPaths(input) : FileParts.AllFiles(input))
            .FirstOrDefault(file => Array.Exists(going, old => AreSame(old, file))) is { } same
                ? $"a new run in '{folder}' would replace what is read: '{same}'; give another folder"
                : null;
    }

    /// <summary>Whether two paths lead to one file.</summary>
    private static bool AreSame(string one, string other) =>
        string.Equals(Path.GetFullPath(one), Path.GetFullPath(other), Names)
        || (FileEntry.Behind(one) is { Number: not null } file && file.IsSame(FileEntry.Behind(other)));
}
