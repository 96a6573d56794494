namespace GmmVae.Domain;

/// <summary>What the threshold of the cluster prior is compared with.</summary>
public enum ThresholdScope
{
    /// <summary>The mean over the batch: max(mean KL, τ).</summary>
    BatchMean,

    /// <summary>Each observation's own term: mean of max(KL, τ).</summary>
    PerRow,
}
