using GmmVae.Domain.Clustering;
using LanguageExt;

namespace GmmVae.Domain.Models;

/// <summary>
/// A Gaussian-mixture variational autoencoder: the code's prior is a mixture of K Gaussians whose means and variances
/// a network computes from noise w (arXiv:1611.02648).
/// </summary>
public sealed record GaussianMixtureSpec : ClusteringSpec
{
    /// <summary>The most outputs of the encoder head, and so the most clusters.</summary>
    internal const int MostCandidates = 10_000;

    private GaussianMixtureSpec(
        int features,
        int latent,
        int style,
        TrunkSpec encoder,
        TrunkSpec decoder,
        NetworkSpec priorNetwork,
        Likelihood likelihood,
        ClusterPrior clusterPrior,
        ResponsibilityKind responsibilities,
        int samples,
        LogVarianceBounds posteriorBounds,
        LogVarianceBounds priorBounds,
        double priorGain,
        int candidates,
        Initialization initialization,
        bool masksMissing)
        : base(features, latent, encoder, decoder, likelihood, initialization, masksMissing, clusterPrior)
    {
        (Style, PriorNetwork, Responsibilities) = (style, priorNetwork, responsibilities);
        (Samples, PosteriorBounds, PriorBounds, PriorGain, Candidates) = (samples, posteriorBounds, priorBounds, priorGain, candidates);
    }

    /// <summary>The number of dimensions of the noise w that shapes a cluster's inside.</summary>
    public override int Style { get; }

    /// <summary>The hidden layers from w to the components of the mixture, p(x|w,z).</summary>
    public NetworkSpec PriorNetwork { get; }

    /// <summary>Bayes' rule or an encoder head.</summary>
    public ResponsibilityKind Responsibilities { get; }

    /// <summary>
    /// The outputs of the encoder head, at least K. Where they are more, training finds that many candidates and groups them
    /// into the K clusters (<see cref="CandidateGroups"/>), and π is the groups' shares of the data.
    /// </summary>
    public int Candidates { get; }

    /// <summary>Whether the encoder head has more outputs than there are clusters.</summary>
    public bool HasCandidates => Candidates > Clusters;

    /// <inheritdoc/>
    public override bool LearnsShares => HasCandidates;

    /// <summary>Monte-Carlo samples for each observation, M.</summary>
    public int Samples { get; }

    /// <summary>The range of the posteriors' log-variances.</summary>
    public LogVarianceBounds PosteriorBounds { get; }

    /// <summary>The range of the components' log-variances.</summary>
    public LogVarianceBounds PriorBounds { get; }

    /// <summary>
    /// What the hidden layer is multiplied by before the components' linear layers, whose weights start larger by the same
    /// factor: the start is unchanged, and a step of the optimizer moves components by that much less.
    /// </summary>
    public double PriorGain { get; }

    /// <summary>
    /// The gain that keeps components from collapsing: min(1, 64 / hidden width). Adam moves every weight by about the
    /// learning rate, so outputs move in proportion to the width of the layer below; many wide steps in a wide latent space
    /// let the quickest component win every observation.
    /// </summary>
    public static double BalancedPriorGain(NetworkSpec priorNetwork) =>
        priorNetwork.Widths.IsEmpty ? 1 : Math.Min(1, 64.0 / priorNetwork.Widths[^1]);

    /// <summary>A checked specification. Parts may still be unchecked results: their errors join in.</summary>
    public static Validation<SpecError, GaussianMixtureSpec> Create<TEncoder, TDecoder>(
        int features,
        int latent,
        int style,
        Validation<SpecError, TEncoder> encoder,
        Validation<SpecError, TDecoder> decoder,
        Validation<SpecError, NetworkSpec> priorNetwork,
        Validation<SpecError, Likelihood> likelihood,
        Validation<SpecError, ClusterPrior> clusterPrior,
        ResponsibilityKind responsibilities = ResponsibilityKind.Bayes,
        int samples = 1,
        LogVarianceBounds? posteriorBounds = null,
        LogVarianceBounds? priorBounds = null,
        double? priorGain = null,
        Initialization initialization = Initialization.UniformFanIn,
        int? candidates = null,
        bool masksMissing = false)
        where TEncoder : TrunkSpec
        where TDecoder : TrunkSpec
    {
        var (inwards, outwards) = (Trunk(encoder), Trunk(decoder));
        var (posterior, prior) = (posteriorBounds ?? LogVarianceBounds.Posterior, priorBounds ?? LogVarianceBounds.Prior);
        var rules = CommonRules(
            features,
            latent,
            inwards,
            outwards,
            likelihood,
            SpecRules.Within(Setting.Style, style, 1, 65536),
            SpecRules.Within(Setting.Samples, samples, 1, 1000),
            SpecRules.Bounds(Setting.PosteriorBounds, posterior),
            SpecRules.Bounds(Setting.PriorBounds, prior),
            SpecRules.Positive(Setting.PriorGain, priorGain ?? 1),
            candidates.HasValue && responsibilities != ResponsibilityKind.EncoderHead
                ? new SpecError(Setting.CandidatesPerCluster, $"are outputs of a cluster head; use {Setting.Responsibilities} head")
                : Option<SpecError>.None);
        var head = clusterPrior.Bind(clusters => CheckCandidates(candidates ?? clusters.Clusters, clusters));
        return (inwards, outwards, priorNetwork, likelihood, head, rules).Apply(
            (checkedEncoder, checkedDecoder, checkedPriorNetwork, emission, outputs, _) => new GaussianMixtureSpec(
                features, latent, style, checkedEncoder, checkedDecoder, checkedPriorNetwork, emission, outputs.Clusters,
                responsibilities, samples, posterior, prior, priorGain ?? BalancedPriorGain(checkedPriorNetwork), outputs.Candidates,
                    initialization, masksMissing));
    }

    private static Validation<SpecError, (ClusterPrior Clusters, int Candidates)> CheckCandidates(int candidates, ClusterPrior clusters) =>
        SpecRules.Validate(
            () => (clusters, candidates),
            SpecRules.Within(Setting.CandidatesPerCluster, candidates, clusters.Clusters, MostCandidates),
            candidates > clusters.Clusters && !clusters.IsUniform
                ? new SpecError(Setting.CandidatesPerCluster,
                    $"learn the clusters' shares, so that {Setting.ClusterWeights} cannot be given with them")
                : Option<SpecError>.None);
}

/// <summary>Where the cluster probabilities of an observation come from.</summary>
public enum ResponsibilityKind
{
    /// <summary>p(z|x,w) by Bayes' rule from the mixture prior (arXiv:1611.02648, section 3.2).</summary>
    Bayes,

    /// <summary>q(z|y), a softmax head on the encoder.</summary>
    EncoderHead,
}
