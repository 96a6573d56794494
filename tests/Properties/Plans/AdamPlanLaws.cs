using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>The optimizer's graph as one instruction, beside the oracle and beside the same graph in many.</summary>
public sealed class AdamPlanLaws : IDisposable
{
    private readonly WorkerPool[] pools = [new(1), new(2), new(3)];

    public void Dispose() => System.Array.ForEach(pools, pool => pool.Dispose());

    [Fact]
    public void Every_parameter_of_a_step_is_updated_by_one_instruction()
    {
        foreach (var clip in new[] { Option<double>.None, Some(0.5) })
            foreach (var decay in new[] { 0, 0.1 })
                Assert.Equal(1, Count(Step(Spec(clip, decay), follows: false)));
        Assert.Equal(1, Count(Step(Spec(None, 0), follows: true)));
    }

    [Fact]
    public void Another_formula_is_not_taken_for_adam()
    {
        foreach (var change in new Func<GraphBuilder, Sym, Sym, Sym>[]
                 {
                     (_, nextFirst, nextSecond) => nextFirst / (nextSecond + 1).Sqrt(),
                     (_, nextFirst, nextSecond) => nextFirst / (nextSecond.Sqrt() - 0.1),
                     (graph, nextFirst, nextSecond) => graph.Constant(0.1) * (nextFirst * nextFirst) / ((nextSecond * 2).Sqrt() + 0.1),
                     (graph, nextFirst, nextSecond) => graph.Constant(0.1) * (nextSecond * 2) / ((nextFirst.Square() * 2).Sqrt() + 0.1),
                 })
        {
            var builder = new GraphBuilder();
            var (value, first, second) = (Of("value"), Of("first"), Of("second"));
            var gradient = (value * 3).Tanh();
            builder.Output("gradient", gradient);
            var nextFirst = (first * 0.9) + (gradient * 0.1);
            var nextSecond = (second * 0.9) + (gradient.Square() * 0.1);
            builder.Output("next value", value - change(builder, nextFirst, nextSecond), "value");
            builder.Output("next first", nextFirst, "first");
            builder.Output("next second", nextSecond, "second");
            var graph = builder.Build();
            Assert.Equal(0, Count(graph));
            using var run = new PlanRun(graph, 1, Values(graph, 5, 1), pools[0]);
            run.StepHoldsToOracle(RoundingBounds.Of(graph));

            Sym Of(string name) => builder.Input(name, InputRole.State, Shape.Of(40));
        }
    }

    private static Gen<AdamSpec> Specs { get; } =
        from clip in Gen.Elements(Option<double>.None, Some(0.5), Some(1e3))
        from decay in Gen.Elements(0, 0.1)
        select Spec(clip, decay);

    private static Gen<bool> WithFollowers { get; } = Gen.Elements(false, true);

    private static Gen<int> Seeds => Generators.Seed;

    [Law(nameof(Specs), nameof(WithFollowers), nameof(Seeds), MaxTest = 30)]
    public void One_instruction_follows_the_oracle_and_has_the_bits_of_many(AdamSpec spec, bool follows, int seed)
    {
        var graph = Step(spec, follows);
        var values = Values(graph, seed, 9);
        using (var run = new PlanRun(graph, 9, values, pools[1]))
            for (var step = 0; step < 2; step++)
                run.StepHoldsToOracle(RoundingBounds.Of(graph));
        var expected = Bits(InMany(graph), values, pools[0]);
        foreach (var pool in pools)
            Assert.Equal(expected, Bits(graph, values, pool));
    }

    private static AdamSpec Spec(Option<double> clip, double decay) =>
        AdamSpec.Create(weightDecay: decay, maximumGradientNorm: clip).Valid();

    /// <summary>Two dense layers, with moving averages of the weights if asked; large enough to be shared among workers.</summary>
    private static Graph Step(AdamSpec spec, bool follows)
    {
        var builder = new GraphBuilder();
        var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 50));
        string[] names = ["weight", "bias", "outer"];
        Sym[] parameters =
        [
            builder.Input(names[0], InputRole.Parameter, Shape.Of(50, 130)), builder.Input(names[1], InputRole.Parameter, Shape.Of(130)),
            builder.Input(names[2], InputRole.Parameter, Shape.Of(130, 3)),
        ];
        var loss = (data.MatMul(parameters[0]) * 0.1 + parameters[1]).Tanh().MatMul(parameters[2]).Square().Sum(-1).Mean(0);
        builder.Output("loss", loss);
        var gradients = Reverse.Gradients(loss, parameters);
        for (var i = 0; i < names.Length; i++)
            builder.Output($"gradient {names[i]}", gradients[i]);
        var next = AdamUpdate.Apply(builder, spec, toArray(names.Select((name, i) => (name, parameters[i], gradients[i]))));
        var decay = builder.Input("decay", InputRole.Scalar, Shape.Scalar);
        foreach (var (name, value) in follows ? next : [])
        {
            var follower = builder.Input($"{name} follower", InputRole.State, value.Shape);
            builder.Output($"next {name} follower", (follower * decay) + (value * (1 - decay)), $"{name} follower");
        }

        return builder.Build();
    }

    /// <summary>The same outputs, and one more for each step of Adam, which is then not all that its unit stores.</summary>
    private static Graph InMany(Graph graph)
    {
        var builder = GraphBuilder.From(graph);
        for (var node = 0; node < graph.Nodes.Count; node++)
            if (graph.Nodes[node] is { Op: Op.Unary { Kind: UnaryKind.Sqrt }, Shape.Rank: > 0 } root)
            {
                var kept = builder.Input($"root {node}", InputRole.State, root.Shape);
                builder.Output($"next root {node}", new Sym(builder, node) + (kept * 0.5), $"root {node}");
            }

        return builder.Build();
    }

    private static int[] Bits(Graph graph, Dictionary<string, Tensor> values, WorkerPool pool)
    {
        var all = graph.Inputs.ToDictionary(
            input => input.Name, input => values.TryGetValue(input.Name, out var value) ? value : Generators.Fill(1, input.Shape.Bind(9)));
        using var run = new PlanRun(graph, 9, all, pool);
        Assert.Equal(values.Count == all.Count ? 1 : 0, run.Plan.Instructions.Count(instruction => instruction is AdamInstruction));
        for (var step = 0; step < 3; step++)
        {
            run.Plan.Compute();
            run.Plan.Update();
        }

        return [.. values.Keys.Where(run.Store.Contains).SelectMany(name =>
            run.Store[name].ToArray()).Select(BitConverter.SingleToInt32Bits)];
    }

    private static Dictionary<string, Tensor> Values(Graph graph, int seed, int batch) =>
        graph.Inputs.Select((input, i) => (input, i)).ToDictionary(
            pair => pair.input.Name, pair => Generators.Fill(
                (seed + pair.i) % 10_000, pair.input.Shape.Bind(batch), pair.input.Name.Contains("second", StringComparison.Ordinal)
                    || pair.input.Role == InputRole.Scalar ? 0.01 : -0.5, 0.5));

    private int Count(Graph graph)
    {
        using var run = new PlanRun(graph, 9, Values(graph, 1, 9), pools[1]);
        return run.Plan.Instructions.Count(instruction => instruction is AdamInstruction);
    }
}
