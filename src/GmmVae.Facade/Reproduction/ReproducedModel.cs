namespace GmmVae;

/// <summary>The trainings of a reproduction, the same for each kind of data.</summary>
public enum ReproducedModel
{
    /// <summary>The autoencoder.</summary>
    AutoEncoder,

    /// <summary>The variational autoencoder.</summary>
    Variational,

    /// <summary>The Gaussian-mixture variational autoencoder.</summary>
    Mixture,

    /// <summary>The same with a threshold of 0: the cluster prior counts from the start.</summary>
    MixtureWithoutThreshold,

    /// <summary>The same without the cluster prior in the objective.</summary>
    MixtureWithoutTerm,
}
