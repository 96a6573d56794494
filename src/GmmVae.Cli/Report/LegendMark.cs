namespace GmmVae.Cli;

/// <summary>How a series looks in its chart, and so in the legend.</summary>
internal enum LegendMark
{
    Line,
    FaintLine,
    Point,
    Area,
}
