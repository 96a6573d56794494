using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Small arrays for loss terms; all numbers are a function of the seed.</summary>
/// <param name="Rows">Observations.</param>
/// <param name="Size">The length of the last axis.</param>
/// <param name="Clusters">The number of clusters.</param>
/// <param name="Seed">What the numbers are drawn from.</param>
public sealed record LossCase(int Rows, int Size, int Clusters, int Seed)
{
    public static Arbitrary<LossCase> Cases { get; } = UpTo(4, 4, 5);

    /// <summary>For laws that evaluate a graph several times for every element.</summary>
    public static Arbitrary<LossCase> Small { get; } = UpTo(2, 2, 3);

    /// <summary>Numbers in [low, high); another <paramref name="part"/> has other ones.</summary>
    public Tensor Draw(int part, double low, double high, params int[] dimensions) =>
        Generators.Fill(unchecked(Seed + (part * 7919)), dimensions, low, high);

    public Tensor PerRow(int part, double low = -2, double high = 2) => Draw(part, low, high, Rows, Size);

    public Tensor PerComponent(int part, double low = -2, double high = 2) => Draw(part, low, high, Rows, Clusters, Size);

    /// <summary>Log-probabilities, [rows, clusters].</summary>
    public Tensor LogProbabilities(int part, double spread = 2)
    {
        var logits = Draw(part, -spread, spread, Rows, Clusters);
        return Evaluate.Term(x => x[0].LogSoftmax(), logits);
    }

    /// <summary>One distribution's log-probabilities repeated for each row, [rows, clusters].</summary>
    public Tensor LogWeights(int part)
    {
        var row = Evaluate.Term(x => x[0].LogSoftmax(), Draw(part, -1.5, 1.5, 1, Clusters)).Values;
        return Repeated(row.ToArray());
    }

    /// <summary>−ln K everywhere, [rows, clusters].</summary>
    public Tensor UniformLogWeights() => Repeated([.. Enumerable.Repeat(-PortableMath.Log(Clusters), Clusters)]);

    private static Arbitrary<LossCase> UpTo(int mostRows, int greatestSize, int mostClusters) => Arb.From(
        from rows in Gen.Choose(1, mostRows)
        from size in Gen.Choose(1, greatestSize)
        from clusters in Gen.Choose(2, mostClusters)
        from seed in Generators.Seed
        select new LossCase(rows, size, clusters, seed),
        c => c.Shrink());

    private IEnumerable<LossCase> Shrink()
    {
        if (Rows > 1)
            yield return this with { Rows = Rows - 1 };
        if (Size > 1)
            yield return this with { Size = Size - 1 };
        if (Clusters > 2)
            yield return this with { Clusters = Clusters - 1 };
        if (Seed > 0)
            yield return this with { Seed = Seed / 2 };
    }

    private Tensor Repeated(double[] row) =>
        Tensor.Of([Rows, Clusters], Enumerable.Repeat(row, Rows).SelectMany(values => values).ToArray());
}
