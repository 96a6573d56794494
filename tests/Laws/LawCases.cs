using System.Reflection;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests;

/// <summary>The cases of one parameter of a law.</summary>
internal abstract class LawCases
{
    private const BindingFlags Static = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>A law of one more case.</summary>
    internal abstract Property ForAll(Func<object?, Property> law);

    /// <summary>The cases of each parameter of a method, as its attribute names them.</summary>
    internal static LawCases[] Of(MethodInfo method, LawAttribute law)
    {
        var parameters = method.GetParameters();
        if (parameters.Length == 0 || (law.Generators.Count > 0 && law.Generators.Count != parameters.Length))
            throw new InvalidOperationException(
                $"The law has {parameters.Length} parameters and {law.Generators.Count} generators: name one each, or none for the types' own.");
        return [.. parameters.Select((parameter, i) => law.Generators.Count == 0
            ? Of(parameter.ParameterType, "Cases")
            : Of(parameter.ParameterType, law.Generators[i], law.Source ?? method.ReflectedType!))];
    }

    private static LawCases Of(Type type, string name, params Type[] sources) =>
        (LawCases)Activator.CreateInstance(
            typeof(Typed<>).MakeGenericType(type),
            sources.Append(type).Select(source => Value(source, name)).FirstOrDefault(value => value is not null)
                ?? throw new InvalidOperationException($"{string.Join(" and ", sources.Append(type))} have no static member {name}."))!;

    private static object? Value(Type source, string name) =>
        source.GetProperty(name, Static)?.GetValue(null)
        ?? source.GetField(name, Static)?.GetValue(null)
        ?? source.GetMethod(name, Static, [])?.Invoke(null, null);

    private sealed class Typed<T>(object generator) : LawCases
    {
        private readonly Arbitrary<T> cases = generator switch
        {
            Arbitrary<T> arbitrary => arbitrary,
            Gen<T> gen => gen.ToArbitrary(),
            _ => throw new InvalidOperationException(
                $"A parameter of type {typeof(T)} takes a generator of such, not {generator.GetType()}."),
        };

        internal override Property ForAll(Func<object?, Property> law) => Prop.ForAll(cases, value => law(value));
    }
}
