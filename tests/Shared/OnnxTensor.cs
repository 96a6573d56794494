namespace GmmVae.Tests;

/// <summary>A named tensor that another runtime reads or writes.</summary>
internal sealed record OnnxTensor(string Name, int[] Dimensions, float[] Values);
