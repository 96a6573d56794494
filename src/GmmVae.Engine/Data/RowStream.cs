using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data;

/// <summary>
/// The rows of a data source from first to last, a piece at a time, so that sources may be larger than memory. Not
/// thread-safe.
/// </summary>
internal abstract class RowStream : IDisposable
{
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

    /// <summary>The number of rows, where it is known before the end.</summary>
    public abstract long? Rows { get; }

    /// <summary>
    /// Reads the next rows, raw (before any preprocessing; a missing value is NaN), as [rows, features] into
    /// <paramref name="rows"/>.
    /// </summary>
    /// <param name="rows">Room for whole rows, at least one.</param>
    /// <returns>How many rows were read, fewer than there is room for only at the end and 0 after it; or what is wrong.</returns>
    public abstract Either<DataError, int> Read(Span<float> rows);

    /// <summary>Closes the source.</summary>
    public abstract void Dispose();
}

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
                return new DataError.TooLarge(rows.Name, (UInt128)((long)length + read) * (rows.HoldsBytes ? 1u : 4u),
                    System.Array.MaxLength * (rows.HoldsBytes ? 1L : 4L));
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

/// <summary>What a data source holds: a training and a test split, or rows of which some are still to be held out.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class SourceRows
{
    private readonly string path;
    private readonly Either<Dataset, DataSplits> held;

    private SourceRows(string path, Either<Dataset, DataSplits> held) => (this.path, this.held) = (path, held);

    /// <summary>Whether there is a test split of the source's own.</summary>
    public bool HasOwnTest => held.IsRight;

    /// <summary>The rows that <see cref="Split"/> trains on, with any seed: none where there is but one row.</summary>
    public int TrainRows => held.Match(own => own.Train.Rows, all => all.Rows - HeldOutRows.CountOf(all.Rows));

    /// <summary>What is measured of a source that nothing was trained on: its own test split, or all rows in order. Their
    /// preprocessing is to be replaced by the model's.</summary>
    public Dataset Measured => held.Match(own => own.Test, all => all);

    /// <summary>The first missing value in row order, if there is any: what models that take whole rows refuse.</summary>
    /// <param name="isTrained">Whether the model is trained already.</param>
    public Option<DataError> FirstMissing(bool isTrained)
    {
        return held.Match(own => In(own.Train.Name, own.Train) || In(own.Test.Name, own.Test), all => In(path, all));

        Option<DataError> In(string source, Dataset rows) =>
            rows.FirstMissing() is var (row, column) ? new MissingValue(source, row, column, isTrained) : Option<DataError>.None;
    }

    /// <summary>Both splits are there.</summary>
    public static SourceRows Of(DataSplits splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return new(splits.Train.Name, splits);
    }

    /// <summary>All rows are trained on, and measured too.</summary>
    /// <returns>The rows with fitted preprocessing, or that a feature has no value in any of them.</returns>
    public static Either<DataError, SourceRows> AllOf(Dataset rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return HeldOutRows.Fit(rows.Name, rows, rows).Map(Of);
    }

    /// <summary>No row is held out yet.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="all">Its rows in order.</param>
    internal static SourceRows Of(string path, Dataset all) => new(path, all);

    /// <summary>Some of the rows, in order; what was fitted to the training split is fitted anew.</summary>
    /// <param name="source">What to call the source in errors.</param>
    /// <param name="kept">The numbers of the rows of a data set to keep, given the training split or, without splits, all rows.</param>
    internal Either<DataError, SourceRows> Subset(string source, Func<Dataset, Dataset, Either<DataError, int[]>> kept)
    {
        return held.Match(
            own => Part(own.Train, own.Train).Bind(train =>
                Part(own.Test, own.Train).Bind(test => HeldOutRows.Fit(source, train, test))).Map(Of),
            all => Part(all, all).Map(rows => Of(source, rows)));

        Either<DataError, Dataset> Part(Dataset data, Dataset train) => kept(data, train).Map(rows => data.Subset(data.Name, rows));
    }

    /// <summary>All raw rows in order, of both splits (training, then test) where there are two.</summary>
    internal RowStream InOrder(string name) =>
        held.Match(own => new DatasetRows(name, own.Train, own.Test), all => new DatasetRows(name, all));

    /// <summary>The source's own splits, or its rows with a fifth held out, which the seed decides: the last fifth of a
    /// permutation.</summary>
    /// <param name="seed">Of the permutation; of no effect on own splits.</param>
    /// <param name="inOrder">Whether both splits keep the order of the rows, for a training that visits them block by block
    /// (<see cref="TrainingSpec.ShuffleBlock"/>), instead of the permutation's.</param>
    public Either<DataError, DataSplits> Split(ulong seed, bool inOrder = false) => held.Match(
        own => Right<DataError, DataSplits>(own),
        all => HeldOutRows.Split(path, all, seed, inOrder));
}

/// <summary>The rows of data sets in memory, one set after another.</summary>
/// <param name="name">What to call them in messages.</param>
/// <param name="parts">Data sets with the same features.</param>
internal sealed class DatasetRows(string name, params Dataset[] parts) : RowStream
{
    private readonly Dataset[] raw = System.Array.ConvertAll(parts, part => part.With(new Preprocessing.None()));
    private int current;
    private int next;

    public override string Name => name;

    public override int Features => raw[0].Features;

    public override ImageShape? Image => raw[0].Image;

    public override bool HoldsBytes => raw[0].HoldsBytes;

    public override long? Rows => raw.Sum(part => (long)part.Rows);

    public override Either<DataError, int> Read(Span<float> rows)
    {
        var wanted = rows.Length / Features;
        var read = 0;
        while (read < wanted && current < raw.Length)
        {
            var count = Math.Min(wanted - read, raw[current].Rows - next);
            raw[current].CopyRange(next, count, rows[(read * Features)..]);
            (read, next) = (read + count, next + count);
            if (next == raw[current].Rows)
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

    public override Either<DataError, int> Read(Span<float> rows)
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
