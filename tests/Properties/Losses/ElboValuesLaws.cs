using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>What an evaluation adds up in numbers is what the graph of the same rows has.</summary>
public sealed class ElboValuesLaws
{
    private static readonly Arr<LossTerm> Terms = Array(
        LossTerm.Reconstruction, LossTerm.ConditionalPrior, LossTerm.StylePrior, LossTerm.ClusterPrior);

    [Law(nameof(Samples))]
    public void The_objective_of_all_rows_is_that_of_their_batch((LossCase Case, double Threshold) sample)
    {
        var (c, tau) = sample;
        var values = PerRow(c);
        foreach (var scope in Enum.GetValues<ThresholdScope>())
        {
            var prior = ClusterPrior.Uniform(c.Clusters, tau, scope).ToOption();
            var expected = Evaluate.Term(
                x => new Elbo(toArray(Terms.Zip(x)), prior)
                    .Weighted(_ => true, term => x[0].Builder.Constant(Weight(c, term))).Reduce((sum, part) => sum + part), values).Value;
            Laws.Close(expected, Means(c, values, prior).Objective, 1e-13);
        }
    }

    [Law]
    public void Without_a_cluster_prior_the_objective_is_the_weighted_sum(LossCase c)
    {
        var (reconstruction, prior) = (c.Draw(0, 0.01, 3, c.Rows), c.Draw(1, 0.01, 3, c.Rows));
        var terms = Array(LossTerm.Reconstruction, LossTerm.LatentPrior);
        var expected = Evaluate.Term(
            x => new Elbo(toArray(terms.Zip(x)), None)
                .Weighted(_ => true, term => x[0].Builder.Constant(Weight(c, term))).Reduce((sum, part) => sum + part),
            reconstruction, prior).Value;
        var elbo = new ElboValues(terms.Map(term => (term, Weight(c, term))), None);
        var sums = default(LossValues);
        for (var row = 0; row < c.Rows; row++)
            sums += elbo.OfRow(new LossValues([reconstruction.Values[row], prior.Values[row]]));
        Laws.Close(expected, elbo.OfMeans(sums / c.Rows, [], []).Objective, 1e-13);
    }

    [Law]
    public void The_means_of_the_terms_stay_what_they_are(LossCase c)
    {
        var values = PerRow(c);
        var means = Means(c, values, ClusterPrior.Uniform(c.Clusters, 1).ToOption());
        foreach (var (term, value) in Terms.Zip(values))
            Laws.Close(value.Values.ToArray().Average(), means[term], 1e-14);
    }

    [Fact]
    public void A_cluster_prior_term_without_a_cluster_prior_is_a_bug() => Assert.Throws<InvalidOperationException>(
        () => new ElboValues(Array((LossTerm.ClusterPrior, 1.0)), None).OfRow(default));

    [Law]
    public void The_divergence_of_the_mean_assignment_is_that_of_the_graph(LossCase c)
    {
        var (logR, logPi) = (c.LogProbabilities(0, 6), toArray(c.LogWeights(1).Values[..c.Clusters].ToArray()));
        var mean = new double[c.Clusters];
        for (var i = 0; i < logR.Values.Length; i++)
            mean[i % c.Clusters] += PortableMath.Exp(logR.Values[i]) / c.Rows;
        Laws.Close(CategoricalKl.OfBatchMean(logR, logPi), CategoricalKl.OfBatchMean(mean, [.. logPi.Map(PortableMath.Exp)]), 1e-13);
    }

    [Fact]
    public void A_cluster_without_mean_counts_as_0() =>
        Laws.Close(PortableMath.Log(2), CategoricalKl.OfBatchMean([0, 1], [0.5, 0.5]), 1e-15);

    [Fact]
    public void Means_and_shares_of_different_clusters_are_refused() =>
        Assert.Throws<ArgumentException>(() => CategoricalKl.OfBatchMean([0.5, 0.5], [1]));

    [Law(nameof(Samples))]
    public void The_threshold_of_a_number_is_that_of_the_graph((LossCase Case, double Threshold) sample)
    {
        var (c, tau) = sample;
        foreach (var divergence in c.Draw(0, 0, 2, c.Rows).Values)
            Assert.Equal(
                ClusterPriorTerm.Thresholded(Tensor.Vector(divergence), tau, ThresholdScope.BatchMean),
                ClusterPriorTerm.Thresholded(divergence, tau));
    }

    private static Gen<(LossCase Case, double Threshold)> Samples { get; } =
        from c in LossCase.Cases.Generator
        from thousandths in Gen.Choose(0, 3000)
        select (c, thousandths / 1000.0);

    private static Tensor[] PerRow(LossCase c) => [.. Enumerable.Range(0, Terms.Count).Select(part => c.Draw(part, 0.01, 3, c.Rows))];

    private static double Weight(LossCase c, LossTerm term) => Draws.Between(c.Seed, 50 + (int)term, 0, 2);

    private static LossValues Means(LossCase c, Tensor[] values, Option<ClusterPrior> prior)
    {
        var elbo = new ElboValues(Terms.Map(term => (term, Weight(c, term))), prior);
        var sums = default(LossValues);
        for (var row = 0; row < c.Rows; row++)
        {
            var terms = default(LossValues);
            for (var i = 0; i < Terms.Count; i++)
                terms = terms.With((LossValue)Terms[i], values[i].Values[row]);
            sums += elbo.OfRow(terms);
        }

        return elbo.OfMeans(sums / c.Rows, [], []);
    }
}
