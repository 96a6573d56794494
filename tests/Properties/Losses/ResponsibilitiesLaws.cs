namespace GmmVae.Tests.Properties;

public sealed class ResponsibilitiesLaws
{
    [Law]
    public void They_sum_to_1_however_far_the_code_is(LossCase c)
    {
        foreach (var reach in new[] { 1.0, 30, 1000 })
        {
            var logR = Responsibilities.LogBayes(
                c.PerRow(0, -reach, reach), c.PerComponent(1, -reach, reach), c.PerComponent(2, -8, 8), c.LogWeights(3));
            foreach (var sum in Evaluate.Term(x => x[0].LogSumExp(), logR).Values)
                Laws.Close(0, sum, 1e-12);
        }
    }

    [Law]
    public void They_are_the_products_of_weight_and_density_over_their_sum(LossCase c)
    {
        var (code, means, logVariances, logPi) = Draw(c);
        var actual = Responsibilities.LogBayes(code, means, logVariances, logPi).Values;
        for (var row = 0; row < c.Rows; row++)
        {
            var products = Enumerable.Range(0, c.Clusters).Select(k =>
            {
                var product = PortableMath.Exp(logPi.Values[(row * c.Clusters) + k]);
                for (var j = 0; j < c.Size; j++)
                {
                    var at = (((row * c.Clusters) + k) * c.Size) + j;
                    var variance = PortableMath.Exp(logVariances.Values[at]);
                    var distance = code.Values[(row * c.Size) + j] - means.Values[at];
                    product *= PortableMath.Exp(-distance * distance / (2 * variance)) / Math.Sqrt(2 * Math.PI * variance);
                }

                return product;
            }).ToArray();
            for (var k = 0; k < c.Clusters; k++)
                Laws.Close(products[k] / products.Sum(), PortableMath.Exp(actual[(row * c.Clusters) + k]), 1e-12);
        }
    }

    [Law]
    public void Permuting_clusters_permutes_them_and_leaves_the_loss_terms(LossCase c)
    {
        var (code, means, logVariances, logPi) = Draw(c);
        var logVariance = c.PerRow(7);
        var order = RandomKey.FromSeed((ulong)c.Seed).Permutation(c.Clusters);
        var (means2, logVariances2, logPi2) = (Permute(means, order), Permute(logVariances, order), Permute(logPi, order));
        var before = Responsibilities.LogBayes(code, means, logVariances, logPi);
        var after = Responsibilities.LogBayes(code, means2, logVariances2, logPi2);
        Laws.Close(Permute(before, order).Values, after.Values, 1e-12);
        Laws.Close(
            ConditionalPriorTerm.Of(before, code, logVariance, means, logVariances).Values,
            ConditionalPriorTerm.Of(after, code, logVariance, means2, logVariances2).Values, 1e-12);
        Laws.Close(CategoricalKl.Between(before, logPi).Values, CategoricalKl.Between(after, logPi2).Values, 1e-12);
    }

    [Law]
    public void Equal_components_leave_the_prior_weights(LossCase c)
    {
        var one = c.PerRow(0);
        var same = Evaluate.Term(x => x[0].Repeat(1, c.Clusters), one);
        var logPi = c.LogWeights(3);
        Laws.Close(logPi.Values, Responsibilities.LogBayes(c.PerRow(5), same, same, logPi).Values, 1e-12);
    }

    [Fact]
    public void Their_gradient_is_the_central_difference() => TermGradients.Hold(
        c => [c.PerRow(0), c.PerComponent(1), c.PerComponent(2, -1, 1), c.LogWeights(3), c.Draw(8, -1, 1, c.Rows, c.Clusters)],
        x => (Responsibilities.LogBayes(x[0], new DiagonalGaussian(x[1], x[2]), x[3]) * x[4]).Sum(-1));

    /// <summary>Axis 1 in another order: the new k-th is the old order[k]-th.</summary>
    internal static Tensor Permute(Tensor tensor, int[] order)
    {
        var dimensions = tensor.Dimensions.ToArray();
        var inner = dimensions.Skip(2).Aggregate(1, (product, length) => product * length);
        var values = new double[tensor.Values.Length];
        for (var row = 0; row < dimensions[0]; row++)
            for (var k = 0; k < order.Length; k++)
                tensor.Values.Slice(((row * order.Length) + order[k]) * inner, inner)
                    .CopyTo(values.AsSpan(((row * order.Length) + k) * inner));
        return Tensor.Of(dimensions, values);
    }

    private static (Tensor Code, Tensor Means, Tensor LogVariances, Tensor LogPi) Draw(LossCase c) =>
        (c.PerRow(0), c.PerComponent(1), c.PerComponent(2, -1, 1), c.LogWeights(3));
}
