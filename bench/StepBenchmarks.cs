using BenchmarkDotNet.Attributes;

namespace GmmVae.Bench;

/// <summary>The compiled training step of the report preset, without the batch and the noise.</summary>
[InProcess]
[MemoryDiagnoser]
public class StepBenchmarks
{
    private readonly Stack<IDisposable> owned = new();
    private IPlan? plan;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Compile()
    {
        var (model, training) = BenchOptions.Parse([]).Specify(60_000);
        var step = TrainStepGraph.Build(model, training.Adam);
        var workers = new WorkerPool(Threads);
        var store = ParameterStore.Of(step.Graph, ManagedEngine.Instance);
        ParameterInitializer.Fill(store, step.Parameters, 0);
        plan = store.Compile(step.Graph, training.Batch, workers);
        owned.Push(workers);
        owned.Push(store);
        owned.Push(plan);
        plan.Input(GraphNames.Data).Fill(0.5f);
        foreach (var input in step.Graph.Inputs)
            if (input.Role == InputRole.Scalar)
                plan.Input(input.Name).Fill(1e-3f);
    }

    [Benchmark(Description = "One training step, batch 256")]
    public void Step()
    {
        plan!.Compute();
        plan.Update();
    }

    [GlobalCleanup]
    public void Free()
    {
        while (owned.TryPop(out var one))
            one.Dispose();
    }
}
