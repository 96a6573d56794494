using LanguageExt;

namespace GmmVae.Domain.Models;

/// <summary>A variational autoencoder with a standard normal prior on the code (arXiv:1312.6114).</summary>
public sealed record VariationalSpec : ModelSpec
{
    private VariationalSpec(
        int features,
        int latent,
        TrunkSpec encoder,
        TrunkSpec decoder,
        Likelihood likelihood,
        int samples,
        LogVarianceBounds posteriorBounds,
        Initialization initialization,
        bool masksMissing)
        : base(features, latent, encoder, decoder, likelihood, initialization, masksMissing) =>
        (Samples, PosteriorBounds) = (samples, posteriorBounds);

    /// <inheritdoc/>
    public override string Kind => "vae";

    /// <summary>Monte-Carlo samples for each observation, M.</summary>
    public int Samples { get; }

    /// <summary>The range of the posterior's log-variances.</summary>
    public LogVarianceBounds PosteriorBounds { get; }

    /// <summary>A checked specification. Parts may still be unchecked results: their errors join in.</summary>
    public static Validation<SpecError, VariationalSpec> Create<TEncoder, TDecoder>(
        int features,
        int latent,
        Validation<SpecError, TEncoder> encoder,
        Validation<SpecError, TDecoder> decoder,
        Validation<SpecError, Likelihood> likelihood,
        int samples = 1,
        LogVarianceBounds? posteriorBounds = null,
        Initialization initialization = Initialization.UniformFanIn,
        bool masksMissing = false)
        where TEncoder : TrunkSpec
        where TDecoder : TrunkSpec
    {
        var (inwards, outwards) = (Trunk(encoder), Trunk(decoder));
        var bounds = posteriorBounds ?? LogVarianceBounds.Posterior;
        var rules = CommonRules(
            features,
            latent,
            inwards,
            outwards,
            likelihood,
            SpecRules.Within(Setting.Samples, samples, 1, 1000),
            SpecRules.Bounds(Setting.PosteriorBounds, bounds));
        return (inwards, outwards, likelihood, rules).Apply((checkedEncoder, checkedDecoder, emission, _) =>
            new VariationalSpec(features, latent, checkedEncoder, checkedDecoder, emission, samples, bounds, initialization, masksMissing));
    }
}
