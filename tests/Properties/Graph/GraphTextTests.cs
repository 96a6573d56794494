using System.Globalization;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class GraphTextTests
{
    [Law]
    public void The_text_of_a_graph_does_not_depend_on_the_culture(RandomGraph graph)
    {
        var text = GraphText.Write(graph.Graph);
        foreach (var culture in Cultures())
            Assert.Equal(text, Under(culture, () => GraphText.Write(graph.Graph)));
    }

    [Fact]
    public void The_text_of_every_operation_does_not_depend_on_the_culture()
    {
        foreach (var culture in Cultures())
            foreach (var sample in OpCatalogue.Samples)
                Assert.Equal(GraphText.Write(sample.Graph), Under(culture, () => GraphText.Write(sample.Graph)));
    }

    [Law]
    public void The_text_of_a_graph_is_that_of_any_equal_graph(RandomGraph graph) =>
        Assert.Equal(GraphText.Write(graph.Graph), GraphText.Write(GraphBuilder.From(graph.Graph).Build()));

    [Fact]
    public void Different_graphs_have_different_texts()
    {
        var samples = OpCatalogue.Samples.ToArray();
        var graphs = samples.Select(sample => sample.Graph).Distinct().Count();
        Assert.Equal(graphs, samples.Select(sample => GraphText.Write(sample.Graph)).Distinct().Count());
        Assert.True(graphs > 90, $"only {graphs} different samples");
    }

    [Fact]
    public void The_text_names_operations_operands_shapes_and_parts()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 4));
        var w = builder.Input("w", InputRole.Parameter, Shape.Of(3, 4));
        var hidden = builder.Within("encoder", () => x.MatMul(w, transposeRight: true).Relu());
        builder.Output("next", w * 0.125, Some("w"));
        builder.Output("flat", hidden.Reshape(new Extent(3, true)));
        Assert.Equal(
            """
            %0 = data "x"() : [batch, 4]
            %1 = parameter "w"() : [3, 4]
            %2 = matmul[right transposed](%0, %1) : [batch, 3]  # encoder
            %3 = relu(%2) : [batch, 3]  # encoder
            %4 = constant [0.125]() : []
            %5 = broadcast along 0,1(%4) : [3, 4]
            %6 = multiply(%1, %5) : [3, 4]
            %7 = reshape(%3) : [3*batch]
            next = %6 -> w
            flat = %7

            """.ReplaceLineEndings("\n"),
            GraphText.Write(builder.Build()));
    }

    /// <summary>Turkish where the runtime has it, and one that writes numbers as no other does.</summary>
    private static IEnumerable<CultureInfo> Cultures()
    {
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        strange.NumberFormat.NumberDecimalSeparator = ",";
        strange.NumberFormat.NegativeSign = "~";
        strange.NumberFormat.PositiveInfinitySymbol = "much";
        Assert.Equal("~0,5", (-0.5).ToString(strange));
        yield return strange;
        if (Turkish() is { } turkish)
            yield return turkish;
    }

    private static CultureInfo? Turkish()
    {
        try
        {
            return new CultureInfo("tr-TR");
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    private static T Under<T>(CultureInfo culture, Func<T> run)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return run();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
