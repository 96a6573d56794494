namespace GmmVae;

/// <summary>Copies batches of rows into one matrix.</summary>
internal static class MatrixGathering
{
    internal static async Task<Matrix> Gather(IAsyncEnumerable<Matrix> batches, CancellationToken cancellation)
    {
        var (bytes, floats) = (new List<byte>(), new List<float>());
        Matrix? first = null;
        var number = 0L;
        await foreach (var batch in batches.WithCancellation(cancellation).ConfigureAwait(false))
        {
            first ??= batch;
            RequireAlike(first, batch, number++);
            batch.AppendTo(bytes, floats);
        }

        return first?.Like(bytes.ToArray(), floats.ToArray())
            ?? throw new GmmVaeException(FailureKind.Data, "There are no rows to train on.");
    }

    private static void RequireAlike(Matrix first, Matrix batch, long number)
    {
        if (batch.Columns == first.Columns && batch.HoldsBytes == first.HoldsBytes && batch.Image == first.Image)
            return;
        throw new GmmVaeException(
            FailureKind.Data,
            FormattableString.Invariant($"Batch {number}, counted from 0, has rows of {Kind(batch)} where the first has {Kind(first)}.\n  Give batches of one kind."));

        static string Kind(Matrix rows) =>
            FormattableString.Invariant($"{rows.Columns} {(rows.HoldsBytes ? "bytes" : "numbers")}{(rows.Image is { } image ? $" (pictures of {image.Height}x{image.Width}x{image.Channels})" : "")}");
    }
}
