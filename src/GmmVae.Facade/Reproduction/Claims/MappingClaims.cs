namespace GmmVae;

/// <summary>What the report says of encoded latent spaces.</summary>
internal static class MappingClaims
{
    /// <summary>Below this silhouette groups are not set apart (Rousseeuw's table calls up to 0.25 "no substantial structure").</summary>
    private const double NoStructure = 0.25;
    private const double Mapped = 0.9;
    private const double HardlyAny = 0.5;

    internal static Claim ImagesWithoutOrder(string set, LatentMeasures code, double chance) => ClaimText.Claim(
        $"autoencoder-order-{set}",
        "The autoencoder places MNIST in no meaningful order in its latent space.",
        $"{ClaimText.Words(set)}, test codes: 10-nearest-neighbour purity by label below {HardlyAny} and silhouette by label below {NoStructure}",
        code.Purity < HardlyAny && code.Silhouette < NoStructure,
        $"purity {code.Purity:F3} in all dimensions and {code.PicturePurity:F3} in the picture's two (chance {chance:F3}), silhouette {code.Silhouette:F3}",
        ("purity", code.Purity), ("picturePurity", code.PicturePurity), ("chance", chance), ("silhouette", code.Silhouette));

    internal static Claim SyntheticMapped(string set, LatentMeasures code, double chance) => ClaimText.Claim(
        $"autoencoder-order-{set}",
        "The autoencoder maps the one-dimensional synthetic data.",
        $"{ClaimText.Words(set)}, test codes: 10-nearest-neighbour purity by label of at least {Mapped}",
        code.Purity >= Mapped,
        $"purity {code.Purity:F3} (chance {chance:F3}), silhouette {code.Silhouette:F3}",
        ("purity", code.Purity), ("chance", chance), ("silhouette", code.Silhouette));

    internal static Claim VariationalMapsBetter(string set, LatentMeasures plain, LatentMeasures variational) => ClaimText.Claim(
        $"vae-maps-better-{set}",
        "The variational autoencoder maps the data better than the autoencoder.",
        $"{ClaimText.Words(set)}, test codes: both 10-nearest-neighbour purity and silhouette by label are higher",
        variational.Purity > plain.Purity && variational.Silhouette > plain.Silhouette,
        $"purity {variational.Purity:F3} against {plain.Purity:F3}, silhouette {variational.Silhouette:F3} against {plain.Silhouette:F3}",
        ("purity", variational.Purity), ("purityAutoencoder", plain.Purity),
        ("silhouette", variational.Silhouette), ("silhouetteAutoencoder", plain.Silhouette));

    internal static Claim MixtureSeparates(string set, int dimensions, LatentMeasures variational, LatentMeasures mixture) => ClaimText.Claim(
        $"mixture-separates-{set}",
        "The Gaussian-mixture VAE separates the classes, which the VAE with the same 128 latent dimensions does not.",
        $"{ClaimText.Words(set)}, test codes: silhouette by label is higher, and the model's own clusters match labels one to one better than 10-means on the VAE's codes",
        mixture.Silhouette > variational.Silhouette && mixture.ClusterAccuracy > variational.ClusterAccuracy,
        $"{dimensions} dimensions: silhouette {mixture.Silhouette:F3} against {variational.Silhouette:F3}, accuracy {100 * mixture.ClusterAccuracy:F1} % against {100 * variational.ClusterAccuracy:F1} %",
        ("silhouette", mixture.Silhouette), ("silhouetteVae", variational.Silhouette),
        ("accuracy", mixture.ClusterAccuracy), ("accuracyVae", variational.ClusterAccuracy));
}
