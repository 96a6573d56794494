namespace GmmVae.Tests.Properties;

/// <summary>What the derivative is where there is none: the conventions that the operations' documentation states.</summary>
public sealed class TieTests
{
    [Fact]
    public void At_a_tie_the_derivative_of_a_maximum_belongs_to_the_second_operand()
    {
        Assert.Equal([0, 1], Gradient(x => x[0].Maximum(x[1]), 2, 2));
        Assert.Equal([1, 0], Gradient(x => x[0].Maximum(x[1]), 3, 2));
        Assert.Equal([0, 1], Gradient(x => x[0].Maximum(x[1]), 1, 2));
    }

    [Fact]
    public void At_a_tie_the_derivative_of_a_minimum_belongs_to_the_second_operand()
    {
        Assert.Equal([0, 1], Gradient(x => x[0].Minimum(x[1]), 2, 2));
        Assert.Equal([0, 1], Gradient(x => x[0].Minimum(x[1]), 3, 2));
        Assert.Equal([1, 0], Gradient(x => x[0].Minimum(x[1]), 1, 2));
    }

    [Fact]
    public void The_maximum_of_a_number_with_itself_has_derivative_one() =>
        Assert.Equal([1], Gradient(x => x[0].Maximum(x[0]), 2));

    [Fact]
    public void The_derivative_of_relu_at_zero_is_zero()
    {
        Assert.Equal([0], Gradient(x => x[0].Relu(), 0));
        Assert.Equal([0], Gradient(x => x[0].Relu(), -0.0));
        Assert.Equal([0], Gradient(x => x[0].Relu(), -1));
        Assert.Equal([1], Gradient(x => x[0].Relu(), double.Epsilon));
    }

    [Fact]
    public void The_derivative_of_a_clamp_is_zero_at_and_beyond_its_bounds()
    {
        foreach (var (x, derivative) in new[] { (-2.0, 0.0), (-1, 0), (-0.999, 1), (0, 1), (2.999, 1), (3, 0), (4, 0) })
            Assert.Equal([derivative], Gradient(at => at[0].Clamp(-1, 3), x));
    }

    [Fact]
    public void The_derivative_of_a_maximum_over_an_axis_is_shared_equally_among_ties()
    {
        Assert.Equal([0.5, 0.5, 0], Gradient(Largest, 3, 3, 1));
        Assert.Equal([0.25, 0.25, 0.25, 0.25], Gradient(Largest, 0, 0, 0, 0));
        Assert.Equal([0, 1, 0], Gradient(Largest, 2, 3, 1));

        static Sym Largest(Sym[] x) => SymMath.Concatenate(0, [.. x.Select(each => each.Reshape(1))]).Max(0);
    }

    [Fact]
    public void A_comparison_has_derivative_zero() =>
        Assert.Equal([0, 0], Gradient(x => x[0].Greater(x[1]), 3, 2));

    [Fact]
    public void A_selection_passes_the_derivative_to_what_it_selected()
    {
        Assert.Equal([0, 1, 0], Gradient(x => x[0].Select(x[1], x[2]), 1, 5, 7));
        Assert.Equal([0, 1, 0], Gradient(x => x[0].Select(x[1], x[2]), -1, 5, 7));
        Assert.Equal([0, 0, 1], Gradient(x => x[0].Select(x[1], x[2]), 0, 5, 7));
        Assert.Equal([0, 0, 1], Gradient(x => x[0].Select(x[1], x[2]), -0.0, 5, 7));
    }

    [Fact]
    public void A_selection_passes_the_derivative_on_however_small_the_condition_is() =>
        Assert.Equal([0, 1, 0], Gradient(x => x[0].Select(x[1], x[2]), 1e-200, 5, 7));

    [Fact]
    public void A_selection_keeps_an_infinite_gradient_away_from_what_it_did_not_select() =>
        Assert.Equal([0, 0, double.PositiveInfinity], Gradient(x => x[0].Select(x[1], x[2]).Sqrt(), 0, 4, 0));

    [Fact]
    public void Stopping_a_gradient_leaves_the_value_and_takes_the_derivative()
    {
        Assert.Equal([0], Gradient(x => x[0].StopGradient(), 3));
        Assert.Equal([3], Gradient(x => x[0] * x[0].StopGradient(), 3));
    }

    [Fact]
    public void An_impossible_class_has_no_part_in_the_derivative_of_a_log_sum_exp() =>
        Assert.Equal(
            [1, 0],
            Gradient(x => SymMath.Concatenate(0, x[0].Reshape(1), x[1].Reshape(1)).LogSumExp(), 3, double.NegativeInfinity));

    private static double[] Gradient(Func<Sym[], Sym> build, params double[] at)
    {
        var builder = new GraphBuilder();
        var names = at.Select((_, i) => FormattableString.Invariant($"x{i}")).ToArray();
        var symbols = names.Select(name => builder.Input(name, InputRole.Scalar, Shape.Scalar)).ToArray();
        builder.Output("objective", build(symbols));
        foreach (var (name, symbol) in names.Zip(symbols))
            builder.Output(name, symbol);
        var inputs = names.Zip(at).ToDictionary(pair => pair.Item1, pair => Tensor.Scalar(pair.Item2));
        var outputs = Evaluate.Outputs(Reverse.Differentiate(builder.Build(), "objective", names), 1, inputs);
        return [.. names.Select(name => outputs[$"gradient.{name}"].Value)];
    }
}
