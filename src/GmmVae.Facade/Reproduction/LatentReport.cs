namespace GmmVae;

/// <summary>The codes of the test split.</summary>
/// <param name="Points">Codes of the observations shown in two dimensions, by principal components of the whole split where there are more: [points, 2].</param>
/// <param name="ExplainedVariance">The share of the variance that each of both dimensions explains; NaN where the code has two.</param>
/// <param name="Dimensions">Dimensions of the code.</param>
/// <param name="Measures">How well the codes keep labels apart.</param>
public sealed record LatentReport(
    double[] Points, (double First, double Second) ExplainedVariance, int Dimensions, LatentMeasures Measures);
