using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Data;

/// <summary>Raw values of rows, [rows, features], wherever they are kept. Immutable and thread-safe.</summary>
internal abstract class RowStorage
{
    /// <param name="features">The values of a row.</param>
    /// <param name="values">All values.</param>
    private protected RowStorage(int features, long values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        if (values <= 0 || values % features != 0) throw new ArgumentException("Whole rows, at least one, are needed.");
        (Features, Rows) = (features, checked((int)(values / features)));
    }

    /// <summary>The number of rows: at least one.</summary>
    public int Rows { get; }

    /// <summary>The number of values in a row: at least one.</summary>
    public int Features { get; }

    /// <summary>Whether values are bytes.</summary>
    public abstract bool HoldsBytes { get; }

    /// <summary>Whether values have more digits than single precision holds.</summary>
    public virtual bool IsWide => false;

    /// <summary>Writes rows that there are, in single precision, to a place that holds exactly them. Allocates nothing.</summary>
    public abstract void Copy(int firstRow, int rows, Span<float> target);

    /// <summary>Writes rows that there are to a place that holds exactly them, with all their digits.</summary>
    public virtual void CopyRaw(int firstRow, int rows, Span<double> target)
    {
        var single = ArrayPool<float>.Shared.Rent(target.Length);
        Copy(firstRow, rows, single.AsSpan(0, target.Length));
        for (var i = 0; i < target.Length; i++) target[i] = single[i];
        ArrayPool<float>.Shared.Return(single);
    }

    /// <summary>The same as <see cref="Copy(int, int, Span{float})"/>, after an origin is taken off each feature; none where it is
    /// empty.</summary>
    public void Copy(int firstRow, int rows, Span<float> target, double[] origin)
    {
        if (origin.Length == 0)
        {
            Copy(firstRow, rows, target);
            return;
        }

        var raw = ArrayPool<double>.Shared.Rent(target.Length);
        CopyRaw(firstRow, rows, raw.AsSpan(0, target.Length));
        SinglePrecision.Round(raw.AsSpan(0, target.Length), origin, target);
        ArrayPool<double>.Shared.Return(raw);
    }

    /// <summary>The given rows, in the given order.</summary>
    public abstract RowStorage Take(ReadOnlySpan<int> rows);

    /// <summary>Hashes all values in row order: bytes as they are, numbers as single precision with the least significant byte
    /// first.</summary>
    public virtual void AppendTo(IncrementalHash hash)
    {
        // More digits than single precision has are hashed as such.
        if (IsWide)
        {
            ForEachRaw(values => hash.AppendData(MemoryMarshal.AsBytes(values)));
            return;
        }

        var bytes = System.Array.Empty<byte>();
        ForEach(values =>
        {
            if (!HoldsBytes)
            {
                Integers.AppendTo(hash, MemoryMarshal.Cast<float, int>(values));
                return;
            }

            if (bytes.Length < values.Length) bytes = new byte[values.Length];
            for (var i = 0; i < values.Length; i++) bytes[i] = (byte)values[i];
            hash.AppendData(bytes, 0, values.Length);
        });
    }

    /// <summary>These rows will be asked for soon: a hint, so that they are read from the disk in one go. Allocates nothing.</summary>
    public virtual void Expect(int firstRow, int rows)
    {
    }

    /// <summary>This row will be copied in a moment: a hint, so that nobody waits for memory. Allocates nothing.</summary>
    public virtual void Fetch(int row)
    {
    }

    /// <summary>Calls for all values in row order, a piece of whole rows at a time.</summary>
    public void ForEach(ValuesAction<float> use) => ForEach(use, Copy);

    /// <summary>The same with all digits.</summary>
    public void ForEachRaw(ValuesAction<double> use) => ForEach(use, CopyRaw);

    private void ForEach<T>(ValuesAction<T> use, PieceCopy<T> copy)
    {
        const int PieceValues = 1 << 16;
        var piece = new T[Math.Max(1, PieceValues / Features) * Features];
        for (var row = 0; row < Rows;)
        {
            var count = Math.Min(piece.Length / Features, Rows - row);
            copy(row, count, piece.AsSpan(0, count * Features));
            use(piece.AsSpan(0, count * Features));
            row += count;
        }
    }

    /// <summary>The number of the first missing value (NaN) in row order, or −1.</summary>
    public long FirstMissing()
    {
        var (seen, found) = (0L, -1L);
        ForEach(piece =>
        {
            for (var i = 0; i < piece.Length && found < 0; i++)
                if (float.IsNaN(piece[i]))
                    found = seen + i;
            seen += piece.Length;
        });
        return found;
    }

    /// <summary>How many values are missing (NaN).</summary>
    public long CountMissing()
    {
        var missing = 0L;
        ForEach(piece =>
        {
            foreach (var value in piece)
                missing += float.IsNaN(value) ? 1 : 0;
        });
        return missing;
    }

    /// <summary>The first feature without a value in any row, or −1.</summary>
    public int FirstEmptyFeature()
    {
        var hasValue = new bool[Features];
        ForEach(piece =>
        {
            for (var i = 0; i < piece.Length; i++) hasValue[i % Features] |= !float.IsNaN(piece[i]);
        });
        return System.Array.IndexOf(hasValue, false);
    }

    /// <summary>A copy of rows of any values in memory.</summary>
    public static T[] Pick<T>(T[] values, ReadOnlySpan<int> rows, int features)
    {
        var picked = new T[checked(rows.Length * features)];
        for (var i = 0; i < rows.Length; i++)
            values.AsSpan(rows[i] * features, features).CopyTo(picked.AsSpan(i * features));
        return picked;
    }

    /// <summary>Looks at values.</summary>
    public delegate void ValuesAction<T>(ReadOnlySpan<T> values);

    private delegate void PieceCopy<T>(int firstRow, int rows, Span<T> target);
}

/// <summary>Numbers in memory; NaN is a missing value.</summary>
internal sealed class FloatRows(float[] values, int features) : RowStorage(features, values.Length)
{
    public override bool HoldsBytes => false;

    public override void Copy(int firstRow, int rows, Span<float> target) =>
        values.AsSpan(firstRow * Features, rows * Features).CopyTo(target);

    public override RowStorage Take(ReadOnlySpan<int> rows) => new FloatRows(Pick(values, rows, Features), Features);

    public override void AppendTo(IncrementalHash hash) => Integers.AppendTo(hash, MemoryMarshal.Cast<float, int>(values));
}

/// <summary>Bytes in memory.</summary>
internal sealed class ByteRows(byte[] values, int features) : RowStorage(features, values.Length)
{
    public override bool HoldsBytes => true;

    public override void Copy(int firstRow, int rows, Span<float> target) =>
        Bytes.Scale(values.AsSpan(firstRow * Features, rows * Features), 1, target);

    public override void Fetch(int row) => Bytes.Fetch(values.AsSpan(row * Features, Features));

    public override RowStorage Take(ReadOnlySpan<int> rows) => new ByteRows(Pick(values, rows, Features), Features);

    public override void AppendTo(IncrementalHash hash) => hash.AppendData(values);
}

/// <summary>Rows of another storage, in an order of their own: 4 bytes a row.</summary>
internal sealed class PickedRows(RowStorage source, int[] order) : RowStorage(source.Features, (long)order.Length * source.Features)
{
    public override bool HoldsBytes => source.HoldsBytes;

    public override bool IsWide => source.IsWide;

    public override void Copy(int firstRow, int rows, Span<float> target)
    {
        for (var (i, run) = (0, 1); i < rows; i += run)
        {
            run = RunAt(firstRow + i, rows - i);
            source.Copy(order[firstRow + i], run, target.Slice(i * Features, run * Features));
        }
    }

    public override void CopyRaw(int firstRow, int rows, Span<double> target)
    {
        for (var (i, run) = (0, 1); i < rows; i += run)
        {
            run = RunAt(firstRow + i, rows - i);
            source.CopyRaw(order[firstRow + i], run, target.Slice(i * Features, run * Features));
        }
    }

    public override RowStorage Take(ReadOnlySpan<int> rows)
    {
        var taken = new int[rows.Length];
        for (var i = 0; i < taken.Length; i++) taken[i] = order[rows[i]];
        return new PickedRows(source, taken);
    }

    public override void Fetch(int row) => source.Fetch(order[row]);

    // What lies together is copied together.
    private int RunAt(int place, int most)
    {
        var run = 1;
        while (run < most && order[place + run] == order[place] + run) run++;
        return run;
    }

    public override void Expect(int firstRow, int rows)
    {
        // Of ascending rows that lie about together; a random order has nothing to read ahead.
        var (first, span) = (order[firstRow], (long)order[firstRow + rows - 1] - order[firstRow] + 1);
        if (span >= rows && span <= 2L * rows) source.Expect(first, (int)span);
    }
}
