using System.Security.Cryptography;

namespace GmmVae.Engine;

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
