using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class ElboLaws
{
    private static readonly Arr<LossTerm> Terms = Array(
        LossTerm.Reconstruction, LossTerm.ConditionalPrior, LossTerm.StylePrior, LossTerm.ClusterPrior);

    [Law]
    public void The_total_is_the_sum_of_the_terms_of_each_row(LossCase c)
    {
        var values = Values(c);
        var total = Evaluate.Term(x => Of(x, 0, ThresholdScope.BatchMean).Total, values).Values;
        for (var row = 0; row < c.Rows; row++)
            Laws.Close(values.Sum(term => term.Values[row]), total[row], 1e-14);
    }

    [Law]
    public void The_objective_with_unit_weights_is_the_mean_total_where_the_cluster_prior_exceeds_its_threshold(LossCase c)
    {
        var values = Values(c);
        var total = Evaluate.Term(x => Of(x, 0, ThresholdScope.BatchMean).Total.Mean(0), values).Value;
        foreach (var scope in Enum.GetValues<ThresholdScope>())
            Laws.Close(total, Objective(values, 0, scope, _ => 1), 1e-14);
    }

    [Law]
    public void Below_the_threshold_the_objective_exceeds_the_total_by_what_is_missing(LossCase c)
    {
        var values = Values(c);
        var mean = values.Sum(term => term.Values.ToArray().Average());
        var clusterPrior = values[3].Values.ToArray().Average();
        Laws.Close(mean - clusterPrior + 7, Objective(values, 7, ThresholdScope.BatchMean, _ => 1), 1e-13);
        Laws.Close(mean - clusterPrior + 7, Objective(values, 7, ThresholdScope.PerRow, _ => 1), 1e-13);
    }

    [Law]
    public void The_objective_is_the_weighted_sum_of_batch_means(LossCase c)
    {
        var values = Values(c);
        double Weight(LossTerm term) => Draws.Between(c.Seed, 50 + (int)term, 0, 2);
        var expected = Terms.Zip(values).Sum(pair => Weight(pair.Item1) * pair.Item2.Values.ToArray().Average());
        Laws.Close(expected, Objective(values, 0, ThresholdScope.BatchMean, Weight), 1e-13);
    }

    [Fact]
    public void A_cluster_prior_term_without_a_cluster_prior_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => Evaluate.Term(
            x => new Elbo(Array((LossTerm.ClusterPrior, x[0])), None).Weighted(_ => true, _ => x[0].Builder.Constant(1))[0],
            Tensor.Vector(1, 2)));

    [Fact]
    public void Names_and_words_of_the_terms_are_these()
    {
        Assert.Equal(
            ["reconstruction", "latentPrior", "conditionalPrior", "stylePrior", "clusterPrior"],
            Enum.GetValues<LossTerm>().Select(term => term.Name()));
        Assert.Equal(
            ["reconstruction", "latent prior", "conditional prior", "style prior", "cluster prior"],
            Enum.GetValues<LossTerm>().Select(term => term.Words()));
    }

    private static Tensor[] Values(LossCase c) => [.. Enumerable.Range(0, 4).Select(part => c.Draw(part, 0.01, 3, c.Rows))];

    private static Elbo Of(Sym[] terms, double threshold, ThresholdScope scope) => new(
        toArray(Terms.Zip(terms)), ClusterPrior.Uniform(2, threshold, scope).ToOption());

    private static double Objective(Tensor[] values, double threshold, ThresholdScope scope, Func<LossTerm, double> weight) =>
        Evaluate.Term(
            x => Of(x, threshold, scope).Weighted(_ => true, term => x[0].Builder.Constant(weight(term))).Reduce((sum, part) => sum + part),
            values).Value;
}
