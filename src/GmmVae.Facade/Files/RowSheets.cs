namespace GmmVae;

/// <summary>Sheets that start from rows of data: those that stand for clusters, and paths through the space of codes.</summary>
internal static class RowSheets
{
    private const int Steps = 10;

    /// <summary>The values of a sheet, the cluster of each where rows stand for clusters, and samples in a row of the layout.</summary>
    internal static (Matrix Values, int[]? Clusters, int Columns) Build(SampleRequest request, FittedModel model, CancellationToken cancellation)
    {
        var source = request.Data ?? throw Wrong("--data", "is missing; name the data whose rows --representatives, --interpolate or --traverse speak of");
        var rows = Matrix.Load(source, request.DataFolder);
        cancellation.ThrowIfCancellationRequested();
        if (request.Representatives is { } count)
            return Representatives(model, rows, count);
        var steps = request.Count ?? Steps;
        if (request.Interpolate is { } ends)
            return (CodePaths.Between(model, One(ends.From, "--interpolate"), One(ends.To, "--interpolate"), steps), null, steps);
        return (CodePaths.Around(model, One(request.Traverse!.Value, "--traverse"), steps, request.Reach), null, steps);

        MatrixRows One(int row, string option) => row >= 0 && row < rows.Rows
            ? new MatrixRows(Pick(rows, [row]))
            : throw Wrong(option, FormattableString.Invariant($"there is no row {row}: the data have rows 0 to {rows.Rows - 1}"));
    }

    /// <summary>As many rows of each cluster in use as the smallest of them has.</summary>
    private static (Matrix, int[]?, int) Representatives(FittedModel model, Matrix rows, int count)
    {
        var used = model.Representatives(() => new MatrixRows(rows), count)
            .Select((picks, cluster) => (Cluster: cluster, Picks: picks)).Where(found => found.Picks.Length > 0).ToArray();
        if (used.Length == 0)
            throw Wrong("--data", "has no rows");
        var columns = used.Min(found => found.Picks.Length);
        return (
            Pick(rows, used.SelectMany(found => found.Picks.Take(columns))),
            [.. used.SelectMany(found => Enumerable.Repeat(found.Cluster, columns))],
            columns);
    }

    private static Matrix Pick(Matrix rows, IEnumerable<int> picks) =>
        Matrix.Of([.. picks.SelectMany(rows.Row)], rows.Columns, rows.Image is { } image ? new Domain.ImageShape(image.Height, image.Width, image.Channels) : null);

    private static GmmVaeException Wrong(string option, string message) => new(FailureKind.Usage, $"{option}: {message}");
}
