using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ClusterCountScoreLaws
{
    private static readonly Gen<ClusterCountScore[]> Scores =
        from count in Gen.Choose(1, 8)
        from stabilities in Gen.Choose(-50, 1000).ArrayOf(count)
        from unused in Gen.Choose(0, 2).ArrayOf(count)
        from first in Gen.Choose(3, 9)
        select stabilities.Select((stability, i) =>
            new ClusterCountScore(first + (2 * i), stability / 1000.0, first + (2 * i) - unused[i], 0)).ToArray();

    [Law(nameof(Scores))]
    public void The_chosen_number_is_nearly_the_most_stable_and_of_such_the_fullest_and_largest(ClusterCountScore[] scores)
    {
        var chosen = scores.Single(score => score.Clusters == ClusterCountScore.Choose(scores));
        var best = scores.Max(score => score.Stability);
        Assert.InRange(chosen.Stability, best - ClusterCountScore.Margin, best);
        var near = scores.Where(score => score.Stability >= best - ClusterCountScore.Margin).ToArray();
        Assert.All(near, score => Assert.True(score.Clusters - score.Used >= chosen.Clusters - chosen.Used));
        Assert.DoesNotContain(near, score => score.Clusters > chosen.Clusters && score.Clusters - score.Used ==
            chosen.Clusters - chosen.Used);
        Assert.Equal(chosen.Clusters, ClusterCountScore.Choose([.. scores.Reverse()]));
    }

    [Theory]
    [InlineData(0.995, 0.5, 3)]
    [InlineData(0.985, 0.5, 2)]
    [InlineData(0.5, 0.9999, 4)]
    [InlineData(0.5, 1.02, 4)]
    public void A_larger_number_wins_near_ties_alone(double three, double four, int chosen) =>
        Assert.Equal(chosen, ClusterCountScore.Choose([new(2, 1, 2, 0), new(3, three, 3, 0), new(4, four, 4, 0)]));

    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 3)]
    public void A_larger_number_that_leaves_clusters_unused_does_not_win(int used, int chosen) =>
        Assert.Equal(chosen, ClusterCountScore.Choose([new(3, 0.995, 3, 0), new(4, 1, used, 0)]));

    [Fact]
    public void Nothing_cannot_be_chosen_from() => Assert.Throws<ArgumentException>(() => ClusterCountScore.Choose([]));
}
