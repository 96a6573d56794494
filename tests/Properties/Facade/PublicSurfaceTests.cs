using System.Reflection;

namespace GmmVae.Tests.Properties;

/// <summary>What the signatures of the facade ask its users to know.</summary>
public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly Facade = typeof(GmmVaeException).Assembly;

    [Fact]
    public void No_signature_has_a_type_of_LanguageExt() =>
        Assert.DoesNotContain(Shown(Facade), type => type.Assembly.GetName().Name!.StartsWith("LanguageExt", StringComparison.Ordinal));

    [Fact]
    public void Signatures_have_few_types_of_the_engine() => Assert.Equal(
        [nameof(ClusterMetrics), nameof(IRankGroup)],
        Shown(Facade).Where(type => type.Assembly == typeof(ParameterStore).Assembly).Select(type =>
            type.Name).Order(StringComparer.Ordinal));

    private static System.Collections.Generic.HashSet<Type> Shown(Assembly assembly)
    {
        var shown = new System.Collections.Generic.HashSet<Type>();
        foreach (var type in assembly.GetExportedTypes())
        {
            Add(type.BaseType);
            foreach (var implemented in type.GetInterfaces())
                Add(implemented);
            foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).Where(IsVisible))
            {
                Add((method as MethodInfo)?.ReturnType);
                foreach (var parameter in method.GetParameters())
                    Add(parameter.ParameterType);
            }

            foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
                Add(field.FieldType);
        }

        return shown;

        void Add(Type? type)
        {
            if (type is null || type.IsGenericParameter)
                return;
            if (type.HasElementType)
            {
                Add(type.GetElementType());
                return;
            }

            shown.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
            foreach (var argument in type.GetGenericArguments())
                Add(argument);
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
