namespace GmmVae;

/// <summary>Generated observations.</summary>
/// <param name="Samples">Some of them, [samples, features].</param>
/// <param name="Measures">The judge's word on all of them.</param>
public sealed record GenerationReport(float[] Samples, GenerationMeasures Measures);
