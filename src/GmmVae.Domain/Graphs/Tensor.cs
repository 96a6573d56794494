using LanguageExt;

namespace GmmVae.Domain.Graphs;

/// <summary>An immutable array of doubles with axes, row-major: what the oracle reads and returns.</summary>
/// <remarks>Equality is by reference; compare <see cref="Values"/> where numbers matter.</remarks>
public sealed class Tensor
{
    private readonly int[] dimensions;
    private readonly double[] values;

    internal Tensor(int[] dimensions, double[] values)
    {
        if (dimensions.Aggregate(1, (size, length) => checked(size * length)) != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill [{string.Join(", ", dimensions)}].", nameof(values));
        this.dimensions = dimensions;
        this.values = values;
    }

    /// <summary>The axis lengths, outermost first.</summary>
    public ReadOnlySpan<int> Dimensions => dimensions;

    /// <summary>The elements in row-major order.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The number of axes.</summary>
    public int Rank => dimensions.Length;

    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one.</exception>
    public double Value => values.Length == 1 ? values[0]
        : throw new InvalidOperationException($"A tensor of {values.Length} elements is not a number.");

    /// <summary>A tensor of given dimensions, from a copy of <paramref name="values"/>.</summary>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static Tensor Of(ReadOnlySpan<int> dimensions, ReadOnlySpan<double> values) =>
        new(dimensions.ToArray(), values.ToArray());

    /// <summary>A tensor of given dimensions, from single-precision numbers.</summary>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static Tensor Of(ReadOnlySpan<int> dimensions, ReadOnlySpan<float> values)
    {
        var copy = new double[values.Length];
        for (var i = 0; i < copy.Length; i++)
            copy[i] = values[i];
        return new(dimensions.ToArray(), copy);
    }

    /// <summary>A single number.</summary>
    public static Tensor Scalar(double value) => new([], [value]);

    /// <summary>One axis.</summary>
    public static Tensor Vector(params ReadOnlySpan<double> values) => new([values.Length], values.ToArray());

    /// <summary>Rows and columns.</summary>
    public static Tensor Matrix(double[,] values) =>
        new([values.GetLength(0), values.GetLength(1)], [.. values.Cast<double>()]);

    /// <summary>The shape with every axis constant, or with the first axis the batch.</summary>
    internal Shape ShapeOf(bool firstIsBatch) => new(
        Prelude.toArray(dimensions.Select((length, axis) => axis == 0 && firstIsBatch ? Extent.Batch : length)));
}
