namespace GmmVae.Cli;

/// <summary>A horizontal line at a value that the reader compares with, such as a threshold or ln K.</summary>
/// <param name="Name">Written on the line.</param>
/// <param name="Value">Where the line lies on the vertical axis; drawn if finite.</param>
internal sealed record ReferenceLine(string Name, double Value);
