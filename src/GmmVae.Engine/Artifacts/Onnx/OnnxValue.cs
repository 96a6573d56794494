using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// A tensor of a graph as ONNX has it. Along the axes of <paramref name="Stretched"/> it has length 1 and means its element
/// repeated: elementwise operations need no copies.
/// </summary>
internal readonly record struct OnnxValue(string Name, Arr<int> Stretched);
