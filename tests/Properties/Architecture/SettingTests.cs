using System.Reflection;
using System.Text.RegularExpressions;

namespace GmmVae.Tests.Properties;

/// <summary>Below the command line, errors carry settings, and no text speaks of options.</summary>
public sealed partial class SettingTests
{
    private static readonly string[] Folders =
    [
        "src/GmmVae.Domain", "src/GmmVae.Engine", "src/GmmVae.Engine.Torch", "src/GmmVae.Facade", "src/GmmVae.Report",
    ];

    [Fact]
    public void Every_setting_has_the_name_of_a_property_or_method_that_there_is()
    {
        var members = Library.All.SelectMany(library => library.Assembly.GetExportedTypes())
            .SelectMany(type => type.GetMembers().Where(member => member.MemberType is MemberTypes.Property or MemberTypes.Method))
            .SelectMany(member => new[] { member.Name, $"{member.DeclaringType!.Name}.{member.Name}" })
            .ToHashSet();
        Assert.All(Enum.GetValues<Setting>(), setting =>
            Assert.Contains(PropertyNames.Of(setting).Replace(" = false", "", StringComparison.Ordinal), members));
    }

    [Fact]
    public void No_text_and_no_comment_below_the_command_line_speaks_of_its_options()
    {
        var texts = Repository.Sources(Folders).SelectMany(source => Text().Matches(source.Text).Select(match => (source.Path, match.Value))).ToArray();
        Assert.True(texts.Length > 1000, $"only {texts.Length} texts were found");

        // Style sheets have names that look like options; the root declares them.
        Assert.DoesNotContain(texts, text => Option().IsMatch(text.Value) && !text.Value.Contains(":root", StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_goes_into_a_text_as_a_value_and_never_as_its_name() =>
        Assert.DoesNotContain(
            Repository.Sources(Folders).SelectMany(source => source.Text.Split('\n').Select(line => (source.Path, Line: line))),
            source => NamedTooSoon().IsMatch(source.Line));

    // A comment or a string; one with strings in its holes is found in pieces.
    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|\"{3}.*?\"{3}|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline)]
    private static partial Regex Text();

    [GeneratedRegex("--[a-z]")]
    private static partial Regex Option();

    [GeneratedRegex("""(Invariant|string\.Create)\(.*\{Setting\.|(Invariant|string\.Create)\(.*\.Text\}""")]
    private static partial Regex NamedTooSoon();
}
