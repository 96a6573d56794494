namespace GmmVae.Domain;

/// <summary>The models.</summary>
public enum ModelKind
{
    /// <summary>A plain autoencoder.</summary>
    AutoEncoder,

    /// <summary>A variational autoencoder.</summary>
    Variational,

    /// <summary>A Gaussian-mixture variational autoencoder.</summary>
    GaussianMixture,
}
