using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
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
        var texts = Repository.Sources(Folders).SelectMany(source =>
            Text().Matches(source.Text).Select(match => (source.Path, match.Value))).ToArray();
        Assert.True(texts.Length > 1000, $"only {texts.Length} texts were found");

        // Style sheets have names that look like options; the root declares them.
        Assert.DoesNotContain(texts, text => Option().IsMatch(text.Value) && !text.Value.Contains(":root", StringComparison.Ordinal));
    }

    /// <summary>An interpolation that makes a string takes a setting's own name for good.</summary>
    [Fact]
    public void No_string_is_interpolated_from_a_setting_or_a_text_with_settings()
    {
        var values = Library.All.SelectMany(library => Interpolated(library.Assembly)).ToArray();
        Assert.NotEmpty(values);
        Assert.DoesNotContain(values, name => name is nameof(Setting) or nameof(ErrorText));
    }

    [Fact]
    public void No_setting_is_named_by_an_invariant_text() =>
        Assert.DoesNotContain(
            Repository.Sources(Folders).SelectMany(source => source.Text.Split('\n').Select(line => (source.Path, Line: line))),
            source => Invariant().IsMatch(source.Line));

    /// <summary>The names of the types of which interpolated strings take values.</summary>
    private static List<string> Interpolated(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        var names = new List<string>();
        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            var method = reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row));
            if (method.Method.Kind != HandleKind.MemberReference)
                continue;
            var called = reader.GetMemberReference((MemberReferenceHandle)method.Method);
            if (called.Parent.Kind != HandleKind.TypeReference || NameOf(reader, called.Parent) != nameof(DefaultInterpolatedStringHandler))
                continue;
            var arguments = reader.GetBlobReader(method.Signature);
            arguments.ReadSignatureHeader();
            arguments.ReadCompressedInteger();
            if (arguments.ReadSignatureTypeCode() == SignatureTypeCode.TypeHandle)
                names.Add(NameOf(reader, arguments.ReadTypeHandle()));
        }

        return names;
    }

    private static string NameOf(MetadataReader reader, EntityHandle type) => reader.GetString(type.Kind == HandleKind.TypeReference
        ? reader.GetTypeReference((TypeReferenceHandle)type).Name
        : reader.GetTypeDefinition((TypeDefinitionHandle)type).Name);

    // A comment or a string; one with strings in its holes is found in pieces.
    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|\"{3}.*?\"{3}|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline)]
    private static partial Regex Text();

    [GeneratedRegex("--[a-z]")]
    private static partial Regex Option();

    [GeneratedRegex(@"Invariant\(\$.*\{Setting\.|Invariant\(\$.*\.Text\}")]
    private static partial Regex Invariant();
}
