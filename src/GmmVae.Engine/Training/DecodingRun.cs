using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Decodes codes of the caller's choice. Results of a row do not depend on the other rows. Not thread-safe.</summary>
/// <param name="model">The model.</param>
/// <param name="store">Its parameters, which are read at each call.</param>
/// <param name="workers">Who computes.</param>
public sealed class DecodingRun(ModelSpec model, ParameterStore store, WorkerPool workers) : IDisposable
{
    private const int Batch = 64;

    private readonly Plan plan = Plan.Compile(DecodingGraph.Build(model).Graph, Batch, store, workers);

    /// <summary>The expected observations given codes [rows, latent], in the model's units: [rows, features].</summary>
    /// <exception cref="ArgumentException">These are not whole rows.</exception>
    public float[] Decode(ReadOnlySpan<float> codes)
    {
        if (codes.Length % model.Latent != 0)
            throw new ArgumentException($"{codes.Length} numbers are not codes of {model.Latent}.", nameof(codes));
        var rows = codes.Length / model.Latent;
        var result = new float[rows * model.Features];
        for (var first = 0; first < rows; first += Batch)
        {
            var count = Math.Min(Batch, rows - first);
            codes.Slice(first * model.Latent, count * model.Latent).CopyTo(plan.Input(GraphNames.Code));
            plan.Compute();
            plan.Output(GraphNames.Sample)[..(count * model.Features)].CopyTo(result.AsSpan(first * model.Features));
        }

        return result;
    }

    /// <summary>Frees the plan.</summary>
    public void Dispose() => plan.Dispose();
}
