namespace GmmVae.Tests.Snapshots.Report;

/// <summary>Small charts of every kind, made of exact arithmetic so that they are the same everywhere.</summary>
internal static class ChartExamples
{
    public static IReadOnlyDictionary<string, Func<string>> All { get; } = new Dictionary<string, Func<string>>
    {
        ["lines"] = Lines,
        ["many lines"] = ManyLines,
        ["smoothed line with a mark"] = Smoothed,
        ["bars"] = Bars,
        ["scatter"] = Scatter,
        ["histogram"] = Histogram,
        ["curves"] = Curves,
        ["confusion"] = Confusion,
    };

    /// <summary>Three loss terms over 40 epochs, a gap, a threshold and ln 10.</summary>
    public static string Lines()
    {
        var epochs = Positions(40, first: 1);
        var references = new[] { new ReferenceLine("threshold τ = 1.5", 1.5), new ReferenceLine("ln K = 2.303", 2.303) };
        return LineChart.Render(
            new ChartLabels("Loss terms <test split>", "epoch", "loss term (nats)"),
            [
                new LineSeries("conditional prior", epochs, Array.ConvertAll(epochs, e => 4 - (30 / (e + 9)))),
                new LineSeries("style prior", epochs, Array.ConvertAll(epochs, e => e is 20 ? double.NaN : 0.8 + (e / 50))),
                new LineSeries("cluster prior (raw KL)", epochs, Array.ConvertAll(epochs, e => 2.2 - (0.9 * e / (e + 12)))),
            ],
            references);
    }

    public static string ManyLines()
    {
        var steps = Positions(30, first: 0);
        var series = Enumerable.Range(0, 12).Select(seed => new LineSeries(
            $"seed {seed}", steps, Array.ConvertAll(steps, step => 30 + (5 * seed) + (step * (12 - seed) / 12)))).ToArray();
        return LineChart.Render(new ChartLabels("Test accuracy by seed", "epoch", "accuracy (%)"), series);
    }

    /// <summary>A faint line behind its smoothed course, a threshold and the step that passes it.</summary>
    public static string Smoothed()
    {
        var steps = Positions(60, first: 1);
        var course = Array.ConvertAll(steps, step => 2 - (30 / (step + 14)));
        return LineChart.Render(
            new ChartLabels("The cluster prior through training", "step", "cluster prior (nats)"),
            [
                new LineSeries("each step", steps, Array.ConvertAll(steps, step => course[(int)step - 1] + ((step % 3) / 10) - 0.1),
                    colour: 2, isFaint: true),
                new LineSeries("running mean", steps, course, colour: 2),
            ],
            [new ReferenceLine("threshold 1.5 nats", 1.5)],
            marks: [new ReferenceLine("step 46", 46), new ReferenceLine("outside", 1000)]);
    }

    public static string Bars() => BarChart.Render(
        new ChartLabels("Cluster sizes", "rows of the test split", "cluster"),
        ["0", "1", "2", "3"],
        [120, 0, 37.5, double.NaN]);

    /// <summary>Three hundred points about twelve centres.</summary>
    public static string Scatter()
    {
        var random = new Congruential();
        var (x, y, label) = (new double[300], new double[300], new int[300]);
        for (var point = 0; point < label.Length; point++)
        {
            label[point] = point % 12;
            x[point] = (label[point] % 4 * 3) - 4 + random.NextBell();
            y[point] = (label[point] / 4 * 3) - 3 + random.NextBell();
        }

        x[7] = double.NaN;
        var names = Enumerable.Range(0, 12).Select(cluster => $"cluster {cluster}").ToArray();
        return ScatterChart.Render(
            new ChartLabels("Code means, first two principal components", "component 1 (code units)", "component 2 (code units)"),
            x, y, label, names);
    }

    public static string Histogram()
    {
        var random = new Congruential();
        var (data, samples) = (new double[2000], new double[500]);
        for (var index = 0; index < data.Length; index++)
            data[index] = (index % 3 == 0 ? -3 : 2) + random.NextBell();
        for (var index = 0; index < samples.Length; index++)
            samples[index] = (index % 3 == 0 ? -2.7 : 1.8) + random.NextBell();
        return HistogramChart.Render(
            "Data and samples on the line", "value (data units)", "data", data, "samples", samples, bins: 30);
    }

    /// <summary>Four clusters, five signals of 32 points each.</summary>
    public static string Curves()
    {
        const int Length = 32;
        var signals = new float[4 * 5 * Length];
        for (var index = 0; index < signals.Length; index++)
        {
            var (row, column, position) = (index / Length / 5, index / Length % 5, index % Length);
            var period = 4 * (row + 1);
            var phase = (position + column) % period;
            signals[index] = (4f * Math.Abs(phase - (period / 2f)) / period) - 1f;
        }

        return CurveGrid.Render(
            new ChartLabels("Generated signals, a row for each cluster", "time (samples)", "amplitude (standardised)"),
            signals, Length, columns: 5, ["cluster 0", "cluster 1", "cluster 2", "cluster 3"]);
    }

    public static string Confusion()
    {
        var counts = new int[10, 10];
        for (var row = 0; row < 10; row++)
            for (var column = 0; column < 10; column++)
                counts[row, column] = row == column ? 980 - (40 * row) : (row * column) % 7 * 9;
        var names = Enumerable.Range(0, 10).Select(digit => $"{digit}").ToArray();
        return ConfusionChart.Render(
            new ChartLabels("Digits by cluster, clusters in matched order (rows: digits, shade: share of the row)", "cluster", "digit"),
            counts, names, names);
    }

    private static double[] Positions(int count, int first) =>
        Enumerable.Range(first, count).Select(position => (double)position).ToArray();

    /// <summary>A linear congruential sequence, summed into values that look normal.</summary>
    private sealed class Congruential
    {
        private uint _state = 12345;

        public double NextBell()
        {
            var sum = 0d;
            for (var term = 0; term < 6; term++)
                sum += Next();
            return (sum - 3) * 1.4;
        }

        private double Next()
        {
            _state = (_state * 1664525) + 1013904223;
            return (_state >> 8) / 16777216d;
        }
    }
}
