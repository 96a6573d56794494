namespace GmmVae.Tests.Properties;

/// <summary>
/// One growth of a random graph as plain numbers; each is taken modulo the choices there are, so every sequence of steps
/// grows some graph and any step may be left out.
/// </summary>
/// <param name="Kind">Which operation.</param>
/// <param name="First">Which operand.</param>
/// <param name="Second">Which further operand.</param>
/// <param name="Detail">Axes, lengths, positions.</param>
public sealed record GraphStep(int Kind, int First, int Second, int Detail);
