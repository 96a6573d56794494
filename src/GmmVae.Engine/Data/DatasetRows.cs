using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

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
