using BenchmarkDotNet.Attributes;

namespace GmmVae.Bench;

/// <summary>The kernels on shapes of the report preset, on one thread.</summary>
[InProcess]
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private const int Batch = 256;
    private const int Wide = 784;
    private const int Hidden = 500;

    private readonly float[] left = Numbers(Wide * Hidden);
    private readonly float[] right = Numbers(Wide * Hidden);
    private readonly float[] output = new float[Wide * Hidden];
    private readonly PatchGrid grid = new(new ImageShape(12, 12, 16), 5, 5, 2);
    private readonly float[] images = Numbers(Batch * 12 * 12 * 16);
    private readonly float[] patches = Numbers(Batch * 4 * 4 * 5 * 5 * 16);
    private readonly float[] workspace = new float[Gemm.WorkspaceLength(Wide, Wide, 1)];

    [Benchmark(Description = "Gemm 256x784 by 784x500: forward")]
    public void Forward() =>
        Gemm.Multiply(false, false, Batch, Hidden, Wide, left, right, output, workspace, 0, 1);

    [Benchmark(Description = "Gemm 784x256 by 256x500: weight gradient")]
    public void WeightGradient() =>
        Gemm.Multiply(true, false, Wide, Hidden, Batch, left, right, output, workspace, 0, 1);

    [Benchmark(Description = "Gemm 256x784 by 784x500: input gradient")]
    public void InputGradient() =>
        Gemm.Multiply(false, true, Batch, Hidden, Wide, left, right, output, workspace, 0, 1);

    [Benchmark(Description = "Exp of 65536")]
    public void Exp() => Elementwise.Exp(left.AsSpan(0, 65536), output.AsSpan(0, 65536));

    [Benchmark(Description = "Softplus of 65536")]
    public void Softplus() => Elementwise.Softplus(left.AsSpan(0, 65536), output.AsSpan(0, 65536));

    [Benchmark(Description = "Multiply of 65536")]
    public void Multiply() =>
        Elementwise.Multiply(left.AsSpan(0, 65536), right.AsSpan(0, 65536), output.AsSpan(0, 65536));

    [Benchmark(Description = "Sum of [256, 784] over rows")]
    public void SumOverRows() => Reductions.Sum(left, 1, Batch, Wide, output, 0, 1);

    [Benchmark(Description = "NormalNoise of [256, 128]")]
    public void Noise() => NormalNoise.Fill(RandomKey.FromSeed(0), 0, Batch, 128, output, 0, 1);

    [Benchmark(Description = "Unfold 256 images 12x12x16, kernel 5x5 stride 2")]
    public void Unfold() => Patches.Unfold(grid, Batch, images, patches, 0, 1);

    [Benchmark(Description = "Fold to 256 images 12x12x16, kernel 5x5 stride 2")]
    public void Fold() => Patches.Fold(grid, Batch, patches, images, 0, 1);

    private static float[] Numbers(int count)
    {
        var numbers = new float[count];
        NormalNoise.Fill(RandomKey.FromSeed(0), 0, 1, count, numbers, 0, 1);
        return numbers;
    }
}
