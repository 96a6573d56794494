namespace GmmVae.Engine;

/// <summary>The sum of what neighbours have in memory that they share, or as much of it as this rank needs.</summary>
/// <param name="parts">What each brings, in order of rank.</param>
/// <param name="own">Which of them is this rank's.</param>
/// <param name="sum">The sum of what this rank needs; where that is not all, in the place of its own part.</param>
/// <param name="start">The first element that this rank needs.</param>
internal sealed class SharedSum(Region[] parts, int own, Region sum, int start)
{
    private const int Chunk = 2048;

    /// <summary>A row for each sum of the tree; two parts need none.</summary>
    private readonly float[] rows = parts.Length > 2 ? new float[(parts.Length - 1) * Chunk] : [];

    /// <summary>The sum, once <see cref="AddUp"/> has run.</summary>
    public Span<float> Sum => sum.Span;

    /// <summary>Lays this rank's part where neighbours find it.</summary>
    public void Bring(Region part)
    {
        if (part != parts[own])
            part.Span.CopyTo(parts[own].Span);
    }

    /// <summary>Adds up all parts in a binary tree, once all are there.</summary>
    public void AddUp()
    {
        if (parts.Length == 1)
            return;
        for (var from = 0; from < sum.Length; from += Chunk)
        {
            var count = Math.Min(Chunk, sum.Length - from);
            var target = sum.Span.Slice(from, count);
            if (parts.Length == 2)
                Elementwise.Add(Part(0), Part(1), target);
            else
                Tree(0, parts.Length, 0).CopyTo(target);

            Span<float> Part(int i) => parts[i].Span.Slice(start + from, count);

            Span<float> Tree(int first, int length, int level)
            {
                if (length == 1)
                    return Part(first);
                var half = length / 2;
                var left = Tree(first, half, level + 1);
                var row = rows.AsSpan(level * Chunk, count);
                Elementwise.Add(left, Tree(first + half, half, level + half), row);
                return row;
            }
        }
    }
}
