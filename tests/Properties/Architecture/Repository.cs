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

    /// <summary>The names of the types that code declares outside of other types.</summary>
    public static IEnumerable<string> TopLevelTypes(string code) =>
        TopLevelType().Matches(code).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^(public |internal |file )?((sealed|static|abstract|readonly|partial|ref|unsafe) )*(class|record struct|record class|record|struct|interface|enum|delegate [\w<>?,. \[\]()]+?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

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
