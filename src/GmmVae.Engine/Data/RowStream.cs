using System.Globalization;
using GmmVae.Domain.Graphs;
using LanguageExt;

namespace GmmVae.Engine.Data;

/// <summary>
/// The rows of a data source from first to last, a piece at a time, so that sources may be larger than memory. Not
/// thread-safe.
/// </summary>
internal abstract class RowStream : IDisposable
{
    private const int PieceValues = 1 << 14;

    private double[] piece = [];

    /// <summary>The raw rows of data in memory, in order.</summary>
    public static RowStream Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new DatasetRows(data.Name, data);
    }

    /// <summary>What to call the source in messages.</summary>
    public abstract string Name { get; }

    /// <summary>The number of values in a row.</summary>
    public abstract int Features { get; }

    /// <summary>How a row forms a picture, where it does.</summary>
    public abstract ImageShape? Image { get; }

    /// <summary>Whether raw values are bytes.</summary>
    public abstract bool HoldsBytes { get; }

    /// <summary>The columns that features come from, where they are known.</summary>
    public virtual TableSchema Schema => TableSchema.None;

    /// <summary>The number of rows, where it is known before the end.</summary>
    public abstract long? Rows { get; }

    /// <summary>Whether raw values may have more digits than single precision holds.</summary>
    public virtual bool IsWide => false;

    /// <summary>
    /// Reads the next rows, raw (before any preprocessing; a missing value is NaN), as [rows, features] into
    /// <paramref name="rows"/>.
    /// </summary>
    /// <param name="rows">Room for whole rows, at least one.</param>
    /// <returns>How many rows were read, fewer than there is room for only at the end and 0 after it; or what is wrong.</returns>
    public abstract Either<DataError, int> Read(Span<double> rows);

    /// <summary>The same in single precision.</summary>
    /// <param name="rows">Room for whole rows, at least one.</param>
    /// <param name="origin">What is taken off each feature before it is rounded; nothing where it is empty.</param>
    public Either<DataError, int> Read(Span<float> rows, ReadOnlySpan<double> origin = default)
    {
        var (done, wanted) = (0, rows.Length / Features);
        while (done < wanted)
        {
            var count = Math.Min(wanted - done, Math.Max(1, PieceValues / Features));
            if (piece.Length < count * Features) piece = new double[count * Features];
            var result = Read(piece.AsSpan(0, count * Features));
            if (result.IsLeft) return result;
            var read = result.IfLeft(0);
            SinglePrecision.Round(piece.AsSpan(0, read * Features), origin, rows[(done * Features)..]);
            done += read;
            if (read < count) break;
        }

        return done;
    }

    /// <summary>Where a value of the piece that was read last stands, for errors.</summary>
    /// <param name="row">Its row, from 0.</param>
    /// <param name="firstOfPiece">The first row of the piece.</param>
    /// <param name="feature">The feature, from 0.</param>
    public virtual string PlaceOf(long row, long firstOfPiece, int feature) =>
        FormattableString.Invariant($"{Name}, row {row}, column {feature}, counted from 0");

    /// <summary>Closes the source.</summary>
    public abstract void Dispose();
}

/// <summary>Reads the rows of a stream into memory, which grows with what arrives and not with what is announced.</summary>
internal static class RowCollector
{
    /// <summary>The most values in a row.</summary>
    public const int LargestRow = 1 << 24;

    /// <summary>Larger numbers would overflow when brought to mean 0.</summary>
    public const double LargestValue = 1e38;

    private const int PieceValues = 1 << 18;

    /// <summary>All rows from where the stream is.</summary>
    /// <param name="name">What to call the data set.</param>
    /// <param name="rows">The stream.</param>
    public static Either<DataError, Dataset> Read(string name, RowStream rows) =>
        ReadValues(rows).Map(values => Dataset.Over(name, values.Storage(rows.Features), rows.Image));

    /// <summary>All values from where the stream is.</summary>
    public static Either<DataError, RowArrays> ReadValues(RowStream rows)
    {
        var piece = new double[checked(Math.Max(1, PieceValues / rows.Features) * rows.Features)];
        var (bytes, floats, doubles, length) = (System.Array.Empty<byte>(), System.Array.Empty<float>(), System.Array.Empty<double>(), 0);
        while (true)
        {
            var result = rows.Read(piece);
            if (result.IsLeft) return result.Map<RowArrays>(_ => default);
            var read = result.IfLeft(0) * rows.Features;
            if ((long)length + read > System.Array.MaxLength)
                return new DataError.TooLarge(rows.Name, (UInt128)((long)length + read) * (rows.HoldsBytes ? 1u : 4u),
                    System.Array.MaxLength * (rows.HoldsBytes ? 1L : 4L));
            if (rows.HoldsBytes) Append(ref bytes, length, piece.AsSpan(0, read), value => (byte)value);
            else if (rows.IsWide) Append(ref doubles, length, piece.AsSpan(0, read), value => value);
            else Append(ref floats, length, piece.AsSpan(0, read), value => (float)value);
            length += read;
            if (read < piece.Length) break;
        }

        if (length == 0) return new DataError.Unusable(rows.Name, "There are no rows.", "Give at least one row.");
        System.Array.Resize(ref bytes, rows.HoldsBytes ? length : 0);
        System.Array.Resize(ref floats, rows.HoldsBytes || rows.IsWide ? 0 : length);
        System.Array.Resize(ref doubles, rows.IsWide && !rows.HoldsBytes ? length : 0);
        return new RowArrays(bytes, floats, doubles);
    }

    private static void Append<T>(ref T[] values, int length, ReadOnlySpan<double> piece, Func<double, T> convert)
    {
        if (values.Length < length + piece.Length)
            System.Array.Resize(ref values, (int)Math.Clamp(2L * length, length + piece.Length, System.Array.MaxLength));
        for (var i = 0; i < piece.Length; i++) values[length + i] = convert(piece[i]);
    }
}

/// <summary>All values of rows: one of the arrays holds them.</summary>
/// <param name="Bytes">Raw values that are bytes.</param>
/// <param name="Floats">Numbers that have no more digits.</param>
/// <param name="Doubles">Numbers that may have more.</param>
internal readonly record struct RowArrays(byte[] Bytes, float[] Floats, double[] Doubles)
{
    /// <summary>The same as storage: in single precision, unless that would lose too much of some feature.</summary>
    public RowStorage Storage(int features)
    {
        if (Bytes.Length > 0) return new ByteRows(Bytes, features);
        if (Floats.Length > 0) return new FloatRows(Floats, features);
        var loss = new SinglePrecision(features);
        loss.Add(Doubles);
        return loss.TooMuch().Contains(true)
            ? new DoubleRows(Doubles, features)
            : new FloatRows(System.Array.ConvertAll(Doubles, value => (float)value), features);
    }
}

/// <summary>The rows of data sets in memory, one set after another.</summary>
/// <param name="name">What to call them in messages.</param>
/// <param name="parts">Data sets with the same features.</param>
internal sealed class DatasetRows(string name, params Dataset[] parts) : RowStream
{
    private int current;
    private int next;

    public override string Name => name;

    public override int Features => parts[0].Features;

    public override ImageShape? Image => parts[0].Image;

    public override bool HoldsBytes => parts[0].HoldsBytes;

    public override long? Rows => parts.Sum(part => (long)part.Rows);

    public override bool IsWide => parts.Any(part => part.IsWide);

    public override Either<DataError, int> Read(Span<double> rows)
    {
        var wanted = rows.Length / Features;
        var read = 0;
        while (read < wanted && current < parts.Length)
        {
            var count = Math.Min(wanted - read, parts[current].Rows - next);
            parts[current].CopyRaw(next, count, rows[(read * Features)..]);
            (read, next) = (read + count, next + count);
            if (next == parts[current].Rows)
                (current, next) = (current + 1, 0);
        }

        return read;
    }

    public override void Dispose()
    {
    }
}

/// <summary>The rows of two streams of one kind, one after the other.</summary>
internal sealed class ChainedRows : RowStream
{
    private readonly RowStream first;
    private readonly RowStream second;
    private bool isSecond;

    private ChainedRows(string name, RowStream first, RowStream second) => (Name, this.first, this.second) = (name, first, second);

    public override string Name { get; }

    public override int Features => first.Features;

    public override ImageShape? Image => first.Image;

    public override bool HoldsBytes => first.HoldsBytes;

    public override long? Rows => first.Rows + second.Rows;

    /// <summary>Both streams, which are disposed with the result, or at once where they do not fit together.</summary>
    public static Either<DataError, RowStream> Of<T>(string name, RowStream first, Either<DataError, T> second)
        where T : RowStream => second.Match(
        Right: next => Fit(name, first, next),
        Left: error =>
        {
            first.Dispose();
            return error;
        });

    public override bool IsWide => first.IsWide || second.IsWide;

    public override Either<DataError, int> Read(Span<double> rows)
    {
        var read = 0;
        if (!isSecond)
        {
            var result = first.Read(rows);
            if (result.IsLeft) return result;
            read = result.IfLeft(0);
            if (read == rows.Length / Features) return read;
            isSecond = true;
        }

        return second.Read(rows[(read * Features)..]).Map(more => read + more);
    }

    public override void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }

    private static Either<DataError, RowStream> Fit(string name, RowStream first, RowStream second)
    {
        if (first.Features == second.Features && first.Image == second.Image && first.HoldsBytes == second.HoldsBytes)
            return new ChainedRows(name, first, second);
        using (first)
        using (second)
            return new DataError.Inconsistent(first.Name, second.Name, $"Training rows are {Kind(first)} but test rows {Kind(second)}.");

        static string Kind(RowStream rows) => KindOf(rows.Features, rows.Image, rows.HoldsBytes);
    }

    /// <summary>What rows are, in words.</summary>
    public static string KindOf(int features, ImageShape? image, bool holdsBytes) => string.Create(
        CultureInfo.InvariantCulture, $"{(image is { } shape ? shape : features)} {(holdsBytes ? "bytes" : "numbers")}");
}
