using System.Text.RegularExpressions;

namespace GmmVae.Tests.Properties;

/// <summary>How the source is laid out.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 300;

    [Fact]
    public void Files_are_at_most_300_lines_long() =>
        Assert.DoesNotContain(
            Repository.Sources("src", "tests", "bench").Select(source => (source.Path, Lines: source.Text.TrimEnd('\n').Count(c => c == '\n') + 1)),
            file => file.Lines > LongestFile);

    [Fact]
    public void A_file_has_one_public_type_and_its_name()
    {
        foreach (var (path, code) in Repository.Code("src"))
        {
            var stem = Path.GetFileNameWithoutExtension(path).Split('.')[0];
            var visible = TopLevelType().Matches(code)
                .Where(match => match.Value.StartsWith("public", StringComparison.Ordinal))
                .Select(match => match.Groups["name"].Value).Distinct().ToArray();
            Assert.True(visible.Length <= 1, $"{path} has the public types {string.Join(", ", visible)}");
            Assert.True(visible.Length == 0 || visible[0] == stem, $"{path} is not named after {visible.FirstOrDefault()}");
        }
    }

    [Fact]
    public void Public_types_are_found_by_the_scan()
    {
        var declared = Repository.Code("src/GmmVae.Domain", "src/GmmVae.Engine", "src/GmmVae.Facade")
            .SelectMany(source => TopLevelType().Matches(source.Code))
            .Where(match => match.Value.StartsWith("public", StringComparison.Ordinal))
            .Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal);
        var compiled = Library.All.SelectMany(library => library.Assembly.GetExportedTypes())
            .Where(type => !type.IsNested).Select(type => type.Name.Split('`')[0]).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(compiled, declared);
    }

    [Fact]
    public void Namespaces_are_those_of_the_projects()
    {
        foreach (var (project, name) in new[] { ("Domain", "GmmVae.Domain"), ("Engine", "GmmVae.Engine"), ("Facade", "GmmVae"), ("Cli", "GmmVae.Cli") })
            foreach (var (path, code) in Repository.Code($"src/GmmVae.{project}"))
                foreach (Match match in Namespace().Matches(code))
                    Assert.True(match.Groups["name"].Value == name, $"{path} is in the namespace {match.Groups["name"].Value}");
    }

    [Fact]
    public void Unsafe_code_is_only_in_the_kernels_and_the_arena()
    {
        var files = Repository.Code("src").Where(source => Unsafe().IsMatch(source.Code)).Select(source => source.Path).ToArray();
        Assert.NotEmpty(files);
        Assert.All(files, path => Assert.True(
            path.StartsWith("src/GmmVae.Engine/Kernels/", StringComparison.Ordinal) || path == "src/GmmVae.Engine/Execution/Arena.cs", path));
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
        var code = Repository.Blank("var a = \"unsafe // b\"; // unsafe\n/* unsafe\n */ var c = '\"'; /// unsafe\nvar d = @\"\"\"unsafe\"\"\";");
        Assert.DoesNotContain("unsafe", code, StringComparison.Ordinal);
        Assert.Equal(3, code.Count(c => c == '\n'));
        Assert.Contains("var c", code, StringComparison.Ordinal);
        Assert.Contains("var d", code, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(public |internal |file )?((sealed|static|abstract|readonly|partial|ref|unsafe) )*(class|record struct|record class|record|struct|interface|enum|delegate [\w<>?,. ]+?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex Unsafe();
}
