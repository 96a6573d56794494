using System.Globalization;
using System.Text;
using GmmVae.Domain.Graphs;
using GmmVae.Report.Charts;

namespace GmmVae.Cli.Output;

/// <summary>Writes samples in the format that a file's name asks for.</summary>
internal static class SampleWriter
{
    private const int PixelsPerPixel = 2;
    private const int LongestRowOfCurves = 40;
    private const int MostPixels = 100_000_000;

    /// <summary>Refuses a name of no known format, before anything is computed.</summary>
    internal static void RequireFormat(string path)
    {
        if (Ending(path) is not (".png" or ".svg" or ".npy" or ".csv"))
            throw Unsuitable($"'{path}' must end in .png, .svg, .npy or .csv");
    }

    internal static void Write(SampleSheet sheet, string path)
    {
        switch (Ending(path))
        {
            case ".png":
                SampleSheet.Save(path, Picture(sheet).WritePng);
                break;
            case ".svg":
                var svg = Encoding.UTF8.GetBytes(Chart(sheet));
                SampleSheet.Save(path, stream => stream.Write(svg));
                break;
            default:
                sheet.Save(path);
                break;
        }
    }

    internal static PixelImage Picture(SampleSheet sheet)
    {
        if (sheet.Values.Image is not { Channels: 1 } image)
            throw Unsuitable("a .png is for models of grey images; give a name that ends in .svg, .npy or .csv");
        var columns = sheet.Columns;
        if ((long)sheet.Values.Rows * (image.Height + 2) * (image.Width + 2) * PixelsPerPixel * PixelsPerPixel > MostPixels)
            throw Unsuitable("so many images make too large a picture; lower --count, or give a name that ends in .npy");
        return ImageGrid.Render(sheet.Values.ToArray(), image.Height, image.Width, columns, scale: PixelsPerPixel);
    }

    internal static string Chart(SampleSheet sheet)
    {
        if (sheet.Values.Image is not null)
            throw Unsuitable("a .svg is for models of single numbers and of curves; give a name that ends in .png, .npy or .csv");
        var title = $"Samples: {sheet.Model}";
        return sheet.Values.Columns > 1 ? Curves(sheet, title) : Numbers(sheet, title);
    }

    private static string Numbers(SampleSheet sheet, string title)
    {
        var values = Array.ConvertAll(sheet.Values.ToArray(), value => (double)value);
        if (!sheet.HasRowForEachCluster)
            return HistogramChart.Render(title, "value", "samples", values, "", []);
        int[] clusters = [.. Enumerable.Range(0, values.Length).Select(i => i / sheet.Columns)];
        string[] names = [.. Enumerable.Range(0, sheet.ClusterCount).Select(Text)];
        return ScatterChart.Render(new ChartLabels(title, "value", "cluster"), values, Array.ConvertAll(clusters, k => (double)k),
            clusters, names);
    }

    private static string Curves(SampleSheet sheet, string title)
    {
        var rows = sheet.Values.Rows;
        var columns = sheet.HasRowForEachCluster ? sheet.Columns : Enumerable.Range(1, sheet.Columns).Last(length => rows % length == 0);
        if (columns > LongestRowOfCurves)
            throw Unsuitable(FormattableString.Invariant($"at most {LongestRowOfCurves} curves fit in a row; lower --count or --sweep, or give a name that ends in .npy or .csv"));
        var names = Enumerable.Range(0, rows / columns).Select(row => sheet switch
        {
            { HasRowForEachCluster: true } => "cluster " + Text(row),
            { Clusters: { } clusters } when clusters.Distinct().Count() == 1 => "cluster " + Text(clusters[0]),
            _ => "samples",
        });
        return CurveGrid.Render(new ChartLabels(title, "position", "value"), sheet.Values.ToArray(), sheet.Values.Columns, columns,
            [.. names]);
    }

    private static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static GmmVaeException Unsuitable(string message) => new(FailureKind.Usage, $"--out: {message}");
}
