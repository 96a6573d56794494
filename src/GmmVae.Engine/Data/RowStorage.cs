using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Managed.Kernels;
using LanguageExt;

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

    /// <summary>Writes rows that there are to a place that holds exactly them. Allocates nothing.</summary>
    public abstract void Copy(int firstRow, int rows, Span<float> target);

    /// <summary>The given rows, in the given order.</summary>
    public abstract RowStorage Take(ReadOnlySpan<int> rows);

    /// <summary>Hashes all values in row order: bytes as they are, numbers as single precision with the least significant byte
    /// first.</summary>
    public virtual void AppendTo(IncrementalHash hash)
    {
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
    public void ForEach(ValuesAction use)
    {
        const int PieceValues = 1 << 16;
        var piece = new float[Math.Max(1, PieceValues / Features) * Features];
        for (var row = 0; row < Rows;)
        {
            var count = Math.Min(piece.Length / Features, Rows - row);
            Copy(row, count, piece.AsSpan(0, count * Features));
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
    public delegate void ValuesAction(ReadOnlySpan<float> values);
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

    public override void Copy(int firstRow, int rows, Span<float> target)
    {
        for (var (i, run) = (0, 1); i < rows; (i, run) = (i + run, 1))
        {
            // What lies together is copied together.
            var first = order[firstRow + i];
            while (i + run < rows && order[firstRow + i + run] == first + run) run++;
            source.Copy(first, run, target.Slice(i * Features, run * Features));
        }
    }

    public override RowStorage Take(ReadOnlySpan<int> rows)
    {
        var taken = new int[rows.Length];
        for (var i = 0; i < taken.Length; i++) taken[i] = order[rows[i]];
        return new PickedRows(source, taken);
    }

    public override void Fetch(int row) => source.Fetch(order[row]);

    public override void Expect(int firstRow, int rows)
    {
        // Of ascending rows that lie about together; a random order has nothing to read ahead.
        var (first, span) = (order[firstRow], (long)order[firstRow + rows - 1] - order[firstRow] + 1);
        if (span >= rows && span <= 2L * rows) source.Expect(first, (int)span);
    }
}

/// <summary>The rows of several storages with the same features, one storage after another.</summary>
internal sealed class JoinedRows : RowStorage
{
    private readonly RowStorage[] parts;

    /// <summary>The first row of each part, and at the end the number of all.</summary>
    private readonly int[] starts;

    public JoinedRows(params RowStorage[] parts)
        : base(parts[0].Features, parts.Sum(part => (long)part.Rows) * parts[0].Features)
    {
        this.parts = parts;
        starts = new int[parts.Length + 1];
        for (var i = 0; i < parts.Length; i++) starts[i + 1] = starts[i] + parts[i].Rows;
    }

    public override bool HoldsBytes => parts[0].HoldsBytes;

    public override void Copy(int firstRow, int rows, Span<float> target)
    {
        for (var part = PartOf(firstRow); rows > 0; part++)
        {
            var count = Math.Min(rows, starts[part + 1] - firstRow);
            parts[part].Copy(firstRow - starts[part], count, target[..(count * Features)]);
            target = target[(count * Features)..];
            (firstRow, rows) = (firstRow + count, rows - count);
        }
    }

    public override RowStorage Take(ReadOnlySpan<int> rows) => new PickedRows(this, rows.ToArray());

    public override void Expect(int firstRow, int rows)
    {
        for (var part = PartOf(firstRow); rows > 0; part++)
        {
            var count = Math.Min(rows, starts[part + 1] - firstRow);
            parts[part].Expect(firstRow - starts[part], count);
            (firstRow, rows) = (firstRow + count, rows - count);
        }
    }

    private int PartOf(int row)
    {
        var place = Array.BinarySearch(starts, row);
        return place >= 0 ? place : ~place - 1;
    }
}
