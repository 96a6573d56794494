using LanguageExt;

namespace GmmVae.Domain.Models;

/// <summary>A plain autoencoder: a code without noise, trained on reconstruction alone.</summary>
public sealed record AutoEncoderSpec : ModelSpec
{
    private AutoEncoderSpec(
        int features, int latent, TrunkSpec encoder, TrunkSpec decoder, Likelihood likelihood, Initialization initialization,
            bool masksMissing)
        : base(features, latent, encoder, decoder, likelihood, initialization, masksMissing)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "autoencoder";

    /// <summary>A checked specification. Parts may still be unchecked results: their errors join in.</summary>
    public static Validation<SpecError, AutoEncoderSpec> Create<TEncoder, TDecoder>(
        int features,
        int latent,
        Validation<SpecError, TEncoder> encoder,
        Validation<SpecError, TDecoder> decoder,
        Validation<SpecError, Likelihood> likelihood,
        Initialization initialization = Initialization.UniformFanIn,
        bool masksMissing = false)
        where TEncoder : TrunkSpec
        where TDecoder : TrunkSpec
    {
        var (inwards, outwards) = (Trunk(encoder), Trunk(decoder));
        return (inwards, outwards, likelihood, CommonRules(features, latent, inwards, outwards, likelihood)).Apply(
            (checkedEncoder, checkedDecoder, emission, _) =>
                new AutoEncoderSpec(features, latent, checkedEncoder, checkedDecoder, emission, initialization, masksMissing));
    }
}
