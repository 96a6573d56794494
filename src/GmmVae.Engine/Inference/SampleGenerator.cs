using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;
using GmmVae.Engine.Training;

namespace GmmVae.Engine.Inference;

/// <summary>
/// Generates observations from a model's prior, in the model's units (before <see cref="Preprocessing"/> is undone).
/// </summary>
/// <remarks>
/// The n-th sample is a function of the model, the seed and n: asking for more changes none. An autoencoder has no prior;
/// its codes come from a Gaussian that was fitted to codes. Not thread-safe.
/// </remarks>
internal sealed class SampleGenerator : IDisposable
{
    private const int Batch = 64;

    private readonly ModelSpec model;
    private readonly ParameterStore store;
    private readonly GaussianMap? codes;
    private readonly IPlan plan;
    private readonly int style;

    /// <summary>Compiles the sampling graph over the parameters in <paramref name="store"/>, which are read at each call.</summary>
    /// <param name="model">The model.</param>
    /// <param name="store">Its parameters.</param>
    /// <param name="workers">Who computes.</param>
    /// <param name="codes">Where codes come from, for a model without a prior.</param>
    /// <exception cref="ArgumentException">The model has no prior and there are no <paramref name="codes"/>.</exception>
    public SampleGenerator(ModelSpec model, ParameterStore store, WorkerPool workers, GaussianMap? codes = null)
    {
        if (model is AutoEncoderSpec && codes?.Dimensions != model.Latent)
            throw new ArgumentException("An autoencoder has no prior: a Gaussian of its codes is needed.", nameof(codes));
        (this.model, this.store, this.codes) = (model, store, model is AutoEncoderSpec ? codes : null);
        Clusters = (model as ClusteringSpec)?.Clusters ?? 1;
        style = (model as ClusteringSpec)?.Style ?? 0;
        plan = store.Compile(SamplingGraph.Build(model).Graph, Batch, workers);
    }

    /// <summary>
    /// What all noise, of style and code, is multiplied by: 1 samples the model, less gives more typical and less varied
    /// samples, 0 the mean of each cluster.
    /// </summary>
    public double Temperature { get; init; } = 1;

    private delegate int Source(int sample, Span<float> style, Span<float> code);

    /// <summary>The number of clusters K; 1 for models without.</summary>
    public int Clusters { get; }

    /// <summary>
    /// <paramref name="perCluster"/> observations for each cluster in order (once over for models without clusters), with the
    /// same noises for every cluster: [clusters · perCluster, features].
    /// </summary>
    public static float[] PerCluster(
        ModelSpec model, ParameterStore store, int perCluster, ulong seed, WorkerPool workers, int mostClusters = int.MaxValue)
    {
        using var generator = new SampleGenerator(model, store, workers);
        return generator.OfEveryCluster(perCluster, NoiseSharing.All, seed, mostClusters);
    }

    /// <summary>Observations from the prior, [count, features]: clusters are drawn from π.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">What all noise is drawn from.</param>
    /// <param name="clusters">The cluster of each; 0 for models without.</param>
    public float[] FromPrior(int count, ulong seed, out int[] clusters)
    {
        var drawn = new int[count];
        var shares = model is ClusteringSpec mixture ? ClusterShares.Of(mixture, store) : [1.0];
        var key = RandomKeys.Sampling(seed, GraphNames.Cluster);
        var (styles, noises) = Keys(seed);
        clusters = drawn;
        return Generate(count, (sample, w, code) =>
        {
            Draw(styles, (ulong)sample, w);
            Draw(noises, (ulong)sample, code);
            return drawn[sample] = Choose(shares, key.Uniform((ulong)sample));
        });
    }

    /// <summary>Observations of one cluster, [count, features].</summary>
    /// <param name="cluster">Its number, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="sharing">What noise the n-th sample has in common with the n-th of other clusters.</param>
    /// <param name="seed">What all noise is drawn from.</param>
    public float[] OfCluster(int cluster, int count, NoiseSharing sharing, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cluster);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cluster, Clusters);
        var (styles, noises) = Keys(seed);
        return Generate(count, (sample, w, code) =>
        {
            var own = ((ulong)sample * (ulong)Clusters) + (ulong)cluster;
            Draw(styles, sharing == NoiseSharing.Fresh ? own : (ulong)sample, w);
            Draw(noises, sharing == NoiseSharing.All ? (ulong)sample : own, code);
            return cluster;
        });
    }

    /// <summary>What <see cref="OfCluster"/> gives for each cluster in order, or for so many of them, [clusters · perCluster,
    /// features].</summary>
    public float[] OfEveryCluster(int perCluster, NoiseSharing sharing, ulong seed, int most = int.MaxValue) =>
        [.. Enumerable.Range(0, Math.Min(Clusters, most)).SelectMany(cluster => OfCluster(cluster, perCluster, sharing, seed))];

    /// <summary>Observations of one cluster with few styles: each w with <paramref name="perStyle"/> code noises, [styles · perStyle,
    /// features].</summary>
    public float[] OfStyles(int cluster, int styles, int perStyle, ulong seed)
    {
        var (own, noises) = Keys(seed);
        return Generate(styles * perStyle, (sample, w, code) =>
        {
            Draw(own, (ulong)(sample / perStyle), w);
            Draw(noises, ((ulong)sample * (ulong)Clusters) + (ulong)cluster, code);
            return cluster;
        });
    }

    /// <summary>
    /// The cluster's mean codes, decoded, over a grid of styles w: the first dimension grows along a row, the second from
    /// row to row, both through the standard normal quantiles (i + ½) / steps; the others are 0. One row where w has one
    /// dimension. [rows · steps, features].
    /// </summary>
    /// <exception cref="InvalidOperationException">The model has no style.</exception>
    public float[] Sweep(int cluster, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cluster);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cluster, Clusters);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (style == 0)
            throw new InvalidOperationException("The model has no style to sweep.");
        var values = Array.ConvertAll(Enumerable.Range(0, steps).ToArray(), i => (float)StandardNormal.Quantile((i + 0.5) / steps));
        return Generate(style == 1 ? steps : steps * steps, (sample, w, code) =>
        {
            w.Clear();
            code.Clear();
            w[0] = values[sample % steps];
            if (style > 1)
                w[1] = values[sample / steps];
            return cluster;
        });
    }

    /// <summary>Frees the plan.</summary>
    public void Dispose() => plan.Dispose();

    private float[] Generate(int count, Source source)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var samples = new float[(long)count * model.Features];
        for (var first = 0; first < count; first += Batch)
        {
            var rows = Math.Min(Batch, count - first);
            for (var row = 0; row < rows; row++)
            {
                var w = style == 0 ? default : plan.Input(GraphNames.StyleNoise).Slice(row * style, style);
                var code = plan.Input(GraphNames.CodeNoise).Slice(row * model.Latent, model.Latent);
                var cluster = source(first + row, w, code);
                codes?.Apply(code);
                if (!plan.HasInput(GraphNames.Cluster))
                    continue;
                var chosen = plan.Input(GraphNames.Cluster).Slice(row * Clusters, Clusters);
                chosen.Clear();
                chosen[cluster] = 1;
            }

            plan.Compute();
            plan.Output(GraphNames.Sample)[..(rows * model.Features)].CopyTo(samples.AsSpan(first * model.Features));
        }

        return samples;
    }

    private static (RandomKey Style, RandomKey Code) Keys(ulong seed) =>
        (RandomKeys.Sampling(seed, GraphNames.StyleNoise).Fold(0UL), RandomKeys.Sampling(seed, GraphNames.CodeNoise).Fold(0UL));

    private void Draw(RandomKey key, ulong row, Span<float> noise)
    {
        NormalNoise.Fill(key, row, 1, noise.Length, noise, part: 0, parts: 1);
        if (Temperature != 1)
            foreach (ref var value in noise)
                value *= (float)Temperature;
    }

    private static int Choose(double[] shares, double uniform)
    {
        var cluster = 0;
        for (var sum = shares[0]; sum <= uniform && cluster < shares.Length - 1; sum += shares[cluster])
            cluster++;
        return cluster;
    }
}

/// <summary>Which noise the samples of different clusters share.</summary>
internal enum NoiseSharing
{
    /// <summary>None: every sample has its own.</summary>
    Fresh,

    /// <summary>All: the n-th sample of every cluster has the same style w and the same code noise.</summary>
    All,

    /// <summary>The n-th sample of every cluster has the same style w, and code noise of its own.</summary>
    Style,
}

/// <summary>Decodes codes of the caller's choice. Results of a row do not depend on the other rows. Not thread-safe.</summary>
/// <param name="model">The model.</param>
/// <param name="store">Its parameters, which are read at each call.</param>
/// <param name="workers">Who computes.</param>
internal sealed class DecodingRun(ModelSpec model, ParameterStore store, WorkerPool workers) : IDisposable
{
    private const int Batch = 64;

    private readonly IPlan plan = store.Compile(DecodingGraph.Build(model).Graph, Batch, workers);

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
