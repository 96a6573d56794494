using System.Text.RegularExpressions;

namespace GmmVae.Tests.Properties;

/// <summary>How the source is laid out.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 300;
    private const int LongestLine = 140;

    [Fact]
    public void Files_are_at_most_300_lines_long() =>
        Assert.DoesNotContain(
            Repository.Sources("src", "tests", "bench").Select(source =>
                (source.Path, Lines: source.Text.TrimEnd('\n').Count(c => c == '\n') + 1)),
            file => file.Lines > LongestFile);

    /// <summary>A text in quotes may make a line longer: it is looked for as it is read, so that it stays whole.</summary>
    [Fact]
    public void Lines_are_at_most_140_characters_long_but_for_texts() =>
        Assert.Empty(
            from source in Repository.Sources("src", "tests", "bench", "samples")
            let text = RawText().Replace(source.Text, match => new string('\n', match.Value.Count(c => c == '\n')))
            from line in text.Split('\n').Select((line, i) => (Text: Quoted().Replace(line, ""), Number: i + 1))
            where line.Text.Length > LongestLine
            select $"{source.Path}:{line.Number}");

    [Fact]
    public void A_file_of_one_type_has_its_name()
    {
        foreach (var (path, code) in Repository.Code("src"))
            if (Repository.TopLevelTypes(code).Distinct().ToArray() is [var only])
                Assert.True(Path.GetFileNameWithoutExtension(path).Split('.')[0] == only, $"{path} declares {only}");
    }

    [Fact]
    public void Few_types_are_public()
    {
        Assert.InRange(Public(Library.Domain), 1, 110);
        Assert.InRange(Public(Library.Engine), 1, 12);

        static int Public(Library library) => library.Assembly.GetExportedTypes().Count(type => !type.IsNested);
    }

    [Fact]
    public void Public_types_are_found_by_the_scan()
    {
        var declared = Repository.Code("src/GmmVae.Domain", "src/GmmVae.Engine", "src/GmmVae.Facade", "src/GmmVae.Report")
            .SelectMany(source => Repository.TopLevelTypes(source.Code)).ToHashSet();
        var compiled = Library.All.SelectMany(library => library.Assembly.GetExportedTypes())
            .Where(type => !type.IsNested).Select(type => type.Name.Split('`')[0]).Distinct();
        Assert.All(compiled, name => Assert.Contains(name, declared));
    }

    [Fact]
    public void A_folder_is_a_namespace_and_the_facade_is_one_for_its_users()
    {
        foreach (var (path, code) in Repository.Code("src"))
            foreach (Match match in Namespace().Matches(code))
                Assert.Equal(
                    path.StartsWith("src/GmmVae.Facade/", StringComparison.Ordinal)
                        ? "GmmVae"
                        : Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.'),
                    match.Groups["name"].Value);
    }

    [Fact]
    public void Unsafe_code_is_only_in_the_kernels_and_the_arena()
    {
        var files = Repository.Code("src").Where(source => Unsafe().IsMatch(source.Code)).Select(source => source.Path).ToArray();
        Assert.NotEmpty(files);
        Assert.All(files, path => Assert.True(
            path.StartsWith("src/GmmVae.Engine/Managed/Kernels/", StringComparison.Ordinal) || path == "src/GmmVae.Engine/Engines/Arena.cs",
            path));
    }

    [Fact]
    public void Only_the_engine_may_be_compiled_with_unsafe_code() =>
        Assert.Equal(
            ["GmmVae.Engine.csproj"],
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Where(file => File.ReadAllText(file).Contains("AllowUnsafeBlocks", StringComparison.Ordinal)).Select(Path.GetFileName));

    [Fact]
    public void Comments_and_strings_are_not_code()
    {
        var code =
            Repository.Blank("var a = \"unsafe // b\"; // unsafe\n/* unsafe\n */ var c = '\"'; /// unsafe\nvar d = @\"\"\"unsafe\"\"\";");
        Assert.DoesNotContain("unsafe", code, StringComparison.Ordinal);
        Assert.Equal(3, code.Count(c => c == '\n'));
        Assert.Contains("var c", code, StringComparison.Ordinal);
        Assert.Contains("var d", code, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"""(\\.|[^""\\])*""")]
    private static partial Regex Quoted();

    [GeneratedRegex("\"{3}.*?\"{3}", RegexOptions.Singleline)]
    private static partial Regex RawText();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex Unsafe();
}
