using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>The codes of pictures as folders for the embedding projector.</summary>
internal static class ProjectorFolders
{
    /// <summary>Writes the test split's codes below <c>projector</c>, with labels, clusters where there are any, and thumbnails.</summary>
    internal static void Write(string folder, string name, Dataset test, Evaluation evaluation)
    {
        var columns = new List<ProjectorColumn> { Column("label", test.Labels!.Value.ToArray()) };
        if (evaluation.Clustering is { } clustering)
            columns.Add(Column("cluster", ClusterAssignment.MostProbable(clustering.Own.Span, evaluation.Rows, clustering.Clusters)));
        var pixels = RowPicks.Of(test, RowPicks.Spread(test.Rows, test.Rows));
        ProjectorExport.Write(
            Path.Combine(folder, "projector", name), name, evaluation.Codes, evaluation.Rows, columns, new ProjectorImages(test.Image!.Value, pixels)).OrThrow();
    }

    private static ProjectorColumn Column(string name, int[] values) =>
        new(name, Array.ConvertAll(values, value => FormattableString.Invariant($"{value}")));
}
