using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

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

    public override Either<DataError, int> Read(Span<float> rows)
    {
        var read = matrix.CopyRaw(next, rows, name);
        next += read.IfLeft(0);
        return read;
    }

    public override void Dispose()
    {
    }

    /// <summary>All raw values of a stream.</summary>
    internal static float[] ReadAll(RowStream rows)
    {
        const int PieceRows = 4096;
        var values = new float[Length(rows, rows.Rows ?? PieceRows)];
        var filled = 0;
        while (true)
        {
            if (filled == values.Length)
            {
                if (rows.Rows * rows.Features == filled)
                    return values;
                Array.Resize(ref values, Length(rows, Math.Max(PieceRows, 2L * (filled / rows.Features))));
            }

            var read = rows.Read(values.AsSpan(filled)).OrThrow();
            if (read == 0)
                return values[..filled];
            filled += read * rows.Features;
        }
    }

    private static int Length(RowStream rows, long count) => count * rows.Features <= Array.MaxLength
        ? (int)count * rows.Features
        : throw new GmmVaeException(
            FailureKind.Data,
            $"The data do not fit into a matrix.\n  at {rows.Name}\n  Use gmmvae predict or embed, which read a piece at a time (see {Faq.Memory}).");
}
