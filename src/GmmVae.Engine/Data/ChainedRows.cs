using System.Globalization;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

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
            return new DataError.Inconsistent(first.Name, second.Name, $"Training rows are {KindOf(first.Features, first.Image, first.HoldsBytes)} but test rows {KindOf(second.Features, second.Image, second.HoldsBytes)}.");
    }

    /// <summary>What rows are, in words.</summary>
    public static string KindOf(int features, ImageShape? image, bool holdsBytes) => string.Create(
        CultureInfo.InvariantCulture, $"{(image is { } shape ? shape : features)} {(holdsBytes ? "bytes" : "numbers")}");
}
