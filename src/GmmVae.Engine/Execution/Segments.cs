namespace GmmVae.Engine;

/// <summary>Groups the axes of a shape into runs that are all marked or all not.</summary>
internal static class Segments
{
    /// <summary>
    /// The runs, outermost first, with the product of their axis lengths. Axes of length 1 belong to any run; a shape of
    /// one element is one marked run.
    /// </summary>
    public static (int Length, bool IsMarked)[] Of(int[] dimensions, Func<int, bool> isMarked)
    {
        var segments = new List<(int Length, bool IsMarked)>();
        for (var axis = 0; axis < dimensions.Length; axis++)
        {
            if (dimensions[axis] == 1)
                continue;
            if (segments.Count > 0 && segments[^1].IsMarked == isMarked(axis))
                segments[^1] = (segments[^1].Length * dimensions[axis], isMarked(axis));
            else
                segments.Add((dimensions[axis], isMarked(axis)));
        }

        return segments.Count == 0 ? [(1, true)] : [.. segments];
    }
}
