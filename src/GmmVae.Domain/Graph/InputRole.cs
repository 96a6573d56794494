namespace GmmVae.Domain;

/// <summary>What an input of a graph is for, and with it who owns its storage.</summary>
public enum InputRole
{
    /// <summary>Observations, filled anew for each batch.</summary>
    Data,

    /// <summary>Random numbers, filled anew for each batch: noise is never an operation.</summary>
    Noise,

    /// <summary>A number that changes from step to step: a learning rate, a term weight, a bias correction.</summary>
    Scalar,

    /// <summary>A trained parameter.</summary>
    Parameter,

    /// <summary>Kept between steps but not trained by gradient: running statistics, optimizer moments.</summary>
    State,
}
