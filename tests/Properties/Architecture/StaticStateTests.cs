using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace GmmVae.Tests.Properties;

/// <summary>No result depends on what ran before: static fields never change.</summary>
public sealed class StaticStateTests
{
    private static readonly string[] Mutable =
    [
        "System.Collections.Generic.", "System.Collections.Concurrent.", "System.Collections.ObjectModel.", "System.Collections.Hashtable",
        "System.Collections.ArrayList", "System.Text.StringBuilder", "System.Threading.", "System.Runtime.CompilerServices.ConditionalWeakTable",
        "System.Random", "System.WeakReference", "System.Memory`1", "System.IO.",
    ];

    [Fact]
    public void Static_fields_are_constant()
    {
        foreach (var field in Fields())
            Assert.True(field.IsLiteral || field.IsInitOnly, $"{field.DeclaringType}.{field.Name} can be assigned");
    }

    [Fact]
    public void Static_fields_hold_nothing_that_changes()
    {
        foreach (var field in Fields())
            Assert.True(IsFixed(field), $"{field.DeclaringType}.{field.Name} is a {field.FieldType}");
    }

    [Fact]
    public void Elements_of_static_arrays_are_never_written()
    {
        var arrays = Fields().Where(field => field.FieldType.IsArray).ToArray();
        foreach (var field in arrays)
        {
            var written =
                new Regex($@"\b{field.Name}\[[^\]]*\]\s*([-+*/|&^]?=[^=]|\+\+|--)|ref {field.Name}\b|\b{field.Name}\.AsSpan|Array\.\w+\({field.Name}\b");
            foreach (var (path, code) in Repository.Code("src").Where(source => source.Code.Contains(field.Name, StringComparison.Ordinal)))
                Assert.False(written.IsMatch(code), $"{path} writes to {field.DeclaringType}.{field.Name}");
        }
    }

    private static bool IsFixed(FieldInfo field)
    {
        if (field.FieldType.IsArray)
            return field.IsPrivate;
        var name = field.FieldType.IsGenericType ? field.FieldType.GetGenericTypeDefinition().FullName! : field.FieldType.FullName ?? "";
        return !Mutable.Any(start => name.StartsWith(start, StringComparison.Ordinal))
            || name.StartsWith("System.Collections.Generic.IReadOnly", StringComparison.Ordinal)
            || name.StartsWith("System.Collections.Generic.EqualityComparer", StringComparison.Ordinal);
    }

    private static FieldInfo[] Fields() =>
    [
        .. from library in Library.All
           from type in library.Assembly.GetTypes()
           where !type.Name.Contains('<', StringComparison.Ordinal) && !type.IsDefined(typeof(CompilerGeneratedAttribute))
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           select field,
    ];
}
