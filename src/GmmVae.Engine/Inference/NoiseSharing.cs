namespace GmmVae.Engine;

/// <summary>Which noise the samples of different clusters share.</summary>
public enum NoiseSharing
{
    /// <summary>None: every sample has its own.</summary>
    Fresh,

    /// <summary>All: the n-th sample of every cluster has the same style w and the same code noise.</summary>
    All,

    /// <summary>The n-th sample of every cluster has the same style w, and code noise of its own.</summary>
    Style,
}
