namespace GmmVae.Cli;

/// <summary>The words on a chart.</summary>
/// <param name="Title">What the chart shows; long titles are wrapped.</param>
/// <param name="X">What the horizontal axis measures, with its unit in brackets.</param>
/// <param name="Y">What the vertical axis measures, with its unit in brackets.</param>
internal sealed record ChartLabels(string Title, string X, string Y);
