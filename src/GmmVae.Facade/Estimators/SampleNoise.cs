namespace GmmVae;

/// <summary>Which noise the samples of different clusters share.</summary>
public enum SampleNoise
{
    /// <summary>None: every sample has its own. Shows what the model makes.</summary>
    Fresh,

    /// <summary>All: the n-th sample of every cluster has the same style w and the same code noise. Shows what the cluster alone changes.</summary>
    Shared,

    /// <summary>The n-th sample of every cluster has the same style w, and code noise of its own. Shows what the style alone carries across clusters.</summary>
    SharedStyle,
}
