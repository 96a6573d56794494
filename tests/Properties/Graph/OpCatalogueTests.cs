using System.Reflection;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>That the samples which all interpreters are held to leave no operation out.</summary>
public sealed class OpCatalogueTests
{
    private static readonly Type[] Cases = [.. typeof(Op).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Op)))];

    [Fact]
    public void The_catalogue_has_a_sample_of_every_operation()
    {
        Assert.True(Cases.Length >= 15);
        Assert.Equal(Names(Cases), Names(OpCatalogue.Samples.Select(sample => sample.Op.GetType())));
    }

    [Fact]
    public void The_catalogue_has_a_sample_of_every_kind_and_flag()
    {
        foreach (var type in Cases)
            foreach (var property in type.GetProperties().Where(p => p.PropertyType.IsEnum || p.PropertyType == typeof(bool)))
            {
                var all = property.PropertyType.IsEnum ? Enum.GetValues(property.PropertyType).Cast<object>() : [false, true];
                var sampled = OpCatalogue.Samples.Where(sample => sample.Op.GetType() == type).Select(sample =>
                    property.GetValue(sample.Op));
                Assert.Equal(all.Select(value => $"{value}").Order(), sampled.Select(value => $"{value}").Distinct().Order());
            }
    }

    [Fact]
    public void The_samples_have_different_names() =>
        Assert.Empty(OpCatalogue.Samples.GroupBy(sample => sample.Name).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void The_operations_are_closed_to_other_assemblies()
    {
        Assert.All(Cases, type => Assert.True(type.IsSealed, $"{type.Name} is not sealed"));
        var constructors = typeof(Op).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        Assert.DoesNotContain(constructors, constructor => constructor.GetParameters().Length == 0 && !constructor.IsFamilyAndAssembly);
    }

    [Fact]
    public void Random_graphs_use_every_operation_with_every_kind_and_flag()
    {
        var seen = RandomGraphs(300).SelectMany(graph => graph.Nodes.Select(node => Kind(node.Op)));
        var expected = OpCatalogue.Samples.Select(sample => Kind(sample.Op)).Distinct();
        Assert.Empty(expected.Except(seen));
    }

    [Fact]
    public void Random_graphs_mix_batch_and_constant_axes_in_all_roles()
    {
        var graphs = RandomGraphs(300);
        var roles = graphs.SelectMany(graph => graph.Inputs.Select(input => input.Role)).Distinct();
        var ranks = graphs.SelectMany(graph => graph.Nodes.Select(node => node.Shape.Rank)).ToHashSet();
        var batched = graphs.Sum(graph =>
            graph.Nodes.Count(node => node.Shape.Rank > 1 && node.Shape.Size.IsBatch && !node.Shape[0].IsBatch));
        Assert.Equal(Enum.GetValues<InputRole>(), roles.Order());
        Assert.Superset(new HashSet<int> { 0, 1, 2, 3, 4 }, ranks);
        Assert.True(batched > 100, $"only {batched} tensors have an inner batch axis");
    }

    private static Graph[] RandomGraphs(int count) => [.. RandomGraph.Cases.Generator.Sample(count).Select(sample => sample.Graph)];

    private static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(type => type.Name).Distinct().Order();

    private static string Kind(Op op) => op switch
    {
        Op.Unary unary => $"{unary.Kind}",
        Op.Binary binary => $"{binary.Kind}",
        Op.Reduce reduce => $"{reduce.Kind} over axes",
        Op.MatMul => GraphText.Describe(op),
        Op.Input input => $"{input.Role}",
        _ => op.GetType().Name,
    };
}
