using FsCheck;
using FsCheck.Fluent;
using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>Generators of the small things that laws quantify over.</summary>
public static class Generators
{
    /// <summary>1 to 5 observations.</summary>
    public static Gen<int> Batch { get; } = Gen.Choose(1, 5);

    /// <summary>Any integer that can seed <see cref="Draws"/>.</summary>
    public static Gen<int> Seed { get; } = Gen.Choose(0, int.MaxValue - 1);

    /// <summary>Shapes of rank 0 to 3, half of them with one batch axis somewhere.</summary>
    public static Gen<Shape> Shapes { get; } =
        from rank in Gen.Choose(0, 3)
        from lengths in Gen.Choose(1, 5).ArrayOf(rank)
        from batchAxis in Gen.Choose(-3, 2)
        select new Shape(Prelude.toArray(lengths.Select((length, axis) =>
            axis == batchAxis ? Extent.Batch : (Extent)length)));

    /// <summary>Finite numbers of ordinary size, whole ones and zero among them.</summary>
    public static Gen<double> Number { get; } = Gen.Frequency(
        (6, Gen.Choose(-4_000_000, 4_000_000).Select(whole => whole / 1_000_000.0)),
        (2, Gen.Choose(-5, 5).Select(whole => (double)whole)),
        (1, Gen.Choose(-1000, 1000).Select(whole => (double)whole)));

    /// <summary>A vector of given length.</summary>
    public static Gen<double[]> Vector(int length) => Number.ArrayOf(length);

    /// <summary>A tensor of given dimensions.</summary>
    public static Gen<Tensor> TensorOf(params int[] dimensions) =>
        Vector(dimensions.Aggregate(1, (size, length) => size * length)).Select(values => Tensor.Of(dimensions, values));

    /// <summary>Tensors of rank 0 to 3; a counterexample shrinks to small whole numbers.</summary>
    public static Arbitrary<Tensor> Tensors { get; } = Arb.From(
        from rank in Gen.Choose(0, 3)
        from lengths in Gen.Choose(1, 5).ArrayOf(rank)
        from tensor in TensorOf(lengths)
        select tensor,
        Shrink);

    /// <summary>A tensor of given dimensions with numbers in [low, high), a function of the seed.</summary>
    public static Tensor Fill(int seed, IReadOnlyList<int> dimensions, double low = -1.5, double high = 1.5)
    {
        var values = new double[dimensions.Aggregate(1, (size, length) => size * length)];
        for (var i = 0; i < values.Length; i++)
            values[i] = Draws.Between(seed, i, low, high);
        return Tensor.Of([.. dimensions], values);
    }

    /// <summary>Simpler tensors of the same dimensions.</summary>
    public static IEnumerable<Tensor> Shrink(Tensor tensor)
    {
        var values = tensor.Values.ToArray();
        for (var i = 0; i < values.Length; i++)
            foreach (var simpler in new[] { 0, 1, Math.Truncate(values[i]) })
                if (Math.Abs(simpler) < Math.Abs(values[i]))
                {
                    var copy = values.ToArray();
                    copy[i] = simpler;
                    yield return Tensor.Of(tensor.Dimensions, copy);
                }
    }
}
