using System.Security.Cryptography;

namespace GmmVae.Engine;

/// <summary>Bytes in memory.</summary>
internal sealed class ByteRows(byte[] values, int features) : RowStorage(features, values.Length)
{
    public override bool HoldsBytes => true;

    public override void Copy(int firstRow, int rows, Span<float> target)
    {
        var source = values.AsSpan(firstRow * Features, rows * Features);
        for (var i = 0; i < source.Length; i++) target[i] = source[i];
    }

    public override RowStorage Take(ReadOnlySpan<int> rows) => new ByteRows(Pick(values, rows, Features), Features);

    public override void AppendTo(IncrementalHash hash) => hash.AppendData(values);
}
