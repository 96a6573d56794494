using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>
/// A collection expression for an immutable collection of LanguageExt compiles to calls of <c>Add</c> whose results are
/// dropped: it is empty whatever it lists. No code of ours may contain such a call.
/// </summary>
public sealed partial class ImmutableCollectionTests
{
    [Fact]
    public void A_collection_expression_for_an_immutable_collection_is_empty()
    {
        Assert.Empty(Demonstration.Array());
        Assert.Empty(Demonstration.Sequence());
        Assert.Empty(Demonstration.List());
    }

    [Fact]
    public void No_library_drops_the_result_of_adding_to_an_immutable_collection()
    {
        foreach (var library in Library.All)
            Assert.Empty(Dropped(library.Assembly));
    }

    [Fact]
    public void No_test_but_the_demonstration_drops_the_result_of_adding_to_an_immutable_collection() =>
        Assert.Equal(
            ["Demonstration.Array", "Demonstration.List", "Demonstration.Sequence"],
            Dropped(Assembly.GetExecutingAssembly()).Distinct().Order());

    [Fact]
    public void No_source_writes_a_collection_expression_for_an_immutable_collection() =>
        Assert.Equal(
            ["tests/Properties/Architecture/ImmutableCollectionTests.cs"],
            Repository.Code("src", "tests", "bench").Where(source => Expression().IsMatch(source.Code)).Select(source => source.Path));

    private static IEnumerable<string> Dropped(Assembly assembly)
    {
        foreach (var method in InstructionStream.Methods(assembly))
        {
            MemberInfo? last = null;
            foreach (var (code, named) in InstructionStream.Of(method))
            {
                if (code == OpCodes.Pop && last is { Name: "Add" or "AddRange" } && last.DeclaringType?.Namespace == "LanguageExt")
                    yield return $"{method.DeclaringType?.Name}.{method.Name}";
                if (code != OpCodes.Nop)
                    last = named;
            }
        }
    }

    [GeneratedRegex(@"\b(Seq|Arr|Lst|Set|HashSet|Que|Stck)<[^=;{}]*?>\s+\w+\s*(\([^;{}]*?\)\s*)?(\{\s*get;[^}]*\}\s*)?=>?\s*\[\s*[^\]\s]")]
    private static partial Regex Expression();

#pragma warning disable IDE0028, IDE0300, IDE0301, IDE0303, IDE0305, CA1806
    private static class Demonstration
    {
        public static Arr<int> Array()
        {
            Arr<int> numbers = [1, 2, 3];
            return numbers;
        }

        public static Seq<int> Sequence() => [1, 2, 3];

        public static Lst<int> List()
        {
            return [1, 2, 3];
        }
    }
#pragma warning restore IDE0028, IDE0300, IDE0301, IDE0303, IDE0305, CA1806
}
