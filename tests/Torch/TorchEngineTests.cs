namespace GmmVae.Tests.Torch;

public sealed class TorchEngineTests : IDisposable
{
    private readonly WorkerPool workers = new(1);

    public void Dispose() => workers.Dispose();

    /// <summary>As an operation is looked at by itself when a number that is not finite is searched for.</summary>
    [TorchFact]
    public void Every_operation_has_a_rule_of_its_own_that_gives_what_the_oracle_gives()
    {
        var seen = new HashSet<Type>();
        foreach (var sample in OpCatalogue.Samples)
        {
            seen.Add(sample.Op.GetType());
            var node = sample.Graph.Nodes[sample.Graph.NodeOf("result")];
            if (node.Op is Op.Input)
                continue;
            using var scope = TorchSharp.torch.NewDisposeScope();
            var names = node.Operands.Select(operand => ((Op.Input)sample.Graph.Nodes[operand].Op).Name);
            var operands = names.Select(name => Single(sample.Inputs[name])).ToArray();
            var found = TorchRules.Apply(node, operands, sample.Batch, TorchSharp.torch.CPU);
            var expected = Evaluate.Outputs(sample.Graph, sample.Batch, sample.Inputs)["result"];
            Assert.Equal(expected.Dimensions.ToArray().Select(length => (long)length), found.shape);
            var numbers = new float[expected.Values.Length];
            TorchStore.Copy(found, numbers);
            for (var i = 0; i < numbers.Length; i++)
                Assert.True(Math.Abs(expected.Values[i] - numbers[i]) <= 2e-5 * Math.Max(1, Math.Abs(expected.Values[i])),
                    $"{sample.Name}: {numbers[i]}, not {expected.Values[i]}");
        }

        Assert.Equal(typeof(Op).GetNestedTypes().OrderBy(type => type.Name), seen.OrderBy(type => type.Name));
    }

    [TorchFact]
    public void Computing_changes_nothing_that_is_kept_and_an_update_replaces_all_at_once()
    {
        var builder = new GraphBuilder();
        var (a, b) = (builder.Input("a", InputRole.State, Shape.Of(2)), builder.Input("b", InputRole.State, Shape.Of(2)));
        var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 2));
        builder.Output("sum", data.Sum(0) + a);
        builder.Output("old", a);
        builder.Output("next a", b, LanguageExt.Prelude.Some("a"));
        builder.Output("next b", a + b, LanguageExt.Prelude.Some("b"));
        var graph = builder.Build();
        using var store = ParameterStore.Of(graph, new TorchEngine());
        (store["a"][0], store["a"][1], store["b"][0], store["b"][1]) = (1, 2, 10, 20);
        using var plan = store.Compile(graph, 3, workers);
        for (var repeat = 0; repeat < 2; repeat++)
        {
            plan.Input("data").Fill(1);
            plan.Compute();
            Assert.Equal([4, 5], plan.Output("sum").ToArray());
            Assert.Equal([1, 2], store.Read("a").ToArray());
        }

        plan.Update();
        Assert.Equal([10, 20], store.Read("a").ToArray());
        Assert.Equal([11, 22], store.Read("b").ToArray());
        Assert.Equal([1, 2], plan.Output("old").ToArray());
        store["a"].Clear();
        plan.Compute();
        plan.Update();
        Assert.Equal([11, 22], store.Read("a").ToArray());
        Assert.Equal([11, 22], store.Read("b").ToArray());
    }

    [TorchFact]
    public void It_knows_its_inputs_and_outputs_by_name()
    {
        var graph = OpCatalogue.Samples.First(sample => sample.Op is Op.MatMul).Graph;
        using var store = ParameterStore.Of(graph, new TorchEngine());
        using var plan = store.Compile(graph, 4, workers);
        Assert.True(plan.HasInput("operand.0"));
        Assert.False(plan.HasInput("operand.1"));
        Assert.Contains("'operand.1'", Assert.Throws<KeyNotFoundException>(() => plan.Input("operand.1").Length).Message,
            StringComparison.Ordinal);
        Assert.Contains("'none'", Assert.Throws<KeyNotFoundException>(() => plan.Output("none").Length).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void It_names_itself_and_refuses_what_it_cannot_do_with_a_reason()
    {
        Assert.Equal(("torch", "cpu"), (new TorchEngine().Name, new TorchEngine().Device));
        var graph = OpCatalogue.Samples.First().Graph;
        using var store = ParameterStore.Of(graph, new TorchEngine());
        Assert.Contains("one process",
            Assert.Throws<NotSupportedException>(() => store.Compile(graph, 4, workers, new TwoRanks())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Compile(graph, 0, workers));
        var other = OpCatalogue.Samples.First(sample => sample.Op is Op.MatMul).Graph;
        Assert.Contains("operand.1", Assert.Throws<ArgumentException>(() => store.Compile(other, 4, workers)).Message,
            StringComparison.Ordinal);
    }

    [TorchFact]
    public void Without_a_GPU_the_error_says_what_is_needed()
    {
        if (TorchSharp.torch.cuda.is_available())
            Assert.Equal("cuda", new TorchEngine(TorchDevice.Cuda).Device);
        else
            Assert.Contains("TorchSharp-cuda-linux", Assert.Throws<NotSupportedException>(() => new TorchEngine(TorchDevice.Cuda)).Message,
                StringComparison.Ordinal);
    }

    private static TorchSharp.torch.Tensor Single(Tensor tensor) =>
        TorchSharp.torch.tensor([.. tensor.Values.ToArray().Select(value => (float)value)],
            [.. tensor.Dimensions.ToArray().Select(length => (long)length)]);

    private sealed class TwoRanks : IRankGroup
    {
        public int Rank => 0;

        public int Count => 2;

        public bool Any(bool mine) => mine;

        public byte[][] Gather(ReadOnlySpan<byte> mine) => throw new NotSupportedException();

        public void BeginSum(Span<float> sum, Span<float> received, int slot, int stride = 1) => throw new NotSupportedException();

        public void EndSum(Span<float> sum, Span<float> received, int slot, int stride = 1) => throw new NotSupportedException();
    }
}
