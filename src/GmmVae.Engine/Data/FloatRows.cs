using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GmmVae.Engine;

/// <summary>Numbers in memory; NaN is a missing value.</summary>
internal sealed class FloatRows(float[] values, int features) : RowStorage(features, values.Length)
{
    public override bool HoldsBytes => false;

    public override void Copy(int firstRow, int rows, Span<float> target) =>
        values.AsSpan(firstRow * Features, rows * Features).CopyTo(target);

    public override RowStorage Take(ReadOnlySpan<int> rows) => new FloatRows(Pick(values, rows, Features), Features);

    public override void AppendTo(IncrementalHash hash) => Integers.AppendTo(hash, MemoryMarshal.Cast<float, int>(values));
}
