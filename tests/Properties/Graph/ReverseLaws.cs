namespace GmmVae.Tests.Properties;

public sealed class ReverseLaws
{
    [Fact]
    public void Reverse_mode_is_the_central_difference_for_every_operation()
    {
        foreach (var sample in OpCatalogue.Samples)
        {
            var (_, skipped) = CentralDifferences.AssertGradients(sample.WithObjective(), "objective", sample.Batch, sample.Inputs);
            Assert.True(skipped == 0, $"{sample.Name}: {skipped} elements lie at a kink");
        }
    }

    [Fact]
    public void Reverse_mode_is_the_central_difference_on_random_graphs()
    {
        var (compared, skipped) = (0, 0);
        Laws.Hold(RandomGraph.Arbitrary(), graph =>
        {
            var (more, passed) = CentralDifferences.AssertGradients(graph.Graph, "objective", graph.Batch, graph.Inputs);
            compared += more;
            skipped += passed;
        }, 150);
        Assert.True(compared > 10 * skipped, $"only {compared} elements were compared and {skipped} passed over");
    }
}
