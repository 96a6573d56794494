using System.Globalization;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

/// <summary>The codes of data as a folder for the embedding projector.</summary>
internal static class CodePoints
{
    /// <summary>More points than this make the projector slow.</summary>
    private const int MostPoints = 10_000;

    /// <summary>Writes at most 10,000 rows, evenly spread, with row numbers, labels and clusters where there are any, and thumbnails of grey pictures.</summary>
    internal static Either<DataError, Unit> Write(string folder, ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        var rows = Rows(request, model, cancellation);
        var picks = RowPicks.Spread(rows.Rows, MostPoints);
        var codes = RowPicks.Of(All(rows, model, GraphNames.Code, cancellation), picks, model.Model.Latent);
        var columns = new List<ProjectorColumn> { Column("row", picks) };
        if (rows.Labels is not null)
            columns.Add(Column("label", RowPicks.Labels(rows, picks)));
        if (model.Clusters > 0)
            columns.Add(Column("cluster", model.MostProbable(RowPicks.Of(All(rows, model, GraphNames.Responsibilities, cancellation), picks, model.Clusters))));
        return ProjectorExport.Write(folder, model.Model.Kind, codes, picks.Length, columns, Images(rows, picks, model.Header.Preprocessing));
    }

    /// <summary>Whose codes are asked for.</summary>
    internal static Dataset Rows(ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        var rows = request.Data is { } source
            ? Sources.Read(source, request.DataFolder, null, cancellation).Measured
            : Runs.Open(model.Header, request.DataFolder, null, cancellation).Test;
        Suitability.RequireFit(model.Header, request.Data ?? model.Header.DataSource, rows);
        return rows;
    }

    /// <summary>An output of the evaluation graph for all rows.</summary>
    internal static float[] All(Dataset rows, FittedModel model, string output, CancellationToken cancellation)
    {
        var values = new float[rows.Rows * model.WidthOf(output)];
        model.Read(RowStream.Of(rows), output, (first, piece) => piece.CopyTo(values.AsSpan((int)first * model.WidthOf(output))), cancellation);
        return values;
    }

    private static ProjectorImages? Images(Dataset rows, int[] picks, Preprocessing preprocessing) =>
        rows.Image is { } image && rows.HoldsBytes && ProjectorExport.HasRoomFor(picks.Length, image)
            ? new ProjectorImages(image, RowPicks.Of(rows.With(preprocessing), picks))
            : null;

    private static ProjectorColumn Column(string name, int[] values) =>
        new(name, Array.ConvertAll(values, value => value.ToString(CultureInfo.InvariantCulture)));
}
