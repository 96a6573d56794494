using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ImportanceLaws : IDisposable
{
    private const ulong Seed = 3;

    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [Law(nameof(Generative), MaxTest = 40)]
    public void The_bound_is_the_oracle_s_with_the_same_noise_whatever_the_batch(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        var data = TinyTraining.Data(tiny);
        foreach (var samples in new[] { 1, 5, 11 })
        {
            var expected = Oracle(tiny.Spec, trainer.Store, data, samples);
            var actual = Bounds(tiny.Spec, trainer.Store, data, samples, batch: 4);
            Laws.Close(expected, Array.ConvertAll(actual, bound => (double)bound), 2e-4, $"{samples} samples");
            Assert.Equal(actual, Bounds(tiny.Spec, trainer.Store, data, samples, batch: 64));
        }
    }

    [Law(typeof(Generators), nameof(Generators.Seed), MaxTest = 5)]
    public void Through_a_linear_decoder_it_comes_to_the_exact_log_likelihood_from_below(int seed)
    {
        const int features = 3;
        var layers = NetworkSpec.Create(LanguageExt.Arr<int>.Empty, Activation.Relu, batchNorm: false);
        var spec = VariationalSpec.Create(
            features, 1, layers, layers, LanguageExt.Prelude.Success<SpecError,
                Likelihood>(new Likelihood.Gaussian(GaussianVariance.Fixed, 0.5))).Valid();
        using var store = new ParameterStore(
            EvaluationGraph.Build(spec).Graph.Inputs.Where(input => input.Role == InputRole.Parameter), ManagedEngine.Instance);
        foreach (var input in store.Inputs)
            for (var i = 0; i < store[input.Name].Length; i++)
                store[input.Name][i] = (float)Draws.Between(seed, (7 * i) + input.Name.Length, -0.4, 0.4);

        // A posterior that is wider than the true one, whose variance is below 1: weights of a narrower one have no variance.
        foreach (ref var weight in store["code.logvariance.weight"])
            weight /= 10;
        store["code.logvariance.bias"][0] += 0.6f;
        var values = Enumerable.Range(0, 40 * features).Select(i => (float)Draws.Between(seed, 1000 + i, -1.5, 1.5)).ToArray();
        var data = Dataset.FromFloats("rows", values, features);
        var exact = Enumerable.Range(0, data.Rows).Average(row => Exact(store, values.AsSpan(row * features, features), 0.5));
        var (one, many) = (Means(spec, store, data, 1), Means(spec, store, data, 500));
        Assert.InRange(many.Mean, exact - 0.02 - (5 * many.Error), exact + 0.02 + (5 * many.Error));
        Assert.True(one.Mean < exact + (5 * one.Error), $"{one} against {exact}");
    }

    [Law(nameof(Generative), MaxTest = 20)]
    public void More_samples_raise_it(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        var data = TinyTraining.Data(tiny);
        var (few, many) = (Means(tiny.Spec, trainer.Store, data, 1), Means(tiny.Spec, trainer.Store, data, 100));
        Assert.True(few.Mean < many.Mean + (5 * (few.Error + many.Error)), $"{few} against {many}");
    }

    [Fact]
    public void An_autoencoder_has_none()
    {
        var tiny = new TinyModel(ModelKind.AutoEncoder, false, Activation.Relu, default, 1, LikelihoodKind.Gaussian, default, 0, 4, 1);
        using var trainer = TinyTraining.Start(tiny, workers);
        Assert.Throws<ArgumentException>(() => Bounds(tiny.Spec, trainer.Store, TinyTraining.Data(tiny), 1));
    }

    /// <summary>The mean bound over the rows, with noise of several seeds, and its standard error.</summary>
    private (double Mean, double Error) Means(ModelSpec spec, ParameterStore store, Dataset data, int samples)
    {
        double[] means = [.. Enumerable.Range(0, 24).Select(seed =>
            Bounds(spec, store, data, samples, seed: (ulong)seed).Average(bound => (double)bound))];
        var mean = means.Average();
        return (mean, Math.Sqrt(means.Sum(one => (one - mean) * (one - mean)) / (means.Length * (means.Length - 1))));
    }

    private static Gen<TinyModel> Generative { get; } = TinyModel.Cases.Generator.Where(tiny => tiny.Kind != ModelKind.AutoEncoder);

    private float[] Bounds(ModelSpec spec, ParameterStore store, Dataset data, int samples, int batch = 16, ulong seed = Seed)
    {
        using var run = new ImportanceRun(spec, new Preprocessing.None(), seed, samples, batch, store, workers);
        var values = new List<float>();
        var rows = run.Run(RowStream.Of(data), (_, piece) => values.AddRange(piece));
        Assert.Equal(data.Rows, rows.Match(count => count, error => throw new Xunit.Sdk.XunitException(error.Message)));
        return [.. values];
    }

    private static double[] Oracle(ModelSpec spec, ParameterStore store, Dataset data, int samples)
    {
        var graph = ImportanceGraph.Build(spec, samples).Match(built => built.Graph, () => throw new Xunit.Sdk.XunitException("no graph"));
        var values = data.Preprocessed();
        var inputs = graph.Inputs.ToDictionary(input => input.Name, input => Tensor.Of(input.Shape.Bind(data.Rows), input.Role switch
        {
            InputRole.Data => Doubles(values),
            InputRole.Noise => Doubles(Noise(input, values, data.Rows, samples)),
            _ => Doubles(store[input.Name]),
        }));
        var weights = Evaluate.Outputs(graph, data.Rows, inputs)[GraphNames.LogWeights];
        return ImportanceWeightedBoundLaws.Bounds(Tensor.Of([data.Rows, samples], weights.Values));
    }

    /// <summary>The noise that the documentation promises: of the seed, the sample's number and the row's values.</summary>
    private static float[] Noise(Op.Input input, float[] values, int rows, int samples)
    {
        var width = input.Shape.Last.Factor;
        var noise = new float[rows * samples * width];
        for (var row = 0; row < rows; row++)
            for (var sample = 0; sample < samples; sample++)
            {
                var hash = SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan(row * TinyModel.Features, TinyModel.Features)));
                NormalNoise.Fill(
                    RandomKeys.Importance(Seed, input.Name).Fold((ulong)sample), BinaryPrimitives.ReadUInt64LittleEndian(hash), 1, width,
                    noise.AsSpan(((row * samples) + sample) * width), part: 0, parts: 1);
            }

        return noise;
    }

    /// <summary>ln N(y; b, s²I + v vᵀ): code of one dimension, linear decoder with weight v and bias b, variance s².</summary>
    private static double Exact(ParameterStore store, ReadOnlySpan<float> y, double variance)
    {
        var weight = store["decoder.output.weight"];
        var bias = store["decoder.output.bias"];
        var (square, cross, distance) = (0.0, 0.0, 0.0);
        for (var f = 0; f < y.Length; f++)
        {
            var difference = (double)y[f] - bias[f];
            (square, cross, distance) = (square + ((double)weight[f] * weight[f]), cross + (weight[f] * difference), distance
                + (difference * difference));
        }

        var logDeterminant = (y.Length * PortableMath.Log(variance)) + PortableMath.Log(1 + (square / variance));
        var quadratic = (distance - (cross * cross / (variance + square))) / variance;
        return -0.5 * ((y.Length * PortableMath.Log(2 * Math.PI)) + logDeterminant + quadratic);
    }

    private static double[] Doubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);
}
