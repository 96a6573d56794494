namespace GmmVae.Bench;

/// <summary>MNIST's training split if GMMVAE_DATA tells where it is, else random bytes of its shape.</summary>
internal static class BenchData
{
    public const int Features = 784;

    public static readonly ImageShape Image = new(28, 28, 1);

    private const int Rows = 60_000;

    public static Dataset Load()
    {
        if (Environment.GetEnvironmentVariable("GMMVAE_DATA") is { Length: > 0 } folder)
            return DataSource.Open("mnist", 0, folder).Match(
                splits => splits.Train,
                error => throw new InvalidOperationException(error.ToString()));
        var bytes = new byte[Rows * Features];
        new Random(0).NextBytes(bytes);
        return Dataset.FromBytes("random", bytes, Features, Image);
    }
}
