using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Managed.Runtime;

/// <summary>
/// How a <see cref="Op.Broadcast"/> repeats its operand, in as few axes as describe it: neighbouring axes that are both
/// repeated, or both not, count as one.
/// </summary>
internal sealed class Repetition
{
    private readonly (int Length, int Stride)[] outer;
    private readonly (int Length, bool IsRepeated) last;

    /// <param name="dimensions">The axis lengths of the result.</param>
    /// <param name="isRepeated">Which axes the operand lacks.</param>
    public Repetition(int[] dimensions, Func<int, bool> isRepeated)
    {
        var axes = Segments.Of(dimensions, isRepeated);
        last = axes[^1];
        outer = new (int, int)[axes.Length - 1];
        var step = last.IsRepeated ? 1 : last.Length;
        for (var axis = outer.Length - 1; axis >= 0; axis--)
        {
            outer[axis] = (axes[axis].Length, axes[axis].IsMarked ? 0 : step);
            step *= axes[axis].IsMarked ? 1 : axes[axis].Length;
        }
    }

    /// <summary>Whether all elements of the result are the same number.</summary>
    public bool IsOfScalar => last.IsRepeated && outer.Length == 0;

    /// <summary>The number of elements after which the result repeats itself; 0 if it never does, or not so simply.</summary>
    public int Period =>
        IsOfScalar ? 1
        : !last.IsRepeated && outer is [{ Stride: 0 }] ? last.Length
        : 0;

    /// <summary>The elements of the result from <paramref name="start"/> on.</summary>
    public void Fill(ReadOnlySpan<float> source, int start, Span<float> target)
    {
        if (target.Length == 0)
            return;
        var (row, within) = Math.DivRem(start, last.Length);
        if (Period > 1)
        {
            FillPeriods(source[..last.Length], within, target);
            return;
        }

        Span<int> indices = stackalloc int[outer.Length];
        for (var position = PositionOf(row, indices); ; position = Advance(position, indices))
        {
            var run = Math.Min(last.Length - within, target.Length);
            if (last.IsRepeated)
                target[..run].Fill(source[position]);
            else
                source.Slice(position + within, run).CopyTo(target);
            if (run == target.Length)
                return;
            target = target[run..];
            within = 0;
        }
    }

    /// <summary>One period from <paramref name="within"/> on, then twice as much again and again: short rows cost no call each.</summary>
    private static void FillPeriods(ReadOnlySpan<float> period, int within, Span<float> target)
    {
        var first = Math.Min(period.Length - within, target.Length);
        period.Slice(within, first).CopyTo(target);
        period[..Math.Min(within, target.Length - first)].CopyTo(target[first..]);
        for (var filled = period.Length; filled < target.Length; filled += Math.Min(filled, target.Length - filled))
            target[..Math.Min(filled, target.Length - filled)].CopyTo(target[filled..]);
    }

    /// <summary>Where a run's numbers are in the source, and its indices along the outer axes.</summary>
    private int PositionOf(int row, Span<int> indices)
    {
        var position = 0;
        for (var axis = outer.Length - 1; axis >= 0; axis--)
        {
            (row, indices[axis]) = Math.DivRem(row, outer[axis].Length);
            position += indices[axis] * outer[axis].Stride;
        }

        return position;
    }

    /// <summary>The same of the next run.</summary>
    private int Advance(int position, Span<int> indices)
    {
        for (var axis = outer.Length - 1; axis >= 0; axis--)
        {
            position += outer[axis].Stride;
            if (++indices[axis] < outer[axis].Length)
                break;
            position -= indices[axis] * outer[axis].Stride;
            indices[axis] = 0;
        }

        return position;
    }
}

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
