using GmmVae.Domain;

namespace GmmVae;

/// <summary>What the noise does to strokes: the mean correlation of a measure between clusters, over pairs of clusters in use.</summary>
/// <param name="ThicknessSameStyle">Of stroke thickness, with the same style noise.</param>
/// <param name="SlantSameStyle">Of slant, with the same style noise.</param>
/// <param name="ThicknessSameNoise">Of stroke thickness, with the same style and code noise.</param>
/// <param name="SlantSameNoise">Of slant, with the same style and code noise.</param>
/// <param name="ThicknessFresh">Of stroke thickness, with other noise in each cluster: what chance gives.</param>
/// <param name="SlantFresh">Of slant, likewise.</param>
/// <param name="Thickness">What the variance of stroke thickness comes from, with the same style noise: rows are clusters, columns noises.</param>
/// <param name="Slant">The same of slant.</param>
/// <param name="ThicknessDeviation">The standard deviation of stroke thickness inside a cluster, in pixels.</param>
/// <param name="SlantDeviation">The standard deviation of slant inside a cluster.</param>
public sealed record StyleReport(
    double ThicknessSameStyle,
    double SlantSameStyle,
    double ThicknessSameNoise,
    double SlantSameNoise,
    double ThicknessFresh,
    double SlantFresh,
    EffectShares Thickness,
    EffectShares Slant,
    double ThicknessDeviation,
    double SlantDeviation);
