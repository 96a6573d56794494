namespace GmmVae.Domain;

/// <summary>
/// The cluster prior term KL(r ‖ π) in nats (arXiv:1611.02648, eq. 4, last term), ignored until it exceeds a threshold.
/// </summary>
public static class ClusterPriorTerm
{
    /// <summary>
    /// What the objective has of the term: max(mean KL, τ) or the mean of max(KL, τ). The gradient is exactly 0 up to and
    /// including τ and the plain gradient above.
    /// </summary>
    /// <param name="perRow">KL(r ‖ π) of each observation, [batch].</param>
    /// <param name="threshold">τ in nats.</param>
    /// <param name="scope">What is compared with τ.</param>
    public static Sym Thresholded(Sym perRow, double threshold, ThresholdScope scope)
    {
        var tau = perRow.Builder.Constant(threshold);
        return scope == ThresholdScope.BatchMean ? perRow.Mean(0).Maximum(tau) : perRow.Maximum(tau).Mean(0);
    }

    /// <summary>The thresholded term on arrays, through the oracle.</summary>
    public static double Thresholded(Tensor perRow, double threshold, ThresholdScope scope) =>
        Evaluate.Term(x => Thresholded(x[0], threshold, scope), perRow).Value;
}
