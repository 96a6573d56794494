namespace GmmVae.Tests.Snapshots.Report;

public sealed class ChartSnapshotTests
{
    [Fact]
    public void Line_chart() => Snapshot.Verify(ChartExamples.Lines());

    [Fact]
    public void Line_chart_of_twelve_series() => Snapshot.Verify(ChartExamples.ManyLines());

    [Fact]
    public void Smoothed_line_with_a_mark() => Snapshot.Verify(ChartExamples.Smoothed());

    [Fact]
    public void Bar_chart() => Snapshot.Verify(ChartExamples.Bars());

    [Fact]
    public void Scatter_chart() => Snapshot.Verify(ChartExamples.Scatter());

    [Fact]
    public void Histogram_chart() => Snapshot.Verify(ChartExamples.Histogram());

    [Fact]
    public void Curve_grid() => Snapshot.Verify(ChartExamples.Curves());

    [Fact]
    public void Confusion_chart() => Snapshot.Verify(ChartExamples.Confusion());
}
