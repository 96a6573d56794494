using System.Text.RegularExpressions;

namespace GmmVae.Tests.Properties;

/// <summary>The source text that the tests were built from.</summary>
internal static partial class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files under some folders, each with its path from the root (with slashes) and its text.</summary>
    public static IEnumerable<(string Path, string Text)> Sources(params string[] folders) =>
        from folder in folders
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        orderby path
        select (path, File.ReadAllText(file));

    /// <summary>The same as <see cref="Sources"/> without comments and the insides of plain strings.</summary>
    public static IEnumerable<(string Path, string Code)> Code(params string[] folders) =>
        Sources(folders).Select(source => (source.Path, Blank(source.Text)));

    /// <summary>C# text with every comment and every plain string blanked; line breaks stay.</summary>
    public static string Blank(string text) => CommentOrString().Replace(
        text, match => match.Value[0] == '/' ? new string('\n', match.Value.Count(c => c == '\n')) : "\"\"");

    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|\"{3}.*?\"{3}|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline)]
    private static partial Regex CommentOrString();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GmmVae.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
