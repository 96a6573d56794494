using BenchmarkDotNet.Attributes;

namespace GmmVae.Bench;

/// <summary>Views of 256 pictures of 28x28, on one thread.</summary>
[InProcess]
[MemoryDiagnoser]
public class AugmentationBenchmarks : IDisposable
{
    private const int Rows = 256;
    private readonly ImageShape shape = new(28, 28);
    private readonly WorkerPool workers = new(1);
    private readonly float[] batch = new float[Rows * 784];
    private readonly float[] output = new float[Rows * 784];
    private readonly int[] ids = [.. Enumerable.Range(0, Rows)];
    private Augmenter augmenter = null!;

    /// <summary>Points of the elastic grid.</summary>
    [Params(5, 7)]
    public int Grid { get; set; }

    [GlobalSetup]
    public void Prepare() => augmenter = AugmentationSpec.ForImages(10, 0.1, 0.2, 2, new Schedule.Constant(2), Grid).Match(
        spec => new Augmenter(spec, shape.Features, shape, RandomKey.FromSeed(0), workers), errors =>
            throw new InvalidOperationException(errors.ToString()));

    [Benchmark(Description = "Warp of 256 pictures")]
    public void Warp() => augmenter.Fill(batch, ids, 0, 1, output, shape.Features);

    public void Dispose()
    {
        workers.Dispose();
        GC.SuppressFinalize(this);
    }
}
