using LanguageExt;

namespace GmmVae.Engine.Data;

/// <summary>What is known of the classes of rows. Immutable and thread-safe; equality is by reference of the numbers.</summary>
internal sealed record RowLabels
{
    /// <summary>The class of each row, where those of all rows are known.</summary>
    public ReadOnlyMemory<int>? All { get; init; }

    /// <summary>The class of each row that has one, <see cref="Dataset.Unknown"/> for the others: <see cref="All"/>, or labels of some
    /// rows.</summary>
    public ReadOnlyMemory<int>? Known => All ?? Some;

    /// <summary>The component of each row under a Gaussian mixture.</summary>
    public ReadOnlyMemory<int>? Mixture { get; init; }

    /// <summary>The names of the classes, where there are any.</summary>
    public Arr<string> Names { get; init; }

    private ReadOnlyMemory<int>? Some { get; init; }

    /// <summary>The same with other classes, <see cref="Dataset.Unknown"/> among them or not.</summary>
    public RowLabels With(int[]? classes, Arr<string> names = default)
    {
        var some = classes is null ? Nothing : new ReadOnlyMemory<int>(classes);
        var areAll = classes?.Contains(Dataset.Unknown) != true;
        return this with { All = areAll ? some : null, Some = areAll ? null : some, Names = names };
    }

    /// <summary>Whether all that is known is known of so many rows.</summary>
    public bool Fit(int rows) => (Known?.Length ?? rows) == rows && (Mixture?.Length ?? rows) == rows;

    /// <summary>The labels of the given rows, in the given order.</summary>
    public RowLabels Take(ReadOnlySpan<int> rows) =>
        this with { All = Take(All, rows), Some = Take(Some, rows), Mixture = Take(Mixture, rows) };

    /// <summary>The numbers of so many rows whose class is known, in order.</summary>
    public IEnumerable<int> KnownRows(int rows) =>
        Known is { } labels ? Enumerable.Range(0, rows).Where(row => labels.Span[row] != Dataset.Unknown) : [];

    /// <summary>Writes the known classes of the given rows as one-hot rows, zeros where there is none. Allocates nothing.</summary>
    public void CopyKnown(ReadOnlySpan<int> rows, Span<float> output)
    {
        output.Clear();
        if (Known is not { } known)
            return;
        var clusters = output.Length / rows.Length;
        for (var i = 0; i < rows.Length; i++)
            if (known.Span[rows[i]] is >= 0 and var label)
                output[(i * clusters) + label] = 1;
    }

    private static ReadOnlyMemory<int>? Take(ReadOnlyMemory<int>? labels, ReadOnlySpan<int> rows) =>
        labels is { } all ? new ReadOnlyMemory<int>(RowStorage.Pick(all.ToArray(), rows, 1)) : Nothing;

    // A null beside a memory would convert to an empty one.
    private static ReadOnlyMemory<int>? Nothing => default;
}
