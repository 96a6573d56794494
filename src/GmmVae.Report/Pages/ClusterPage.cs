using System.Globalization;
using GmmVae.Domain.Clustering;
using GmmVae.Report.Charts;

namespace GmmVae.Report.Pages;

/// <summary>The page of an explanation: one file that refers to no other.</summary>
internal static class ClusterPage
{
    private const int MostColumns = 12;
    private const int MostTableColumns = 40;

    /// <summary>The page as HTML.</summary>
    internal static string Render(ClusterExplanation found)
    {
        var page = new Html().Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Element("title", $"Clusters of {Path.GetFileName(found.Data)}").Raw($"<style>\n{PageStyle.Sheet}</style>\n</head>\n<body>\n<main>\n")
            .Element("h1", $"Clusters of {Path.GetFileName(found.Data)}");
        var profiles = found.Profiles;
        page.Element("p class=\"lead\"", FormattableString.Invariant(
            $"{profiles.Clusters.Count} clusters of {found.Rows} rows by the model {Path.GetFileName(Path.TrimEndingDirectorySeparator(found.Model))}. {profiles.SameNeighbour:P0} of the five nearest neighbours of a row are in its cluster."));
        foreach (var warning in found.Warnings)
            page.Element("p class=\"note\"", warning);
        Overview(page, found);
        Looks(page, found);
        Map(page, found);
        Between(page, found);
        Choice(page, found);
        return page.Raw("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Overview(Html page, ClusterExplanation found)
    {
        var clusters = found.Profiles.Clusters;
        page.Element("h2", "Sizes, and what makes each cluster");
        Figure(page, Chart.Bars(
            new ChartLabels("Rows in each cluster", "rows", "cluster"), [.. clusters.Map(Name)], [.. clusters.Map(cluster => (double)cluster.Rows)]));
        page.Table(
            ["cluster", "rows", "share", "mean probability", "what is typical: mean, and how far from all rows in standard deviations", "rows that stand for it"],
            clusters.Select(cluster => (IReadOnlyList<string>)
            [
                Name(cluster), Number(cluster.Rows), Percent(cluster.Share), cluster.Confidence.ToString("F3", CultureInfo.InvariantCulture),
                found.Image is null && !found.IsSignal
                    ? string.Join("; ", ClusterExplanation.Telling(cluster).Take(4).Select(column =>
                        $"{found.Columns[column.Column]} {ClusterExplanation.Words(column)}"))
                    : "see below",
                string.Join(", ", cluster.Representatives.Map(Number)),
            ]));
    }

    /// <summary>Pictures as pictures, signals as curves, tables as profiles and bars.</summary>
    private static void Looks(Html page, ClusterExplanation found)
    {
        var clusters = found.Profiles.Clusters;
        if (found.Image is { Channels: 1 } shape)
        {
            page.Element("h2", "The mean of each cluster");
            Picture(page, found.Means, (shape.Height, shape.Width), clusters.Count);
            page.Element("h2", "Rows that stand for each cluster").Element("p", "The rows nearest the mean code of the cluster, cluster by cluster.");
            Picture(page, Array.ConvertAll(found.Examples, value => value / 255), (shape.Height, shape.Width),
                Math.Max(1, clusters.Map(cluster => cluster.Representatives.Count).Max()));
            return;
        }

        if (found.IsSignal)
        {
            page.Element("h2", "The mean of each cluster");
            Figure(page, Chart.Curves(
                new ChartLabels("Mean of each cluster", "position", "value"), new Matrix(found.Means, found.Columns.Count), 1, [.. clusters.Map(Name)]));
            return;
        }

        var told = found.Profiles.Columns;
        int[] shown = [.. told.Take(MostColumns).Select(column => column.Column)];
        page.Element("h2", "The columns that tell most")
            .Element("p", "How much the tenth of the values that a row is in tells about its cluster: mutual information, in nats.");
        Figure(page, Chart.Bars(
            new ChartLabels("What a column tells about the cluster", "nats", "column"), [.. shown.Select(column => found.Columns[column])],
            [.. told.Take(MostColumns).Select(column => column.Information)]));
        page.Element("h2", "Profiles").Element("p", "How far the mean of a cluster is from that of all rows, in standard deviations of all rows.");
        Figure(page, Chart.Profiles(
            new ChartLabels("Profile of each cluster", "standard deviations from the mean of all rows", "column"),
            new Matrix(
                clusters.SelectMany(cluster => shown.Select(column => (float)cluster.Columns[column].Difference)).ToArray(), shown.Length),
            [.. shown.Select(column => found.Columns[column])], [.. clusters.Map(Name)]));
        page.Element("h2", "Means and standard deviations").Element("p", "In the units of the data; the columns that tell most come first.")
            .Table(
                ["column", "nats", "all rows", .. clusters.Map(Name)],
                told.Take(MostTableColumns).Select(column => (IReadOnlyList<string>)
                [
                    found.Columns[column.Column], column.Information.ToString("F3", CultureInfo.InvariantCulture),
                    Spread(column.Mean, column.Deviation),
                    .. clusters.Map(cluster => Spread(cluster.Columns[column.Column].Mean, cluster.Columns[column.Column].Deviation)),
                ]));
    }

    private static void Map(Html page, ClusterExplanation found)
    {
        page.Element("h2", "Map of codes").Element("p", "Each point is a row: its mean code, on the two axes along which codes vary most.");
        var (x, y) = CodePlane.Axes(found.ExplainedVariance);
        double[] Coordinates(int axis) => [.. Enumerable.Range(0, found.Assigned.Length).Select(row => found.Points[(2 * row) + axis])];
        Figure(page, ScatterChart.Render(
            new ChartLabels("Codes by cluster", x, y), Coordinates(0), Coordinates(1), found.Assigned,
            [.. found.Profiles.Clusters.Map(Name)]));
    }

    private static void Between(Html page, ClusterExplanation found) =>
        page.Element("h2", "Rows between clusters").Element("p", "The rows that the model is least sure of, counted from 0.")
            .Table(
                ["row", "cluster", "probability", "next"],
                found.Profiles.Between.Select(row => (IReadOnlyList<string>)
                [
                    Number(row.Row), Number(row.Cluster), row.Probability.ToString("F3", CultureInfo.InvariantCulture), Number(row.Other),
                ]));

    private static void Choice(Html page, ClusterExplanation found)
    {
        page.Element("h2", "How the model and the number of clusters were chosen");
        if (found.ClusterCounts.Count > 0)
            page.Element("p", "The number of clusters on which restarts agree was taken.").Table(
                ["clusters", "stability", "used"],
                found.ClusterCounts.Select(score => (IReadOnlyList<string>)
                    [Number(score.Clusters), score.Stability.ToString("F3", CultureInfo.InvariantCulture), Number(score.Used)]));
        if (found.Chosen is { } chosen)
            page.Element("p", $"{chosen.Rung}: {chosen.Why}.").Table(
                ["model", "clusters", "free numbers", "ln p of a row, nats", "BIC by the rows, nats"],
                chosen.Ladder.Select(rung => (IReadOnlyList<string>)
                [
                    rung.Rung, Number(rung.Clusters), Number(rung.FreeParameters),
                    rung.LogLikelihood.ToString("F3", CultureInfo.InvariantCulture), rung.Bic.ToString("F3", CultureInfo.InvariantCulture),
                ]));
        if (found.ClusterCounts.Count == 0 && found.Chosen is null)
            page.Element("p", "Both were given.");
    }

    private static void Figure(Html page, string svg) => page.Raw($"<figure>\n{svg}\n</figure>\n");

    private static void Picture(Html page, float[] values, (int Height, int Width) shape, int across)
    {
        using var png = new MemoryStream();
        ImageGrid.Render(values, shape.Height, shape.Width, across, 2, Math.Max(1, 56 / shape.Width)).WritePng(png);
        page.Raw($"<figure><div class=\"picture\"><img alt=\"pictures\" src=\"data:image/png;base64,{Convert.ToBase64String(png.ToArray())}\"></div></figure>\n");
    }

    private static string Name(ClusterProfile cluster) => $"cluster {Number(cluster.Cluster)}";

    private static string Spread(double mean, double deviation) => FormattableString.Invariant($"{mean:G4} ± {deviation:G3}");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:F1} %");
}
