using System.Globalization;
using System.Text;
using GmmVae.Domain.Graphs;
using GmmVae.Report.Charts;

namespace GmmVae.Report.Figures;

/// <summary>Draws the figures of a run into its folder.</summary>
public static class FigureWriter
{
    private const int PairScale = 2;

    /// <summary>A table of more rows or columns is read by nobody.</summary>
    private const int MostInTable = 60;

    /// <summary>
    /// Draws loss terms, latent codes, confusion matrix, reconstructions and samples, each where the model and the data have it. It is
    /// what <see cref="Runs.Train"/>, <see cref="Runs.Resume"/> and <see cref="Studies.Run"/> take to draw with.
    /// </summary>
    /// <param name="training">What there is to draw.</param>
    /// <param name="pathOf">Where the figure of a name goes.</param>
    /// <exception cref="GmmVaeException">A figure cannot be written.</exception>
    public static void Write(FinishedTraining training, Func<string, string> pathOf)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(pathOf);
        var (summary, data) = (training.Summary, FigureBuilder.Build(training));
        var title = $"{summary.Model} on {Path.GetFileName(summary.Data)}";
        Save("terms.svg", LineChart.Render(new ChartLabels($"Loss terms of {title}", "step", "nats"),
            Terms(data, name => name is not ("total" or "objective" or "reconstruction"))));
        Save("objective.svg", LineChart.Render(new ChartLabels($"Objective of {title}", "step", "nats"),
            Terms(data, name => name is "objective" or "reconstruction")));
        if (data.ClusterPrior is { } prior)
            Save("cluster-prior.svg", LineChart.Render(
                new ChartLabels($"Cluster prior of {title}", "step", "nats"),
                Terms(data, name => name is "clusterPrior" or "batchMeanKl"),
                [
                    new ReferenceLine(FormattableString.Invariant($"threshold {prior.Threshold:0.###}"), prior.Threshold),
                    new ReferenceLine(FormattableString.Invariant($"maximum {prior.Maximum:0.##}"), prior.Maximum),
                ]));
        if (data.PointLabels is { } labels)
            Save("latent-labels.svg", Latent(data, labels, $"Codes of {title}, by label", "label"));
        if (data.PointMixtureLabels is { } components)
            Save("latent-mixture.svg", Latent(data, components,
                $"Codes of {title}, by component of a plain Gaussian mixture", "component"));
        if (data.PointClusters is { } clusters)
            Save("latent-clusters.svg", Latent(data, clusters, $"Codes of {title}, by cluster", "cluster"));
        if (data is { PointLabels: { } trueLabels, PointClusters: { } predicted })
            Save("confusion.svg", Confusion(predicted, trueLabels, title));
        if (data.Image is { } image)
            WriteImages(data, image.Height, image.Width, pathOf);
        else if (data.Features == 1)
            WriteNumbers(data, title, Save);
        else
            WriteSignals(data, title, Save);

        void Save(string name, string svg) => SampleSheet.Save(pathOf(name), stream => stream.Write(Encoding.UTF8.GetBytes(svg)));
    }

    /// <summary>A line for each wanted term, over the steps of the phases that have it.</summary>
    private static LineSeries[] Terms(FigureData data, Func<string, bool> isWanted) =>
    [
        .. from term in data.TermNames.Select((name, i) => (Name: name, Column: i + 1))
           where isWanted(term.Name)
           let steps = data.Steps.Where(step => !double.IsNaN(step[term.Column])).ToArray()
           select new LineSeries(term.Name, [.. steps.Select(step => step[0])], [.. steps.Select(step => step[term.Column])]),
    ];

    private static string Latent(FigureData data, int[] groups, string title, string word)
    {
        var names = Enumerable.Range(0, groups.Max() + 1).Select(i => $"{word} {i.ToString(CultureInfo.InvariantCulture)}").ToArray();
        var (x, y) = CodePlane.Axes(data.ExplainedVariance);
        return ScatterChart.Render(
            new ChartLabels(title, x, y),
            [.. data.Points.Where((_, i) => i % 2 == 0)],
            [.. data.Points.Where((_, i) => i % 2 == 1)],
            groups,
            names);
    }

    private static string Confusion(int[] clusters, int[] labels, string title)
    {
        var (rows, rowNames) = Folded(clusters);
        var (columns, columnNames) = Folded(labels);
        var counts = new int[rowNames.Length, columnNames.Length];
        for (var i = 0; i < clusters.Length; i++)
            counts[rows[clusters[i]], columns[labels[i]]]++;
        return ConfusionChart.Render(
            new ChartLabels($"Clusters and labels of {title}", "label", "cluster"), counts, rowNames, columnNames);
    }

    /// <summary>The place of each number in a table, and the places' names: of too many, the rarest share the last place.</summary>
    private static (int[] PlaceOf, string[] Names) Folded(int[] numbers)
    {
        var count = numbers.Max() + 1;
        var shown = count <= MostInTable
            ? [.. Enumerable.Range(0, count)]
            : numbers.CountBy(number => number).OrderByDescending(found => found.Value).ThenBy(found => found.Key)
                .Take(MostInTable - 1).Select(found => found.Key).Order().ToArray();
        var places = Enumerable.Repeat(shown.Length, count).ToArray();
        foreach (var (place, number) in shown.Index())
            places[number] = place;
        string[] names = [.. shown.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return (places, shown.Length == count ? names : [.. names, "others"]);
    }

    private static void WriteImages(FigureData data, int height, int width, Func<string, string> pathOf)
    {
        var count = data.Originals.Length / data.Features;
        Png("reconstructions.png", ImageGrid.Render([.. data.Originals, .. data.Reconstructions], height, width, count, scale: PairScale));
        if (data.Samples.Length > 0)
            Png("samples.png", ImageGrid.Render(data.Samples, height, width, data.SamplesPerRow, scale: PairScale));

        void Png(string name, PixelImage picture) => SampleSheet.Save(pathOf(name), picture.WritePng);
    }

    private static void WriteNumbers(FigureData data, string title, Action<string, string> save)
    {
        if (data.Samples.Length > 0)
            save("samples.svg", HistogramChart.Render(
                $"Samples of {title}",
                "standardised value",
                "samples",
                Array.ConvertAll(data.Samples, value => (double)value),
                "data",
                Array.ConvertAll(data.Observations, value => (double)value)));
    }

    private static void WriteSignals(FigureData data, string title, Action<string, string> save)
    {
        if (data.Samples.Length > 0)
            save("samples.svg", Curves($"Samples of {title}", data.Samples, data, "cluster"));
        save("reconstructions.svg", CurveGrid.Render(
            new ChartLabels($"Observations (above) and reconstructions of {title}", "position", "standardised value"),
            [.. data.Originals, .. data.Reconstructions],
            data.Features,
            data.Originals.Length / data.Features,
            ["data", "model"]));
    }

    private static string Curves(string title, float[] samples, FigureData data, string word)
    {
        var rows = samples.Length / (data.SamplesPerRow * data.Features);
        var names = rows == 1 ? ["samples"]
            : Enumerable.Range(0, rows).Select(i => $"{word} {i.ToString(CultureInfo.InvariantCulture)}").ToArray();
        return CurveGrid.Render(new ChartLabels(title, "position", "standardised value"), samples, data.Features, data.SamplesPerRow,
            names);
    }
}
