using FsCheck.Xunit;
using Xunit.Sdk;

namespace GmmVae.Tests;

/// <summary>
/// A test that holds for many generated cases. Each parameter has the name of a static property, field or method that
/// gives a <c>Gen</c> or an <c>Arbitrary</c> of its type: a member of the test class, or else of the type itself.
/// Without names it is <c>Cases</c> of the type. One object runs all cases, one after another.
/// </summary>
/// <param name="generators">One name for each parameter.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("GmmVae.Tests.LawDiscoverer", "GmmVae.Tests.Laws")]
public class LawAttribute(params string[] generators) : PropertyAttribute
{
    /// <param name="source">The class that has the members in the place of the test class.</param>
    /// <param name="generators">One name for each parameter.</param>
    public LawAttribute(Type source, params string[] generators)
        : this(generators) => Source = source;

    public Type? Source { get; }

    public IReadOnlyList<string> Generators { get; } = generators;

    /// <summary>
    /// The name of a method of the test class, called once after all cases held: it asserts what holds of them together.
    /// </summary>
    public string? AfterAll { get; set; }
}
