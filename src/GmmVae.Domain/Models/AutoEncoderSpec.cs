using LanguageExt;

namespace GmmVae.Domain;

/// <summary>A plain autoencoder: a code without noise, trained on reconstruction alone.</summary>
public sealed record AutoEncoderSpec : ModelSpec
{
    private AutoEncoderSpec(
        int features, int latent, NetworkSpec encoder, NetworkSpec decoder, Likelihood likelihood, Initialization initialization)
        : base(features, latent, encoder, decoder, likelihood, initialization)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "autoencoder";

    /// <summary>A checked specification. Parts may still be unchecked results: their errors join in.</summary>
    public static Validation<SpecError, AutoEncoderSpec> Create(
        int features,
        int latent,
        Validation<SpecError, NetworkSpec> encoder,
        Validation<SpecError, NetworkSpec> decoder,
        Validation<SpecError, Likelihood> likelihood,
        Initialization initialization = Initialization.UniformFanIn) =>
        (encoder, decoder, likelihood, CommonRules(features, latent, likelihood)).Apply((checkedEncoder, checkedDecoder, emission, _) =>
            new AutoEncoderSpec(features, latent, checkedEncoder, checkedDecoder, emission, initialization));
}
