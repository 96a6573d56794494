using System.Text.RegularExpressions;

namespace GmmVae.Tests.Properties;

/// <summary>Where the documentation's links and the messages' pointers lead.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Pages =
    [
        "README.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md",
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(file =>
            Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_relative_link_leads_to_a_file_and_every_anchor_to_a_heading_of_it()
    {
        var links = Pages.SelectMany(page =>
            Link().Matches(Prose(page)).Select(match => (Page: page, Target: match.Groups["target"].Value)))
            .Where(link => !link.Target.Contains("://", StringComparison.Ordinal)).ToArray();
        Assert.InRange(links.Length, 50, 1000);
        Assert.DoesNotContain(links, link => !Resolves(link.Page, link.Target));
    }

    [Fact]
    public void Every_page_is_in_the_index()
    {
        var linked = Link().Matches(Prose("docs/README.md")).Select(match => match.Groups["target"].Value).ToHashSet();
        Assert.DoesNotContain(Pages, page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md"
            && !linked.Contains(page["docs/".Length..]));
    }

    [Fact]
    public void Every_page_and_entry_that_a_message_points_to_is_there()
    {
        var entries = typeof(Faq).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToArray();
        Assert.InRange(entries.Length, 5, 50);
        Assert.All(entries, entry => Assert.Contains('#', entry));
        var pointers = Repository.Sources("src").SelectMany(source =>
            Pointer().Matches(source.Text).Select(match => match.Value)).ToArray();
        Assert.Contains("docs/faq.md", pointers);
        Assert.DoesNotContain(pointers.Concat(entries), target => !Resolves("README.md", target));
    }

    [Fact]
    public void Every_entry_is_pointed_to()
    {
        var code = string.Concat(Repository.Sources("src").Where(source =>
            !source.Path.EndsWith("/Faq.cs", StringComparison.Ordinal)).Select(source => source.Text));
        Assert.All(typeof(Faq).GetFields(), field => Assert.Contains($"Faq.{field.Name}", code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("## What is *kept*, and `how`?", "what-is-kept-and-how")]
    [InlineData("# NPY and NPZ", "npy-and-npz")]
    [InlineData("## Training for clusters: `--preset clustering`", "training-for-clusters---preset-clustering")]
    public void Anchors_are_made_of_headings_as_GitHub_makes_them(string heading, string anchor) =>
        Assert.Equal([anchor], Anchors(heading));

    private static bool Resolves(string page, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var file, var rest] ? (file, rest) : (target, null);
        var full = path.Length == 0 ? Path.Combine(Repository.Root, page)
            : Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, path);
        return Path.Exists(full) && (anchor is null || Anchors(File.ReadAllText(full)).Contains(anchor));
    }

    /// <summary>The anchors of a page's headings; the second of the same name would have a number.</summary>
    private static string[] Anchors(string text) =>
        [.. Heading().Matches(Fence().Replace(text, "")).Select(match =>
            Left().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')).Distinct()];

    /// <summary>A page without code.</summary>
    private static string Prose(string page) =>
        Code().Replace(Fence().Replace(File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n"), ""), "code");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"docs/[\w-]+\.md(#[\w-]+)?")]
    private static partial Regex Pointer();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\\n]+`")]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Left();
}
