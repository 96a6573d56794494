namespace GmmVae.Tests.Properties;

/// <summary>What is compiled and stored goes through the engine that the store was made for.</summary>
public sealed class EngineSeamTests
{
    [Fact]
    public void Nothing_but_the_managed_engine_calls_its_compiler() =>
        Assert.Equal(
            ["src/GmmVae.Engine/Managed/ManagedEngine.cs"],
            Repository.Code("src").Where(source => source.Code.Contains("PlanCompiler.Compile", StringComparison.Ordinal)).Select(source =>
                source.Path));

    [Fact]
    public void A_training_and_the_runs_over_its_store_compile_by_the_engine_that_was_given()
    {
        var engine = new RecordingEngine();
        using var workers = new WorkerPool(1);
        var tiny = new TinyModel(
            ModelKind.GaussianMixture, BatchNorm: true, Activation.Relu, ResponsibilityKind.Bayes, Samples: 1, LikelihoodKind.Gaussian,
            ThresholdScope.BatchMean, Threshold: 0.3, TinyTraining.Batch, Seed: 3);
        var training = TinyTraining.Spec(3);
        using var trainer = new Trainer(tiny.Spec, training, TinyTraining.Data(tiny), workers, engine: engine);
        Assert.Same(engine, trainer.Store.Engine);
        var compiled = engine.Compiled;
        Assert.True(compiled >= training.Phases.Count);
        using var evaluation = new EvaluationRun(tiny.Spec, training, trainer.Store, workers);
        using var decoding = new DecodingRun(tiny.Spec, trainer.Store, workers);
        Assert.Equal(compiled + 2, engine.Compiled);
    }

    [Fact]
    public void Memory_of_a_store_is_fetched_before_it_is_read_and_given_back_only_if_it_may_be_written()
    {
        var engine = new RecordingEngine();
        using (var store = new ParameterStore([new("a", InputRole.Parameter, Shape.Of(3)), new("b", InputRole.State, Shape.Scalar)],
            engine))
        {
            Assert.Empty(engine.Calls);
            Assert.Equal([7, 7, 7], store.Read("a").ToArray());
            store["b"][0] = 1;
            Assert.Equal(["fetch a", "fetch b", "invalidate b"], engine.Calls);
        }

        Assert.Equal("free", engine.Calls[^1]);
    }

    /// <summary>The managed engine, with a list of what it was asked for. It takes every number on the device for 7.</summary>
    private sealed class RecordingEngine : IEngine
    {
        public string Name => "recording";

        public string Device => "cpu";

        public int Compiled { get; private set; }

        public List<string> Calls { get; } = [];

        IPlan IEngine.Compile(Graph graph, int batch, ParameterStore store, WorkerPool workers, IRankGroup ranks)
        {
            Compiled++;
            return ((IEngine)ManagedEngine.Instance).Compile(graph, batch, store, workers, ranks);
        }

        IDeviceStore IEngine.Hold(ParameterStore store) => new RecordingStore(Calls);
    }

    private sealed class RecordingStore(List<string> calls) : IDeviceStore
    {
        public void Fetch(string name, Span<float> host)
        {
            calls.Add($"fetch {name}");
            host.Fill(7);
        }

        public void Invalidate(string name) => calls.Add($"invalidate {name}");

        public void Dispose() => calls.Add("free");
    }
}
