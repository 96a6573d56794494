using System.Runtime.CompilerServices;
using GmmVae.Engine.Data;

namespace GmmVae;

/// <content>Matrices of what is in files.</content>
public sealed partial class Matrix
{
    /// <summary>All rows of a data source in order, those of both its splits.</summary>
    /// <param name="source">A name such as <c>line</c>, or a path: whatever the command line takes as data.</param>
    /// <param name="dataFolder">Where downloads are kept; by default what the environment variable <c>GMMVAE_DATA</c> says.</param>
    /// <param name="table">How a table is read.</param>
    /// <exception cref="GmmVaeException">There is no such source, or it is unreadable.</exception>
    public static Matrix Load(string source, string? dataFolder = null, DataOptions? table = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var rows = Sources.Stream(source, dataFolder, DataOptions.Of(table));
        return Of(rows);
    }

    /// <summary>The rows of a data source in order, those of both its splits, a batch at a time: files may be larger than memory.</summary>
    /// <param name="source">A name such as <c>line</c>, or a path: whatever the command line takes as data.</param>
    /// <param name="rows">Rows in a batch; the last one may have fewer.</param>
    /// <param name="dataFolder">Where downloads are kept; by default what the environment variable <c>GMMVAE_DATA</c> says.</param>
    /// <param name="table">How a table is read.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="GmmVaeException">There is no such source, or it is unreadable; thrown when the batches are asked for.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IAsyncEnumerable<Matrix> LoadBatches(
        string source, int rows = 4096, string? dataFolder = null, DataOptions? table = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return Batches(cancellationToken);

        async IAsyncEnumerable<Matrix> Batches([EnumeratorCancellation] CancellationToken cancellation)
        {
            using var stream = await Task.Run(() => Sources.Stream(source, dataFolder, DataOptions.Of(table), cancellation), cancellation)
                .ConfigureAwait(false);
            if ((long)rows * stream.Features > Array.MaxLength)
                throw new GmmVaeException(FailureKind.Data,
                    FormattableString.Invariant($"{rows} rows do not fit into a batch.\n  at {stream.Name}\n  Ask for fewer rows at a time."));
            while (true)
            {
                var values = new double[rows * stream.Features];
                var read = await Task.Run(() => stream.Read(values.AsSpan()).OrThrow(), cancellation).ConfigureAwait(false);
                if (read > 0)
                    yield return Of(stream, Arrays(stream, read == rows ? values : values[..(read * stream.Features)]));
                if (read < rows)
                    yield break;
            }
        }
    }

    internal static Matrix Of(RowStream rows) => Of(rows, RowCollector.ReadValues(rows).OrThrow());

    private static Matrix Of(RowStream rows, RowArrays values)
    {
        var matrix = rows.HoldsBytes ? new Matrix(default, values.Bytes, true, rows.Features, rows.Image)
            : values.Doubles.Length > 0 ? Of(values.Doubles, rows.Features, rows.Image)
            : new Matrix(values.Floats, default, false, rows.Features, rows.Image);
        return rows.Schema.FeatureNames() is { IsEmpty: false } names ? new Matrix(matrix, [.. names]) : matrix;
    }

    private static RowArrays Arrays(RowStream rows, double[] values) => rows.HoldsBytes
        ? new RowArrays(Array.ConvertAll(values, value => (byte)value), [], [])
        : rows.IsWide ? new RowArrays([], [], values)
        : new RowArrays([], Array.ConvertAll(values, value => (float)value), []);
}
