using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>The rows of several files, one file after another, of which one is open at a time.</summary>
internal sealed class PartRows(string name, FilePart[] parts) : RowStream
{
    private RowStream? current;
    private int opened;

    public override string Name => name;

    public override int Features => parts[0].Features;

    public override ImageShape? Image => parts[0].Image;

    public override bool HoldsBytes => parts[0].HoldsBytes;

    public override long? Rows => parts.Sum(part => part.Rows);

    public override Either<DataError, int> Read(Span<float> rows)
    {
        var (read, wanted) = (0, rows.Length / Features);
        while (read < wanted)
        {
            if (current is null)
            {
                if (opened == parts.Length) break;
                var next = FilePart.Open(parts[opened].Path);
                if (next.IsLeft) return next.Map(_ => 0);
                current = next.IfLeft(() => throw new System.Diagnostics.UnreachableException());
                opened++;
            }

            var result = current.Read(rows[(read * Features)..(wanted * Features)]);
            if (result.IsLeft) return result;
            read += result.IfLeft(0);
            if (read == wanted) break;
            current.Dispose();
            current = null;
        }

        return read;
    }

    public override void Dispose() => current?.Dispose();
}
