using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Tables;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae;

/// <summary>Copies batches of rows into one matrix.</summary>
internal static class MatrixGathering
{
    internal static async Task<Matrix> Gather(IAsyncEnumerable<Matrix> batches, CancellationToken cancellation)
    {
        var (bytes, numbers) = (new List<byte>(), new List<double>());
        Matrix? first = null;
        var number = 0L;
        await foreach (var batch in batches.WithCancellation(cancellation).ConfigureAwait(false))
        {
            first ??= batch;
            RequireAlike(first, batch, number++);
            batch.AppendTo(bytes, numbers);
        }

        return first?.Like(bytes.ToArray(), numbers.ToArray())
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

/// <summary>The rows of a matrix as a stream.</summary>
/// <param name="matrix">The rows.</param>
/// <param name="name">What to call them in messages.</param>
internal sealed class MatrixRows(Matrix matrix, string name = "the matrix") : RowStream
{
    private int next;

    public override string Name => name;

    public override int Features => matrix.Columns;

    public override ImageShape? Image => matrix.Image is { } image ? new ImageShape(image.Height, image.Width, image.Channels) : null;

    public override bool HoldsBytes => matrix.HoldsBytes;

    public override long? Rows => matrix.Rows;

    public override bool IsWide => matrix.HoldsDoubles;

    public override Either<DataError, int> Read(Span<double> rows)
    {
        var read = matrix.CopyRaw(next, rows, name);
        next += read.IfLeft(0);
        return read;
    }

    public override void Dispose()
    {
    }

    /// <summary>The rows of a matrix as a model reads them.</summary>
    internal static MatrixRows For(CheckpointHeader model, Matrix rows, string name = "the matrix") =>
        new(InOrder(model, rows, name), name);

    /// <summary>The columns that a model reads, in its order, where both know their names.</summary>
    internal static Matrix InOrder(CheckpointHeader model, Matrix rows, string name)
    {
        var (known, names) = (model.Schema.FeatureNames(), Prelude.toArray(rows.ColumnNames));
        if (known.IsEmpty || names.IsEmpty || known == names)
            return rows;
        var missing = known.Filter(column => !names.Contains(column));
        var extra = names.Filter(column => !known.Contains(column));
        return missing.IsEmpty && extra.IsEmpty
            ? rows.TakeColumns([.. known.Map(column => names.IndexOf(column))])
            : throw new GmmVaeException(FailureKind.Data, new OtherColumns(name, missing, extra).Text);
    }
}
