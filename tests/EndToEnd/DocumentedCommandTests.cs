using System.Text.RegularExpressions;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The commands of README and documentation are commands that the tool takes.</summary>
public sealed partial class DocumentedCommandTests
{
    private static readonly string[] Pages =
    [
        "README.md", "CONTRIBUTING.md",
        .. Directory.EnumerateFiles(Path.Combine(PackageTests.Root, "docs"), "*.md").Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_documented_command_can_be_read()
    {
        var commands = Pages.SelectMany(page => Commands(File.ReadAllText(Path.Combine(PackageTests.Root, page)).ReplaceLineEndings("\n"))
            .Select(command => (Page: page, Command: command))).ToArray();
        Assert.InRange(commands.Length, 40, 500);
        Assert.All(commands, found =>
            Assert.True(CommandTree.Build().Parse(found.Command).Errors.Count == 0, $"{found.Page}: gmmvae {found.Command}"));
    }

    /// <summary>What follows the tool's name in blocks of shell commands, without comments and redirections.</summary>
    private static IEnumerable<string> Commands(string page) => Block().Matches(page)
        .SelectMany(block => block.Groups["lines"].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        .Select(line => Tool().Match(Comment().Replace(line, "")))
        .Where(found => found.Success).Select(found => found.Groups["words"].Value.Trim());

    [GeneratedRegex("^```sh[^\n]*\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?:^|\s)(?:gmmvae|src/GmmVae\.Cli --)(?<words> [^<>|&;]*)")]
    private static partial Regex Tool();
}
