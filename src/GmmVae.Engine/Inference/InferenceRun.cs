using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>One result of a trained model for raw rows; no more of the model is computed than the result needs.</summary>
public sealed class InferenceRun : RowInference
{
    private readonly string output;
    private readonly ulong[] numbers;
    private readonly (string Name, RandomKey Key, int Width, int Samples)[] noises;

    /// <summary>Compiles the part of the evaluation graph that computes <paramref name="output"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="preprocessing">What raw rows go through first.</param>
    /// <param name="seed">What the noise of estimates such as <see cref="GraphNames.Total"/> is drawn from.</param>
    /// <param name="output">An output of <see cref="EvaluationGraph"/> that has a row for each observation.</param>
    /// <param name="batch">Rows that are computed together; results do not depend on it.</param>
    /// <param name="store">The model's parameters and running statistics.</param>
    /// <param name="workers">Who computes.</param>
    /// <exception cref="KeyNotFoundException">The model has no such output.</exception>
    public InferenceRun(
        ModelSpec model, Preprocessing preprocessing, ulong seed, string output, int batch, ParameterStore store, WorkerPool workers)
        : this(model, preprocessing, seed, output, Part(model, output), batch, store, workers)
    {
    }

    private InferenceRun(
        ModelSpec model, Preprocessing preprocessing, ulong seed, string output, Graph graph, int batch, ParameterStore store, WorkerPool workers)
        : base(model, preprocessing, Plan.Compile(graph, batch, store, workers))
    {
        this.output = output;
        Width = Plan.Output(output).Length / batch;
        noises =
        [
            .. from input in graph.Inputs
               where input.Role == InputRole.Noise
               let extents = input.Shape.Bind(batch)
               select (input.Name, RandomKeys.Evaluation(seed, input.Name), extents[1], extents[0] / batch),
        ];
        numbers = new ulong[noises.Length == 0 ? 0 : batch];
    }

    /// <inheritdoc/>
    public override int Width { get; }

    private protected override ReadOnlySpan<float> Compute(int rows)
    {
        NoiseRows(numbers.AsSpan(0, Math.Min(rows, numbers.Length)));
        foreach (var (name, key, width, samples) in noises)
            for (var row = 0; row < rows; row++)
                NormalNoise.Fill(
                    key, unchecked(numbers[row] * (ulong)samples), samples, width, Plan.Input(name)[(row * samples * width)..], part: 0, parts: 1);
        Plan.Compute();
        return Plan.Output(output)[..(rows * Width)];
    }

    private static Graph Part(ModelSpec model, string output)
    {
        var whole = EvaluationGraph.Build(model).Graph;
        _ = whole.NodeOf(output);
        return GraphBuilder.From(whole with { Outputs = whole.Outputs.Filter(found => found.Name == output) }).Build();
    }
}
