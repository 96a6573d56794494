using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its extents, the last varying fastest; empty for a single number.</param>
/// <param name="Length">The number of elements: the product of the extents.</param>
/// <param name="Begin">Where its values begin, counted from the start of the file.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, Arr<int> Shape, int Length, int Begin);
