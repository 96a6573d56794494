using System.Globalization;
using GmmVae.Engine.Data;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Projector;

/// <summary>The codes of rows of data as a folder for the embedding projector.</summary>
internal static class DatasetPoints
{
    /// <summary>Writes codes with labels and clusters where there are any, and thumbnails of grey pictures where there is room.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">What the projector calls the embedding.</param>
    /// <param name="rows">The data; bytes are pictures if they have a shape.</param>
    /// <param name="picks">Which of their rows.</param>
    /// <param name="codes">The codes of all rows, [rows, dimensions].</param>
    /// <param name="clusters">The cluster of all rows, if there are any.</param>
    /// <param name="withRowNumbers">Whether points also have the number of their row.</param>
    internal static Either<DataError, Unit> Write(
        string folder, string name, Dataset rows, int[] picks, ReadOnlySpan<float> codes, int[]? clusters, bool withRowNumbers)
    {
        var columns = new List<ProjectorColumn>();
        if (withRowNumbers)
            columns.Add(Column("row", picks));
        if (rows.KnownLabels is { } labels)
            columns.Add(new("label", System.Array.ConvertAll(picks, row => Word(rows, labels.Span[row]))));
        if (clusters is not null)
            columns.Add(Column("cluster", System.Array.ConvertAll(picks, row => clusters[row])));
        var images = rows.Image is { } image && rows.HoldsBytes && ProjectorExport.HasRoomFor(picks.Length, image)
            ? new ProjectorImages(image, SampledRows.Of(rows, picks))
            : null;
        return ProjectorExport.Write(folder, name, SampledRows.Of(codes, picks, codes.Length / rows.Rows), picks.Length, columns, images);
    }

    /// <summary>The name of a class, its number where it has none, and no word for one that is not known.</summary>
    private static string Word(Dataset rows, int label) => label == Dataset.Unknown ? ""
        : rows.ClassNames.IsEmpty ? label.ToString(CultureInfo.InvariantCulture) : rows.ClassNames[label];

    private static ProjectorColumn Column(string name, int[] values) =>
        new(name, System.Array.ConvertAll(values, value => value.ToString(CultureInfo.InvariantCulture)));
}
