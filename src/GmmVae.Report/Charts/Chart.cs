using System.Globalization;
using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>
/// Draws charts as SVG text: latent spaces, confusion matrices, training curves, samples, cluster profiles. The same arguments give the
/// same bytes on every machine and under every culture; a chart follows the reader's light or dark theme.
/// </summary>
/// <remarks>Arguments that do not fit each other, or leave no room to draw, are an <see cref="ArgumentException"/>. Thread-safe.</remarks>
/// <example><code>
/// Matrix codes = model.Embed("people.csv");
/// int[] clusters = model.Predict("people.csv");
/// File.WriteAllText("codes.svg", Chart.LatentSpace("Codes by cluster", codes, clusters));
/// </code></example>
public static class Chart
{
    /// <summary>The width of a chart in pixels unless told.</summary>
    public const int DefaultWidth = ChartFrame.Width;

    /// <summary>Points of the plane, coloured by group. Points that are not finite are left out and counted below the plot.</summary>
    /// <param name="labels">The words.</param>
    /// <param name="x">Horizontal coordinates.</param>
    /// <param name="y">Vertical coordinates, as many.</param>
    /// <param name="groups">The group of each point, from 0; by default one group.</param>
    /// <param name="names">A name for each group; by default their numbers.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static string Scatter(
        ChartLabels labels, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<int>? groups = null,
        IReadOnlyList<string>? names = null, int width = DefaultWidth, int height = 520)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int[] group = [.. groups ?? new int[x.Count]];
        return ScatterChart.Render(labels, [.. x], [.. y], group, names ?? Numbered(group), width: width, height: height);
    }

    /// <summary>
    /// Codes in two dimensions, coloured by group: as they are, or along their first two principal components where they have more.
    /// </summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="codes">The codes, [rows, latent], such as <see cref="Estimator.Embed(Matrix)"/> gives.</param>
    /// <param name="groups">The group of each row, from 0: predicted clusters, or labels; by default one group.</param>
    /// <param name="names">A name for each group; by default their numbers.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static string LatentSpace(
        string title, Matrix codes, IReadOnlyList<int>? groups = null, IReadOnlyList<string>? names = null, int width = DefaultWidth,
        int height = 520)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var (points, explained) = CodePlane.Of(codes.ToArray(), codes.Rows, codes.Columns);
        var (x, y) = CodePlane.Axes(explained);
        return Scatter(
            new ChartLabels(title, x, y),
            [.. points.Where((_, i) => i % 2 == 0)],
            [.. points.Where((_, i) => i % 2 == 1)],
            groups,
            names,
            width,
            height);
    }

    /// <summary>How two groupings of the same rows meet: the rows in each pair of groups. A cell's shade is its share of the
    /// line.</summary>
    /// <param name="labels">The words: X names the columns, Y the lines.</param>
    /// <param name="lines">The group of each row that decides its line, from 0: predicted clusters, say.</param>
    /// <param name="columns">The group of each row that decides its column, from 0: labels, say.</param>
    /// <param name="lineNames">A name for each line; by default their numbers.</param>
    /// <param name="columnNames">A name for each column; by default their numbers.</param>
    /// <param name="width">Width in pixels; the height follows from the number of lines.</param>
    public static string Confusion(
        ChartLabels labels, IReadOnlyList<int> lines, IReadOnlyList<int> columns, IReadOnlyList<string>? lineNames = null,
        IReadOnlyList<string>? columnNames = null, int width = DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(columns);
        if (lines.Count != columns.Count)
            throw new ArgumentException($"{lines.Count} rows have a line, {columns.Count} a column.", nameof(columns));
        var (rowNames, names) = (lineNames ?? Numbered(lines), columnNames ?? Numbered(columns));
        var counts = new int[rowNames.Count, names.Count];
        foreach (var (line, column) in lines.Zip(columns))
        {
            RequireGroup(line, rowNames.Count, nameof(lines));
            RequireGroup(column, names.Count, nameof(columns));
            counts[line, column]++;
        }

        return ConfusionChart.Render(labels, counts, rowNames, names, width);
    }

    /// <summary>
    /// Named lines, such as loss terms over the steps of a training. Values that are not finite leave gaps and are counted below the plot.
    /// </summary>
    /// <param name="labels">The words.</param>
    /// <param name="series">The lines, at least one.</param>
    /// <param name="references">Values to compare with, such as a threshold, drawn across.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static string Lines(
        ChartLabels labels, IReadOnlyList<LineSeries> series, IReadOnlyList<ReferenceLine>? references = null, int width = DefaultWidth,
        int height = 360)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(series);
        return LineChart.Render(labels, series, references, width, height);
    }

    /// <summary>Signals as small multiples, all on the same scale: samples of curves, a row a cluster.</summary>
    /// <param name="labels">The words; the horizontal axis is the position within a signal, from 0.</param>
    /// <param name="signals">A signal a row, [rows · columns, length], row by row of the picture.</param>
    /// <param name="columns">Signals beside each other.</param>
    /// <param name="names">A name for each row of the picture, written at its right.</param>
    /// <param name="width">Width in pixels; the height follows from the number of rows.</param>
    public static string Curves(ChartLabels labels, Matrix signals, int columns, IReadOnlyList<string> names, int width = DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentNullException.ThrowIfNull(names);
        return CurveGrid.Render(labels, signals.ToArray(), signals.Columns, columns, names, width);
    }

    /// <summary>How numbers are spread, in percent of all; values that are not finite are left out and counted below the plot.</summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="xLabel">What the numbers measure, with the unit in brackets.</param>
    /// <param name="name">What the numbers are.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="otherName">What the numbers to compare with are.</param>
    /// <param name="others">Numbers to compare with, drawn over the first; by default none.</param>
    /// <param name="bins">How many bins of equal width cover both.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static string Histogram(
        string title, string xLabel, string name, IReadOnlyList<double> values, string otherName = "", IReadOnlyList<double>? others = null,
        int bins = 50, int width = DefaultWidth, int height = 340)
    {
        ArgumentNullException.ThrowIfNull(values);
        return HistogramChart.Render(title, xLabel, name, [.. values], otherName, [.. others ?? []], bins, width, height);
    }

    /// <summary>A horizontal bar a name, with its value at its end. Values that are not finite or below 0 are left out.</summary>
    /// <param name="labels">The words: X is what the values measure, Y what the names are.</param>
    /// <param name="names">A name for each bar.</param>
    /// <param name="values">A value for each bar.</param>
    /// <param name="width">Width in pixels; the height follows from the number of bars.</param>
    public static string Bars(ChartLabels labels, IReadOnlyList<string> names, IReadOnlyList<double> values, int width = DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values);
        return BarChart.Render(labels, names, values, width);
    }

    /// <summary>What is typical of each cluster: for each column of the data a bar a cluster, from zero to either side.</summary>
    /// <param name="labels">The words: X is what the values measure, Y what the columns are.</param>
    /// <param name="profiles">A row a cluster, [clusters, columns], such as <see cref="ClusteringEstimator.ClusterMeans"/> gives; columns
    /// in units of their own are best standardised before.</param>
    /// <param name="columnNames">A name for each column; by default their numbers.</param>
    /// <param name="clusterNames">A name for each cluster, for the legend; by default their numbers.</param>
    /// <param name="width">Width in pixels; the height follows from the number of bars.</param>
    public static string Profiles(
        ChartLabels labels, Matrix profiles, IReadOnlyList<string>? columnNames = null, IReadOnlyList<string>? clusterNames = null,
        int width = DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(profiles);
        return ProfileChart.Render(
            labels, profiles.ToArray(), columnNames ?? Numbers(profiles.Columns), clusterNames ?? Numbers(profiles.Rows), width);
    }

    private static string[] Numbered(IReadOnlyList<int> groups) => Numbers(groups.Count == 0 ? 1 : groups.Max() + 1);

    private static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    private static void RequireGroup(int group, int count, string name)
    {
        if (group < 0 || group >= count)
            throw new ArgumentOutOfRangeException(name, group, $"There are {count} groups.");
    }
}

/// <summary>Draws pictures as PNG.</summary>
/// <remarks>Thread-safe; the same arguments give the same bytes on every machine.</remarks>
public static class Picture
{
    /// <summary>Grey images in rows and columns with a thin gap between and around them: samples of images, a row a cluster.</summary>
    /// <param name="images">An image a row, grey levels from 0, black, to 1, white, with <see cref="Matrix.Image"/> for its
    /// extents.</param>
    /// <param name="columns">Images beside each other.</param>
    /// <param name="scale">How many pixels of the result, each way, one pixel of an image becomes.</param>
    /// <param name="gap">Width of the gap in pixels of the result.</param>
    /// <returns>The bytes of a PNG file.</returns>
    /// <exception cref="ArgumentException">Rows are no grey images, or there are none.</exception>
    public static byte[] Grid(Matrix images, int columns, int scale = 1, int gap = 2)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Image is not { Channels: 1 } shape)
            throw new ArgumentException("The rows are no grey images.", nameof(images));
        using var png = new MemoryStream();
        ImageGrid.Render(images.ToArray(), shape.Height, shape.Width, columns, gap, scale).WritePng(png);
        return png.ToArray();
    }
}
