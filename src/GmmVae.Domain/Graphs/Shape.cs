using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Graphs;

/// <summary>
/// The axes of a tensor, outermost first, in row-major order. At most one axis is a multiple of the batch.
/// Shapes are equal when their extents are.
/// </summary>
/// <param name="Extents">The axis lengths; empty for a scalar.</param>
public sealed record Shape(Arr<Extent> Extents)
{
    /// <summary>The shape of a single number.</summary>
    public static Shape Scalar { get; } = new(Arr<Extent>.Empty);

    /// <summary>A shape from its axis lengths.</summary>
    public static Shape Of(params Extent[] extents) => new(toArray(extents));

    /// <summary>The number of axes.</summary>
    public int Rank => Extents.Count;

    /// <summary>The number of elements: a constant or a multiple of the batch.</summary>
    public Extent Size => Extents.Fold((Extent)1, (size, extent) => size * extent);

    /// <summary>The last axis.</summary>
    public Extent Last => Extents[Rank - 1];

    /// <summary>The length of one axis; negative axes count from the end.</summary>
    public Extent this[int axis] => Extents[axis < 0 ? Rank + axis : axis];

    /// <summary>The shape without the given axes.</summary>
    public Shape Without(Arr<int> axes) =>
        new(toArray(Enumerable.Range(0, Rank).Where(axis => !axes.Contains(axis)).Select(axis => Extents[axis])));

    /// <summary>The shape with one axis replaced.</summary>
    public Shape With(int axis, Extent extent) => new(Extents.SetItem(axis, extent));

    /// <summary>The axis lengths once the batch is known.</summary>
    public int[] Bind(int batch) => [.. Extents.Select(extent => extent.Bind(batch))];

    /// <summary><c>[batch, 10, 128]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Extents)}]";
}

/// <summary>The length of one axis: a constant, or a constant multiple of the batch that a plan binds later.</summary>
/// <param name="Factor">The constant length, or the multiple of the batch.</param>
/// <param name="IsBatch">Whether <paramref name="Factor"/> is multiplied by the batch.</param>
public readonly record struct Extent(int Factor, bool IsBatch)
{
    /// <summary>The extent of the batch axis: one row for each observation.</summary>
    public static Extent Batch { get; } = new(1, true);

    /// <summary>A constant length.</summary>
    public static implicit operator Extent(int length) => new(length, false);

    /// <summary>The extent of this axis folded together with another one.</summary>
    /// <exception cref="InvalidOperationException">Both are multiples of the batch.</exception>
    public static Extent operator *(Extent left, Extent right) => left.IsBatch && right.IsBatch
        ? throw new InvalidOperationException("A shape may be a multiple of the batch, not of its square.")
        : new(checked(left.Factor * right.Factor), left.IsBatch || right.IsBatch);

    /// <summary>The length once the batch is known.</summary>
    public int Bind(int batch) => IsBatch ? checked(Factor * batch) : Factor;

    /// <summary><c>128</c>, <c>batch</c> or <c>10*batch</c>.</summary>
    public override string ToString() => (IsBatch, Factor) switch
    {
        (false, _) => FormattableString.Invariant($"{Factor}"),
        (true, 1) => "batch",
        (true, _) => FormattableString.Invariant($"{Factor}*batch"),
    };
}
