using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// Applies the generative half of a model to codes and noises that the caller chooses. Results of a row do not depend on
/// the other rows. Not thread-safe.
/// </summary>
public sealed class GenerativeRun(ModelSpec model, ParameterStore store, WorkerPool workers) : IDisposable
{
    private const int Batch = 64;

    private readonly Plan decoder = Plan.Compile(DecodingGraph.Build(model).Graph, Batch, store, workers);
    private readonly Plan sampler = Plan.Compile(SamplingGraph.Build(model).Graph, Batch, store, workers);

    /// <summary>The expected observations given codes [rows, latent]: [rows, features].</summary>
    public float[] Decode(ReadOnlySpan<float> codes) => Run(decoder, codes.Length / model.Latent, (GraphNames.Code, codes.ToArray()));

    /// <summary>Observations of a Gaussian-mixture model, a cluster, a style noise and a code noise for each: [rows, features].</summary>
    /// <param name="clusters">The cluster of each row.</param>
    /// <param name="style">Standard normal style noise, [rows, style].</param>
    /// <param name="code">Standard normal code noise, [rows, latent].</param>
    public float[] Sample(ReadOnlySpan<int> clusters, ReadOnlySpan<float> style, ReadOnlySpan<float> code)
    {
        var count = ((GaussianMixtureSpec)model).Clusters;
        var chosen = new float[clusters.Length * count];
        for (var row = 0; row < clusters.Length; row++)
            chosen[(row * count) + clusters[row]] = 1;
        return Run(
            sampler,
            clusters.Length,
            (GraphNames.Cluster, chosen),
            (GraphNames.StyleNoise, style.ToArray()),
            (GraphNames.CodeNoise, code.ToArray()));
    }

    /// <summary>Frees the plans.</summary>
    public void Dispose()
    {
        decoder.Dispose();
        sampler.Dispose();
    }

    private float[] Run(Plan plan, int rows, params (string Input, float[] Values)[] inputs)
    {
        foreach (var (input, values) in inputs)
            if (values.Length != (long)rows * (plan.Input(input).Length / Batch))
                throw new ArgumentException($"{values.Length} values are not {rows} rows of '{input}'.", nameof(inputs));
        var result = new float[rows * model.Features];
        for (var first = 0; first < rows; first += Batch)
        {
            var count = Math.Min(Batch, rows - first);
            foreach (var (input, values) in inputs)
            {
                var width = values.Length / rows;
                values.AsSpan(first * width, count * width).CopyTo(plan.Input(input));
            }

            plan.Compute();
            plan.Output(GraphNames.Sample)[..(count * model.Features)].CopyTo(result.AsSpan(first * model.Features));
        }

        return result;
    }
}
