using FsCheck;
using FsCheck.Fluent;
using Xunit.Sdk;

namespace GmmVae.Tests.Properties;

public sealed class LawsTests
{
    [Fact]
    public void A_broken_law_prints_the_seed_that_replays_it_and_the_counterexample()
    {
        var failure = Assert.Throws<XunitException>(() =>
            Laws.Hold(Arb.From(Gen.Choose(0, 1000)), number => Assert.True(number < 900, "too large"), 1000));
        Assert.Matches(Laws.ReplayVariable + "=\"\\d+,\\d+,\\d+\"", failure.Message);
        Assert.Matches("\n9\\d\\d|\n1000", failure.Message);
        Assert.Contains("too large", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_replayed_law_starts_with_the_case_that_broke_it()
    {
        var broken = -1;
        var failure = Assert.Throws<XunitException>(() => Laws.Hold(Gen.Choose(0, 1_000_000), number =>
        {
            broken = number;
            Assert.True(number % 7 != 0);
        }, 1000));
        var replay = failure.Message.Split('"')[1];
        var first = -1;
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), number => { first = first < 0 ? number : first; })
            .Check(Laws.Configure(1, replay));
        Assert.Equal(broken, first);
    }

    [Fact]
    public void A_broken_law_on_graphs_prints_the_graph_and_its_inputs()
    {
        var failure = Assert.Throws<XunitException>(() =>
            Laws.Hold(RandomGraph.Arbitrary(), graph => Assert.DoesNotContain(graph.Graph.Nodes, node => node.Op is Op.Broadcast)));
        Assert.Contains("objective = %", failure.Message, StringComparison.Ordinal);
        Assert.Contains("= broadcast along ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\nbatch ", failure.Message, StringComparison.Ordinal);
    }
}
