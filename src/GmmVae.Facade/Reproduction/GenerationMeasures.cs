namespace GmmVae;

/// <summary>What the judge, a classifier trained with labels, says of observations.</summary>
/// <param name="Confidence">The mean of its greatest class probability.</param>
/// <param name="Evenness">The entropy of the shares of its classes, over the greatest possible.</param>
/// <param name="Distance">The Fréchet distance of its features from those of the test split.</param>
public sealed record GenerationMeasures(double Confidence, double Evenness, double Distance);
