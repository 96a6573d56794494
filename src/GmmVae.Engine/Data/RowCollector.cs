using LanguageExt;

namespace GmmVae.Engine;

/// <summary>Reads the rows of a stream into memory, which grows with what arrives and not with what is announced.</summary>
internal static class RowCollector
{
    /// <summary>The most values in a row.</summary>
    public const int LargestRow = 1 << 24;

    private const int PieceValues = 1 << 18;

    /// <summary>All rows from where the stream is.</summary>
    /// <param name="name">What to call the data set.</param>
    /// <param name="rows">The stream.</param>
    public static Either<DataError, Dataset> Read(string name, RowStream rows)
    {
        var piece = new float[checked(Math.Max(1, PieceValues / rows.Features) * rows.Features)];
        var (bytes, floats, length) = (System.Array.Empty<byte>(), System.Array.Empty<float>(), 0);
        while (true)
        {
            var result = rows.Read(piece);
            if (result.IsLeft) return result.Map<Dataset>(_ => null!);
            var read = result.IfLeft(0) * rows.Features;
            if ((long)length + read > System.Array.MaxLength)
                return new DataError.TooLarge(rows.Name, (UInt128)((long)length + read) * (rows.HoldsBytes ? 1u : 4u), System.Array.MaxLength * (rows.HoldsBytes ? 1L : 4L));
            if (rows.HoldsBytes) Append(ref bytes, length, piece.AsSpan(0, read), value => (byte)value);
            else Append(ref floats, length, piece.AsSpan(0, read), value => value);
            length += read;
            if (read < piece.Length) break;
        }

        if (length == 0) return new DataError.Unusable(rows.Name, "There are no rows.", "Give at least one row.");
        System.Array.Resize(ref bytes, rows.HoldsBytes ? length : 0);
        System.Array.Resize(ref floats, rows.HoldsBytes ? 0 : length);
        return rows.HoldsBytes
            ? Dataset.AdoptBytes(name, bytes, rows.Features, rows.Image, null)
            : Dataset.AdoptFloats(name, floats, rows.Features, rows.Image);
    }

    private static void Append<T>(ref T[] values, int length, ReadOnlySpan<float> piece, Func<float, T> convert)
    {
        if (values.Length < length + piece.Length)
            System.Array.Resize(ref values, (int)Math.Clamp(2L * length, length + piece.Length, System.Array.MaxLength));
        for (var i = 0; i < piece.Length; i++) values[length + i] = convert(piece[i]);
    }
}
