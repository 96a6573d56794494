using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class ClusterObjectiveLaws
{
    [Law]
    public void The_consistency_is_at_least_0_and_0_where_both_views_are_assigned_alike(LossCase c)
    {
        var (target, q) = (c.LogProbabilities(0, 5), c.LogProbabilities(1, 5));
        Assert.All(ClusterObjective.Consistency(target, q).Values.ToArray(), value => Assert.True(value >= -1e-14));
        Assert.All(ClusterObjective.Consistency(q, q).Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Law]
    public void Its_gradient_at_the_logits_of_the_assignment_is_the_assignment_less_the_target(LossCase c)
    {
        var (target, logits) = (c.LogProbabilities(0), c.Draw(1, -3, 3, c.Rows, c.Clusters));
        var gradient = Gradient(c, logits, x =>
            ClusterObjective.Consistency(x.Builder.Input("target", InputRole.Data, x.Shape), x.LogSoftmax()).Sum(0), target);
        var q = Evaluate.Term(x => x[0].LogSoftmax(), logits);
        for (var i = 0; i < gradient.Length; i++)
            Laws.Close(PortableMath.Exp(q.Values[i]) - PortableMath.Exp(target.Values[i]), gradient[i], 1e-13);
    }

    [Law]
    public void The_entropy_lies_between_0_for_a_sure_row_and_ln_K_for_a_row_that_does_not_know(LossCase c)
    {
        var most = PortableMath.Log(c.Clusters);
        Assert.All(ClusterObjective.AssignmentEntropy(c.LogProbabilities(0, 8)).Values.ToArray(), value =>
            Assert.InRange(value, -1e-15, most + 1e-14));
        Assert.All(ClusterObjective.AssignmentEntropy(c.UniformLogWeights()).Values.ToArray(), value => Laws.Close(most, value, 1e-14));
        Assert.All(ClusterObjective.AssignmentEntropy(Sure(c)).Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Law]
    public void Entropy_and_divergence_from_equal_shares_add_up_to_ln_K(LossCase c)
    {
        var q = c.LogProbabilities(0, 4);
        var (entropy, divergence) = (ClusterObjective.AssignmentEntropy(q), CategoricalKl.Between(q, c.UniformLogWeights()));
        for (var row = 0; row < c.Rows; row++)
            Laws.Close(PortableMath.Log(c.Clusters), entropy.Values[row] + divergence.Values[row], 1e-13);
    }

    [Law]
    public void The_balance_is_0_where_the_mean_is_the_prior_and_greatest_where_the_rarest_cluster_has_all(LossCase c)
    {
        var prior = Row(c.LogWeights(1), c);
        Laws.Close(0, ClusterObjective.Balance(c.LogWeights(1), prior), 1e-14);
        var value = ClusterObjective.Balance(c.LogProbabilities(0, 9), prior);
        Assert.InRange(value, -1e-14, -prior.Min() + 1e-12);
    }

    [Law]
    public void The_balance_of_several_views_is_that_of_their_pooled_mean(LossCase c)
    {
        var (clean, strong, prior) = (c.LogProbabilities(0, 4), c.LogProbabilities(1, 4), Row(c.LogWeights(2), c));
        var pooled = Tensor.Of([2 * c.Rows, c.Clusters], [.. clean.Values, .. strong.Values]);
        var expected = 0.0;
        for (var k = 0; k < c.Clusters; k++)
        {
            var mean = Enumerable.Range(0, 2 * c.Rows).Average(row => PortableMath.Exp(pooled.Values[(row * c.Clusters) + k]));
            expected += mean * (PortableMath.Log(mean) - prior[k]);
        }

        Laws.Close(expected, ClusterObjective.Balance(pooled, prior), 1e-13);
    }

    private static Gen<double> Hinges { get; } = Gen.Choose(0, 400).Select(thousandths => thousandths / 1000.0);

    [Law(nameof(LossCase.Cases), nameof(Hinges))]
    public void The_hinge_takes_its_part_away_and_leaves_no_gradient_up_to_itself(LossCase c, double hinge)
    {
        var logits = c.Draw(0, -3, 3, c.Rows, c.Clusters);
        var plain = Balance(c, logits, 0);
        var hinged = Balance(c, logits, hinge);
        Laws.Close(Math.Max(plain.Value - hinge, 0), hinged.Value, 1e-14);
        if (hinge > 0 && plain.Value < hinge)
            Assert.All(hinged.Gradient, element => Assert.Equal(0, element));
        if (plain.Value > hinge)
            Assert.Equal(plain.Gradient, hinged.Gradient);
    }

    [Fact]
    public void The_gradients_are_the_central_differences()
    {
        TermGradients.Hold(
            c => [c.Draw(0, -2, 2, c.Rows, c.Clusters), c.Draw(1, -2, 2, c.Rows, c.Clusters)],
            x => ClusterObjective.Consistency(x[0].LogSoftmax(), x[1].LogSoftmax()));
        TermGradients.Hold(c => [c.Draw(0, -2, 2, c.Rows, c.Clusters)], x => ClusterObjective.AssignmentEntropy(x[0].LogSoftmax()));
        foreach (var hinge in new[] { 0, 0.05, 9 })
            TermGradients.Hold(
                c => [c.Draw(0, -2, 2, c.Rows, c.Clusters), c.LogWeights(1)],
                x => ClusterObjective.Balance(x[0].LogSoftmax(), x[1].Mean(0), hinge));
    }

    /// <summary>Rows whose other probabilities underflow.</summary>
    private static Tensor Sure(LossCase c)
    {
        var logits = new double[c.Rows * c.Clusters];
        for (var row = 0; row < c.Rows; row++)
            logits[(row * c.Clusters) + ((c.Seed + row) % c.Clusters)] = 3000;
        return Evaluate.Term(x => x[0].LogSoftmax(), Tensor.Of([c.Rows, c.Clusters], logits));
    }

    private static Arr<double> Row(Tensor repeated, LossCase c) => toArray(repeated.Values[..c.Clusters].ToArray());

    private static (double Value, double[] Gradient) Balance(LossCase c, Tensor logits, double hinge)
    {
        var prior = Row(c.LogWeights(1), c);
        var value = ClusterObjective.Balance(Evaluate.Term(x => x[0].LogSoftmax(), logits), prior, hinge);
        return (value, Gradient(c, logits, x => ClusterObjective.Balance(x.LogSoftmax(), x.Builder.Constant(prior), hinge)));
    }

    private static double[] Gradient(LossCase c, Tensor logits, Func<Sym, Sym> objective, Tensor? target = null)
    {
        var builder = new GraphBuilder();
        var x = builder.Input("logits", InputRole.Data, Shape.Of(Extent.Batch, c.Clusters));
        builder.Output("objective", objective(x));
        var graph = Reverse.Differentiate(builder.Build(), "objective", "logits");
        var given = new Dictionary<string, Tensor> { ["logits"] = logits };
        if (target is not null)
            given.Add("target", target);
        return Evaluate.Outputs(graph, c.Rows, given)["gradient.logits"].Values.ToArray();
    }
}
