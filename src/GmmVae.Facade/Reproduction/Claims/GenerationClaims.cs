namespace GmmVae;

/// <summary>What the report says of generated observations.</summary>
internal static class GenerationClaims
{
    internal static Claim VariationalGeneratesBetter(string set, GenerationMeasures plain, GenerationMeasures variational, GenerationMeasures real) => ClaimText.Claim(
        $"vae-generates-better-{set}",
        "The variational autoencoder generates better than the autoencoder.",
        $"{ClaimText.Words(set)}: the judge's Fréchet distance to the test split is lower and its confidence higher; the autoencoder's codes are drawn from a Gaussian fitted to its training codes",
        variational.Distance < plain.Distance && variational.Confidence > plain.Confidence,
        $"distance {variational.Distance:F2} against {plain.Distance:F2} (training data: {real.Distance:F2}), confidence {variational.Confidence:F3} against {plain.Confidence:F3} ({real.Confidence:F3}), evenness of classes {variational.Evenness:F3} against {plain.Evenness:F3} ({real.Evenness:F3})",
        ("distance", variational.Distance), ("distanceAutoencoder", plain.Distance),
        ("confidence", variational.Confidence), ("confidenceAutoencoder", plain.Confidence),
        ("evenness", variational.Evenness), ("evennessAutoencoder", plain.Evenness));
}
