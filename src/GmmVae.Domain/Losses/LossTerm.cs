namespace GmmVae.Domain;

/// <summary>The parts of the negative evidence lower bound.</summary>
public enum LossTerm
{
    /// <summary>−E ln p(y|x).</summary>
    Reconstruction,

    /// <summary>KL(q(x|y) ‖ N(0, I)), of the variational autoencoder.</summary>
    LatentPrior,

    /// <summary>E Σ_k r_k KL(q(x|y) ‖ p(x|w, z=k)), of the Gaussian-mixture model.</summary>
    ConditionalPrior,

    /// <summary>KL(q(w|y) ‖ N(0, I)), of the Gaussian-mixture model.</summary>
    StylePrior,

    /// <summary>KL(r ‖ π) before the threshold, of the Gaussian-mixture model.</summary>
    ClusterPrior,
}
