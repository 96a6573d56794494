using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine.Data;

/// <summary>The rows of a stream as one array.</summary>
internal static class RowValues
{
    private const int PieceRows = 4096;

    /// <summary>All raw values, row after row; an error where they are more than an array holds.</summary>
    internal static Either<DataError, float[]> ReadAll(RowStream rows)
    {
        var (values, filled, count) = (System.Array.Empty<float>(), 0, rows.Rows ?? PieceRows);
        while (true)
        {
            if (filled == values.Length)
            {
                if (rows.Rows * rows.Features == filled)
                    return values;
                if (count * rows.Features > System.Array.MaxLength)
                    return new DataError.Unusable(
                        rows.Name,
                        "The data do not fit into a matrix.",
                        $"Use gmmvae predict or embed, which read a piece at a time (see {Faq.Memory}).");
                System.Array.Resize(ref values, (int)count * rows.Features);
            }

            var read = rows.Read(values.AsSpan(filled));
            if (read.IsLeft)
                return read.Map(_ => values);
            var added = read.IfLeft(0);
            if (added == 0)
                return values[..filled];
            filled += added * rows.Features;
            count = Math.Max(PieceRows, 2L * (filled / rows.Features));
        }
    }
}
