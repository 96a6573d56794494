using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>The pictures of an embedding's points.</summary>
/// <param name="Shape">The extents of each; grey levels, one channel.</param>
/// <param name="Pixels">Grey levels [points, height, width], 0 black, 1 white; values outside are clamped.</param>
public sealed record ProjectorImages(ImageShape Shape, ReadOnlyMemory<float> Pixels);
