using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GmmVae.Engine;

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

    /// <summary>Hashes all values in row order: bytes as they are, numbers as single precision with the least significant byte first.</summary>
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
