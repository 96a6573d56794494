using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class NumericGuardTests : IDisposable
{
    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [Fact]
    public void Finite_results_pass() => Assert.Equal(Option<NonFinite>.None, Check(1f));

    [Fact]
    public void The_first_operation_that_overflows_is_named_even_inside_a_fused_group() =>
        Assert.Equal(new NonFinite("encoder", "exp"), Check(60f));

    [Fact]
    public void A_later_operation_is_named_by_its_own_part() =>
        Assert.Equal(new NonFinite("decoder", "log"), Check(-1f));

    [Fact]
    public void An_input_that_is_not_finite_is_named_itself()
    {
        Assert.Equal(new NonFinite("", "data \"x\""), Check(float.NaN));
        Assert.Equal(new NonFinite("", "data \"x\""), Check(float.PositiveInfinity));
    }

    [Fact]
    public void One_bad_element_among_many_is_found_wherever_it_is()
    {
        using var store = new ParameterStore([], ManagedEngine.Instance);
        using var plan = store.Compile(Overflowing(), 3001, workers);
        for (var at = 0; at < 3001 * 40; at += 997)
        {
            plan.Input("x").Fill(1);
            plan.Input("x")[at] = 60;
            plan.Compute();
            Assert.Equal(new NonFinite("encoder", "exp"), plan.FirstNonFinite());
        }
    }

    [Fact]
    public void A_sum_that_overflows_inside_a_fused_group_is_named()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 40));
        var large = builder.Within("encoder", () => x * 1e17);
        builder.Output("result", builder.Within("decoder", () => large.Sum(1) - large.Sum(1)));
        builder.Output("overflow", large.Sum(1).Square());
        using var store = new ParameterStore([], ManagedEngine.Instance);
        using var plan = store.Compile(builder.Build(), 30, workers);
        plan.Input("x").Clear();
        plan.Input("x").Slice(29 * 40, 40).Fill(1);
        plan.Compute();
        Assert.Equal(new NonFinite("decoder", "sum over 1"), plan.FirstNonFinite());
    }

    private static Graph Overflowing()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 40));
        var encoded = builder.Within("encoder", () => (x * 2).Exp() * 0.5);
        var positive = builder.Within("shift", () => encoded - 0.4);
        builder.Output("result", builder.Within("decoder", () => positive.Log() + positive));
        return builder.Build();
    }

    private Option<NonFinite> Check(float value)
    {
        using var store = new ParameterStore([], ManagedEngine.Instance);
        using var plan = store.Compile(Overflowing(), 30, workers);
        plan.Input("x").Fill(1);
        plan.Input("x")[700] = value;
        plan.Compute();
        return plan.FirstNonFinite();
    }
}
