using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class SoftTargetLaws
{
    private static readonly Gen<(LossCase Case, double Temperature)> Cases =
        from c in LossCase.Cases.Generator
        from tenths in Gen.Choose(1, 30)
        select (c, tenths / 10.0);

    [Law(nameof(Cases))]
    public void A_sharpened_assignment_is_the_normalised_power((LossCase Case, double Temperature) sample)
    {
        var (c, temperature) = sample;
        var p = c.LogProbabilities(0);
        var t = SoftTarget.Sharpen(p, temperature);
        for (var row = 0; row < c.Rows; row++)
        {
            var powers = Enumerable.Range(0, c.Clusters).Select(k =>
                PortableMath.Exp(p.Values[(row * c.Clusters) + k] / temperature)).ToArray();
            for (var k = 0; k < c.Clusters; k++)
                Laws.Close(powers[k] / powers.Sum(), PortableMath.Exp(t.Values[(row * c.Clusters) + k]), 1e-13);
        }
    }

    [Law(nameof(Cases))]
    public void It_is_surer_below_the_temperature_1_and_less_sure_above_it((LossCase Case, double Temperature) sample)
    {
        var (c, temperature) = sample;
        var p = c.LogProbabilities(0);
        var (before, after) = (ClusterObjective.AssignmentEntropy(p),
            ClusterObjective.AssignmentEntropy(SoftTarget.Sharpen(p, temperature)));
        for (var row = 0; row < c.Rows; row++)
            Assert.True(temperature < 1 ? after.Values[row] <= before.Values[row] + 1e-13 : after.Values[row] >=
                before.Values[row] - 1e-13);
    }

    [Law]
    public void The_mean_of_views_is_the_mean_of_their_probabilities_even_where_each_underflows(LossCase c)
    {
        var (a, b) = (c.LogProbabilities(0), c.LogProbabilities(1));
        var mean = SoftTarget.LogMean(a, b);
        for (var i = 0; i < a.Values.Length; i++)
            Laws.Close((PortableMath.Exp(a.Values[i]) + PortableMath.Exp(b.Values[i])) / 2, PortableMath.Exp(mean.Values[i]), 1e-13);
        Assert.Equal(a.Values.ToArray(), SoftTarget.LogMean(a).Values.ToArray());

        var tiny = c.Draw(2, -4000, -3000, c.Rows, c.Clusters);
        Laws.Close(tiny.Values, SoftTarget.LogMean(tiny, tiny).Values, 1e-13);
    }
}
