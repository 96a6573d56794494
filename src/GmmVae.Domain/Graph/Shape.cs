using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

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
