using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GmmVae.Engine;

/// <summary>Numbers in memory; NaN is a missing value.</summary>
internal sealed class FloatRows(float[] values, int features) : RowStorage(features, values.Length)
{
    public override bool HoldsBytes => false;

    public override void Copy(int firstRow, int rows, Span<float> target) =>
        values.AsSpan(firstRow * Features, rows * Features).CopyTo(target);

    public override RowStorage Take(ReadOnlySpan<int> rows) => new FloatRows(Take(values, rows, Features), Features);

    public override void AppendTo(IncrementalHash hash) => Integers.AppendTo(hash, MemoryMarshal.Cast<float, int>(values));

    /// <summary>Rows of any values, copied.</summary>
    internal static T[] Take<T>(T[] values, ReadOnlySpan<int> rows, int features)
    {
        var taken = new T[checked(rows.Length * features)];
        for (var i = 0; i < rows.Length; i++)
            values.AsSpan(rows[i] * features, features).CopyTo(taken.AsSpan(i * features));
        return taken;
    }
}
