namespace GmmVae.Domain;

/// <summary>What presets and specifications need to know about a data set.</summary>
/// <param name="Rows">Observations in the training split.</param>
/// <param name="Features">Features of an observation.</param>
/// <param name="InUnitInterval">Whether every value lies in [0, 1], as a Bernoulli likelihood needs.</param>
/// <param name="Image">How an observation forms a picture, where it does.</param>
/// <param name="IsSignal">Whether an observation's features follow one another in time.</param>
public readonly record struct DataTraits(int Rows, int Features, bool InUnitInterval, ImageShape? Image = null, bool IsSignal = false);
